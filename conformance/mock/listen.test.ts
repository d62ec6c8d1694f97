import { request } from 'node:http';
import { afterAll, expect, it } from 'vitest';
import { contractOf } from '../../generator/testing/small-contract.ts';
import { createMock } from './mock.ts';

const mock = createMock(
  contractOf({ paths: { '/things': { get: { responses: { 200: { description: '' } } } } } }),
);
const local = await mock.listen(0, '127.0.0.1', ['mock.test']);
const open = await mock.listen(0, '0.0.0.0');
afterAll(async () => {
  await local.close();
  await open.close();
});

const status = (url: string, path: string, headers: Readonly<Record<string, string>>): Promise<number> =>
  new Promise((resolve, reject) => {
    const { port } = new URL(url);
    request({ host: '127.0.0.1', port, path, headers, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });

it.each([
  { host: '127.0.0.1:PORT', path: '/things', want: 200 },
  { host: 'localhost', path: '/__mock/state', want: 200 },
  { host: 'api.localhost:1', path: '/things', want: 200 },
  { host: '[::1]:80', path: '/things', want: 200 },
  { host: 'MOCK.test', path: '/__mock/state', want: 200 },
  // A foreign name, whose address was changed to this machine.
  { host: 'evil.test', path: '/things', want: 421 },
  { host: 'evil.test', path: '/__mock/state', want: 421 },
  { host: 'localhost.evil.test', path: '/__mock/state', want: 421 },
  { host: '127.0.0.1.evil.test', path: '/__mock/state', want: 421 },
  { host: '127.0.0.1@evil.test', path: '/__mock/state', want: 400 },
])('a request to $host for $path gets $want', async ({ host, path, want }) => {
  const { port } = new URL(local.url);
  expect(await status(local.url, path, { host: host.replace('PORT', port) })).toBe(want);
});

it('a server for other machines responds to any name, but accepts controls from its own machine only', async () => {
  expect(await status(open.url, '/things', { host: 'mock:4010' })).toBe(200);
  expect(await status(open.url, '/__mock/state', { host: 'mock:4010' })).toBe(421);
  expect(await status(open.url, '/__mock/state', { host: 'localhost' })).toBe(200);
});
