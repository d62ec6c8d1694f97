import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { badServers, listenBadly } from '../../generator/testing/bad-servers.ts';
import { figure, isFull } from '../../generator/testing/figure.ts';
import { runCommand } from './testing/run-command.ts';

const response = {
  200: {
    description: 'it is well',
    content: {
      'application/json': {
        schema: { type: 'object', required: ['ok'], properties: { ok: { type: 'boolean' } } },
      },
    },
  },
};
const file = join(mkdtempSync(join(tmpdir(), 'plumbline-bad-')), 'openapi.json');
writeFileSync(
  file,
  JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'Two', version: '1' },
    paths: {
      '/bad': { get: { operationId: 'bad', responses: response } },
      '/good': { get: { operationId: 'good', responses: response } },
    },
  }),
);

/** Seconds; a busy machine needs some to respond at all. */
const timeout = 3;

// The kinds that end by themselves cost next to nothing; all of them are run by `npm run verify`.
const tried = isFull ? badServers : badServers.filter(({ name }) => /too long|100 MB/.test(name));

it.concurrent.each(tried)(
  'conform reports a server that $name once, and goes on',
  async ({ name, respond }) => {
    const server = await listenBadly({ respond });
    const { code, stdout, stderr, seconds, megabytes } = await runCommand(
      ['conform', file, '--target', server.url, '--timeout', String(timeout)],
      tmpdir(),
    );
    await server.close();
    const found = [...stdout.matchAll(/^\d+\. (\w+): .*/gm)].map(([line, operation]) => [operation, line]);
    const requests = server.targets.length;
    expect([stdout, stderr, code].join('\n'), name).toMatch(/(?:\n1)$/);
    expect(
      found.map(([operation]) => operation),
      stdout,
    ).toEqual(['bad']);
    expect(stdout).toMatch(/✓ good/);
    expect(seconds).toBeLessThan(timeout * requests + 20);
    expect(megabytes).toBeLessThan(400);
    figure({
      issue: 17,
      what: `conform against a server that ${name}`,
      expected: 'ends within timeout x requests, under 400 MB, one finding, the later operation judged',
      seen: `${seconds.toFixed(1)} s for ${requests} requests, ${megabytes.toFixed(0)} MB: ${found[0]?.[1]}`,
      ok: found.length === 1,
    });
  },
  180_000,
);
