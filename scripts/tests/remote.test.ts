import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startCommand } from './testing/run-command.ts';

/** A target on another machine that bills nothing; `0.0.0.0` is this machine by an address that is not its own. */

const document = {
  openapi: '3.1.0',
  info: { title: 'Far', version: '1.0.0' },
  servers: [{ url: 'https://far.example/api/v3' }],
  paths: {
    '/clock': {
      get: {
        operationId: 'getClock',
        parameters: [{ name: 'zone', in: 'query', schema: { type: 'string', enum: ['a', 'b'] } }],
        responses: { 200: { description: 'now' }, 400: { description: 'no such zone' } },
      },
    },
    '/clock/{id}': {
      delete: {
        operationId: 'deleteClock',
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
        responses: { 204: { description: 'gone' }, 404: { description: 'no such clock' } },
      },
    },
  },
};

let folder = '';
let target = '';
const seen: { readonly at: number; readonly what: string }[] = [];
const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://x');
  seen.push({ at: performance.now(), what: `${request.method} ${pathname}` });
  const zone = searchParams.get('zone');
  const isFound = pathname === '/api/v3/clock';
  const isWrong = zone !== null && !['a', 'b'].includes(zone);
  response.writeHead(isFound ? (request.method === 'GET' ? (isWrong ? 400 : 200) : 405) : 404, {
    allow: 'GET',
  });
  response.end();
});

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'plumbline-remote-'));
  writeFileSync(join(folder, 'openapi.json'), JSON.stringify(document));
  server.listen(0, '0.0.0.0');
  await once(server, 'listening');
  target = `http://0.0.0.0:${(server.address() as AddressInfo).port}`;
  await once(new Socket().connect((server.address() as AddressInfo).port, '0.0.0.0'), 'connect');
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

it('is found under its base path, gets 5 requests a second, keeps what others have, and Ctrl-C reports', async () => {
  const running = startCommand(['conform', 'openapi.json', '--target', target], folder);
  const begun = performance.now();
  while (seen.length < 9 && performance.now() - begun < 30_000)
    await new Promise((resolve) => setTimeout(resolve, 50));
  running.kill('SIGINT');
  const { code, stdout, stderr } = await running.ended;
  expect({ code, stderr }).toMatchObject({ code: 130 });
  expect(stderr).toContain(`the base path of the document is added: ${target}/api/v3`);
  // The table and the summary stand although the run was interrupted.
  expect(stdout).toContain('stopped early: interrupted');
  expect(stdout).toContain('getClock');
  // The first two look for the base path.
  const times = seen.slice(2).map(({ at }) => at);
  const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0));
  expect(gaps.length).toBeGreaterThan(4);
  for (const gap of gaps) expect(gap).toBeGreaterThan(150);
  expect(seen.some(({ what }) => what.startsWith('DELETE /api/v3/clock/'))).toBe(false);
  // What is left of a run that is killed can be cleaned up.
  const [journal] = readdirSync(folder).filter((name) => name.endsWith('.ndjson'));
  expect(journal !== undefined && existsSync(join(folder, journal))).toBe(true);
  expect(readFileSync(join(folder, journal ?? ''), 'utf8')).toContain('/clock');
}, 60_000);

it('is faster where --rate says so, and refuses to mix a journal with --concurrency', async () => {
  seen.length = 0;
  const { code } = await startCommand(
    [
      ...['conform', 'openapi.json', '--target', target, '--include', 'getClock', '--quiet'],
      ...['--rate', '200', '--concurrency', '4'],
    ],
    folder,
  ).ended;
  expect(code).toBe(0);
  const gaps = seen.slice(3).map(({ at }, index) => at - (seen[index + 2]?.at ?? 0));
  expect(gaps.filter((gap) => gap < 100).length).toBeGreaterThan(gaps.length / 2);
  const refused = await startCommand(
    ['conform', 'openapi.json', '--target', target, '--concurrency', '4', '--journal', 'run.ndjson'],
    folder,
  ).ended;
  expect(refused).toMatchObject({ code: 2 });
  expect(refused.stderr).toContain('--concurrency does not go with a journal');
}, 60_000);
