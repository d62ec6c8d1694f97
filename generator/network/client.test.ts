import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { badServers, listenBadly } from '../testing/bad-servers.ts';
import { networkClient } from './client.ts';
import { decodeBody } from './content-coding.ts';
import { isUnreachable } from './transport-error.ts';

const get = { method: 'GET', target: '/bad', headers: [] };

it.each(badServers)('a server that $name: $want', async ({ respond, want }) => {
  const server = await listenBadly({ respond });
  // A short deadline only where the deadline is what ends the exchange: a busy machine is slow.
  const client = networkClient({ timeout: want === 'ETIMEDOUT' ? 400 : 20_000, maxBody: 2 ** 20 }, true);
  const seen = await client.send(new URL(server.url), get).then(
    ({ status }) => status,
    (cause: { readonly name: string; readonly code: string }) =>
      `${cause.name} ${cause.code.replace(/^HPE_.*/, 'HPE')}`,
  );
  expect(seen).toBe(typeof want === 'string' ? `TransportError ${want}` : want);
  // The next exchange is not spoilt by this one.
  const { status, body } = await client.send(new URL(server.url), { ...get, target: '/good' });
  expect([status, Buffer.from(body).toString()]).toEqual([200, '{"ok":true}']);
  client.close();
  await server.close();
});

it('an unsolicited response does not reach a later request', async () => {
  const server = await listenBadly({
    respond(socket) {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}');
      setTimeout(() => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nstolen'), 20);
    },
  });
  const client = networkClient({ timeout: 20_000, maxBody: 1000 }, true);
  await client.send(new URL(server.url), get);
  await new Promise((resolve) => setTimeout(resolve, 200));
  const { body } = await client.send(new URL(server.url), { ...get, target: '/good' });
  expect(Buffer.from(body).toString()).toBe('{"ok":true}');
  client.close();
  await server.close();
});

it('a connection that the server closes while it is idle is not a failure of the next request', async () => {
  const server = await listenBadly({
    respond(socket) {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}');
      socket.once('data', () => socket.resetAndDestroy());
    },
  });
  const client = networkClient({ timeout: 20_000, maxBody: 1000 }, true);
  await client.send(new URL(server.url), get);
  const { status } = await client.send(new URL(server.url), { ...get, target: '/good' });
  expect(status).toBe(200);
  client.close();
  await server.close();
});

const text = Buffer.from('{"a":1}');

it.each<{ readonly coding: string; readonly body: Uint8Array; readonly want: string }>([
  { coding: 'gzip', body: gzipSync(text), want: '{"a":1}' },
  { coding: 'gzip, gzip', body: gzipSync(gzipSync(text)), want: '{"a":1}' },
  { coding: 'identity', body: text, want: '{"a":1}' },
  { coding: '', body: text, want: '{"a":1}' },
  { coding: 'gzip', body: Buffer.alloc(0), want: '' },
  { coding: 'gzip', body: gzipSync(Buffer.alloc(101)), want: 'ETOOLARGE' },
  { coding: 'br', body: text, want: 'EENCODING' },
  { coding: 'zstd', body: text, want: 'EENCODING' },
])('a body with the codings $coding is read', ({ coding, body, want }) => {
  const decoded = (): string => Buffer.from(decodeBody([['Content-Encoding', coding]], body, 100)).toString();
  if (want.startsWith('E')) expect(decoded).toThrow(expect.objectContaining({ code: want }));
  else expect(decoded()).toBe(want);
});

it('an unreachable server is distinguished from a silent one', () => {
  expect(['ECONNREFUSED', 'ENOTFOUND', 'CERT_HAS_EXPIRED'].map(isUnreachable)).toEqual([true, true, true]);
  expect(['ECONNRESET', 'ETIMEDOUT', 'HPE_INVALID_CONSTANT'].map(isUnreachable)).toEqual([
    false,
    false,
    false,
  ]);
});
