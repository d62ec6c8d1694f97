import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { contractOf } from '../../generator/testing/small-contract.ts';
import { conformCommand } from '../cli/commands/conform.ts';
import { conformDefaultNames } from '../run/conform-defaults.ts';
import { checksOf, conformSettings } from '../run/conform-settings.ts';
import { runCommand } from './testing/run-command.ts';

/** Checks, statuses and hooks of a configuration, and the same as flags, on a server that is wrong in one way. */

const document = {
  openapi: '3.1.0',
  info: { title: 'Lamp', version: '1.0.0' },
  paths: {
    '/lamp': {
      get: {
        operationId: 'getLamp',
        responses: {
          200: { description: 'on', content: { 'application/json': { schema: { type: 'boolean' } } } },
        },
      },
    },
  },
};

let folder = '';
let target = '';
const seen: string[] = [];
// The status is undocumented, and the server insists on a header that the document does not have.
const server = createServer((request, response) => {
  seen.push(`${request.method} ${request.url}`);
  const isAllowed = request.headers['x-shift'] === 'night' || request.url === '/setup';
  response.writeHead(request.method !== 'GET' ? 405 : isAllowed ? 203 : 500, {
    'content-type': 'application/json',
    allow: 'GET',
  });
  response.end('true');
});

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'plumbline-settings-'));
  writeFileSync(join(folder, 'openapi.json'), JSON.stringify(document));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  target = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

const conform = (...flags: readonly string[]) =>
  runCommand(['conform', '--target', target, '--quiet', ...flags], folder);

it('hooks prepare the run, change requests, see responses and end the run; settings judge', async () => {
  writeFileSync(
    join(folder, 'plumbline.config.mjs'),
    `import { appendFileSync } from 'node:fs';
const note = (text) => appendFileSync('hooks.log', text + '\\n');
let responses = 0;
export default {
  document: 'openapi.json',
  conform: {
    accept: { getLamp: [203] },
    severity: { 'max-response-time': 'off' },
    hooks: {
      async beforeAll({ baseUrl, contract }) { await fetch(baseUrl + '/setup'); note('beforeAll ' + contract.info.title); },
      beforeCase(testCase, request) { return { ...request, headers: [...request.headers, ['x-shift', 'night']] }; },
      afterResponse({ response }) { if (response.status === 203) responses++; },
      afterAll({ failures }) { note('afterAll ' + failures + ' ' + (responses > 0)); },
    },
  },
};
`,
  );
  const { code, stdout, stderr } = await conform();
  expect({ code, stdout, stderr }).toMatchObject({ code: 0 });
  expect(readFileSync(join(folder, 'hooks.log'), 'utf8')).toBe('beforeAll Lamp\nafterAll 0 true\n');
  expect(seen[0]).toMatch(/\/setup$|^(HEAD|GET) \//);
}, 120_000);

it('a hook that fails could not run, without a stack', async () => {
  writeFileSync(
    join(folder, 'plumbline.config.mjs'),
    "export default { document: 'openapi.json', conform: { hooks: { beforeAll() { throw new Error('no database'); } } } };",
  );
  const { code, stderr } = await conform();
  expect(code).toBe(3);
  expect(stderr).toContain('error hook-failed: the hook beforeAll failed: no database');
  expect(stderr).not.toMatch(/^\s+at /m);
}, 120_000);

it('the same is said by flags', async () => {
  rmSync(join(folder, 'plumbline.config.mjs'), { force: true });
  const flags = ['--accept', 'getLamp=203', '--check', 'max-response-time=off'];
  expect((await conform('openapi.json', '-H', 'X-Shift: night', ...flags)).code).toBe(0);
}, 120_000);

const contract = contractOf({ paths: { '/lamp': { get: { operationId: 'getLamp', responses: {} } } } });

it('flags win over the configuration', () => {
  const configured = {
    severity: { encoding: 'off', 'secret-leak': 'warning' },
    accept: { getLamp: [203] },
  } as const;
  expect(
    conformSettings(contract, configured, {
      check: ['encoding=error'],
      accept: ['*=429,503'],
      limitedKeyEnv: 'READER',
      limitedScopes: 'read, look',
    }),
  ).toEqual({
    severity: { encoding: 'error', 'secret-leak': 'warning' },
    accept: { getLamp: [203], '*': [429, 503] },
    users: { limited: { keyEnv: 'READER', scopes: ['read', 'look'] } },
  });
});

it.each([
  { flags: { check: ['encoding=loud'] }, message: '--check "encoding=loud" is not a check' },
  { flags: { accept: ['getLamp=20'] }, message: '--accept "getLamp=20" is not an operation' },
  { flags: { accept: ['getLump=203'] }, message: 'the document has no operation "getLump"' },
  { flags: { limitedScopes: 'read' }, message: '--limited-scopes goes with --limited-key-env' },
])('$message', ({ flags, message }) => {
  expect(() => conformSettings(contract, {}, flags)).toThrow(message);
});

it('an unknown check is reported with the known ones', () => {
  const known = { checks: [], historyChecks: [{ id: 'use-after-delete', check: () => [] }], runChecks: [] };
  expect(() => checksOf(known, { severity: { encoding: 'off' } })).toThrow(
    /no check "encoding"\n {2}Known: use-after-delete/,
  );
});

/** Flags whose place in the configuration is not `conform.<the same name>`, and where it is. */
const elsewhere: Readonly<Record<string, string>> = {
  overlay: 'overlays',
  strength: 'strength',
  timeout: 'network.timeout',
  maxBody: 'network.maxBody',
  header: 'network.headers',
  check: 'conform.severity',
  accept: 'conform.accept',
  otherKeyEnv: 'conform.users.other',
  callbackWait: 'conform.callbacks.wait',
  expectCallback: 'conform.callbacks.expected',
  limitedKeyEnv: 'conform.users.limited',
  limitedScopes: 'conform.users.limited',
  // Permissions for this reading of the document, and what is about one run only.
  allowHost: 'none',
  allowPath: 'none',
  strict: 'none',
  path: 'none',
  resume: 'none',
  replay: 'none',
  preflight: 'none',
};

it('every flag of conform has its place in the configuration', () => {
  const program = new Command();
  let made: Command | undefined;
  conformCommand({
    verb: (name, description) => {
      made = program.command(name).description(description);
      return made;
    },
    finish: () => undefined,
    mockHelp: '',
  });
  const flags = made?.options.map((option) => option.attributeName()) ?? [];
  expect(flags.length).toBeGreaterThan(30);
  const homeless = flags.filter(
    (name) => !(name in elsewhere) && !conformDefaultNames.some((known) => known === name),
  );
  expect(homeless).toEqual([]);
});
