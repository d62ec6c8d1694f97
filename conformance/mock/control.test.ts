import { fileURLToPath } from 'node:url';
import { beforeEach, expect, it } from 'vitest';
import { loadContract } from '../../generator/index.ts';
import type { Behaviour } from '../model.ts';
import { readJournal } from '../observe/journal.ts';
import { controls } from './control.ts';
import { createMock, type Mock } from './mock.ts';

const contract = await loadContract(fileURLToPath(new URL('../../spec/openapi.json', import.meta.url)));
/** Counts its requests and returns the time. */
const counter: Behaviour = {
  id: 'counter',
  appliesTo: contract.operations
    .filter(({ path }) => path === '/v1/models')
    .map(({ operationId }) => operationId),
  respond: (_, world) => Response.json({ count: world.next('requests'), now: world.now() }),
};
let mock: Mock;
beforeEach(() => {
  mock = createMock(contract, { behaviours: [counter], clock: () => 1000 });
});

const send = (path: string, init: RequestInit = {}): Promise<Response> =>
  mock.fetch(new Request(`http://mock.test${path}`, init));
const models = (headers: Record<string, string> = {}): Promise<Response> =>
  send('/v1/models', { headers: { authorization: 'Bearer secret-key', ...headers } });
const post = (path: string, body: unknown): Promise<Response> =>
  send(path, { method: 'POST', body: JSON.stringify(body) });

it('the clock can be moved and set', async () => {
  await post('/__mock/clock', { advance: 500 });
  expect(await (await models()).json()).toMatchObject({ now: 1500 });
  await post('/__mock/clock', { now: 9 });
  expect(await (await models()).json()).toMatchObject({ now: 9 });
  expect((await post('/__mock/clock', {})).status).toBe(400);
});

it('reset forgets everything', async () => {
  await models();
  await post('/__mock/clock', { advance: 500 });
  await post('/__mock/faults', { fault: 'status=503' });
  await post('/__mock/reset', {});
  expect(await (await models()).json()).toEqual({ count: 1, now: 1000 });
  expect(await (await send('/__mock/requests')).json()).toHaveLength(1);
});

it('the log has the last thousand requests', async () => {
  for (let count = 0; count < 1010; count++) await send(`/nothing/${count}`);
  const log = await (await send('/__mock/requests')).json();
  expect(log).toHaveLength(1000);
  expect(log[0]).toMatchObject({ method: 'GET', target: '/nothing/10', status: 404 });
});

it('a transcript is a journal without keys', async () => {
  await models();
  await post('/__mock/transcript', { record: true });
  await models();
  await send('/nothing');
  const text = await (await send('/__mock/transcript')).text();
  expect(text).not.toContain('secret-key');
  expect(readJournal('transcript', text).map(({ target, status }) => [target, status])).toEqual([
    ['/v1/models', 200],
    ['/nothing', 404],
  ]);
});

it('each exchange is passed on as it ends, complete and without keys', async () => {
  const lines: string[] = [];
  const recorded = createMock(contract, { onExchange: (line) => lines.push(line) });
  const body = Uint8Array.of(0xff, 0x00);
  const headers = { authorization: 'Bearer secret-key', 'content-type': 'application/json' };
  await recorded.fetch(new Request('http://mock.test/v1/models?key=secret-key', { headers }));
  await recorded.fetch(
    new Request('http://mock.test/v1/chat/completions', { method: 'POST', headers, body }),
  );
  await expect.poll(() => lines.length).toBe(2);
  expect(lines.join('')).not.toContain('secret-key');
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ request: { target: '/v1/models?key=[redacted]' } });
  expect(JSON.parse(lines[1] ?? '').request).toMatchObject({ body: '/wA=', bodyEncoding: 'base64' });
  expect(readJournal('transcript', lines.join('\n'))).toHaveLength(2);
});

it('faults can be limited to a number of requests', async () => {
  await post('/__mock/faults', { fault: 'status=503*2' });
  const statuses = [await models(), await models(), await models()].map(({ status }) => status);
  expect(statuses).toEqual([503, 503, 200]);
  expect((await models({ 'x-mock-fault': 'status=418' })).status).toBe(418);
  expect((await models()).status).toBe(200);
  expect((await post('/__mock/faults', { fault: 'nonsense' })).status).toBe(400);
});

it('pages of other origins cannot use the controls', async () => {
  const init = { method: 'POST', headers: { origin: 'http://evil.test' }, body: '{}' };
  expect((await send('/__mock/reset', init)).status).toBe(403);
  expect((await send('/__mock/reset', { ...init, headers: { origin: 'http://mock.test' } })).status).toBe(
    200,
  );
});

it('the start page shows operations, controls and faults', async () => {
  const page = await (await send('/')).text();
  for (const { path } of contract.operations) expect(page).toContain(path);
  for (const name of [...Object.keys(controls), ...mock.faults.keys()]) expect(page).toContain(name);
});

it('an unknown fault is reported at once', () => {
  expect(() => createMock(contract, { faults: ['nonsense'] })).toThrow(TypeError);
});
