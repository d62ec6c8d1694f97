import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';

/** What a newcomer gets wrong: one message that says what to do, the right exit code, no stack. */

const root = resolve(import.meta.dirname, '../..');

function command(...words: readonly string[]) {
  const flags = ['--import', 'tsx', join(root, 'scripts/plumbline.ts')];
  const child = spawn(process.execPath, [...flags, ...words], { cwd: root });
  let said = '';
  child.stderr.on('data', (data) => {
    said += String(data);
  });
  const ended = once(child, 'close').then(([code]) => ({ code, said }));
  return { child, ended };
}

it('an impossible port is wrong usage', async () => {
  const { code, said } = await command('mock', '--port', '99999').ended;
  expect({ code, said }).toMatchObject({ code: 2, said: expect.stringContaining('0 to 65535') });
}, 240_000);

it('a port in use: could not run, and what to do', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { code, said } = await command('mock', '--port', String(port)).ended;
  server.close();
  expect(code).toBe(3);
  expect(said).toMatch(/address already in use[\s\S]*Give another --port/);
  expect(said).not.toMatch(/^\s+at /m);
}, 240_000);

it('a closed pipe (| head) is not an error', async () => {
  const { child, ended } = command('conform', '--target', 'mock', '--max-requests', '60');
  child.stdout.once('data', () => child.stdout.destroy());
  const { code, said } = await ended;
  expect({ code, said: said.match(/EPIPE|^\s+at /m) }).toEqual({ code: 0, said: null });
}, 240_000);
