import { expect, it } from 'vitest';
import { ratedTransport } from './rated.ts';

it('starts requests evenly, however many are under way, and waits for none that comes later', async () => {
  let now = 0;
  const started: number[] = [];
  const inner = {
    baseUrl: 'http://127.0.0.1:1',
    send: async () => {
      started.push(now);
      return { response: { status: 200, headers: [], body: new Uint8Array() }, milliseconds: 1 };
    },
    close: async () => undefined,
  };
  const clock = {
    now: () => now,
    sleep: async (milliseconds: number) => {
      now += milliseconds;
    },
  };
  const { send } = ratedTransport(inner, 4, clock);
  const request = { method: 'GET', target: '/', headers: [] };
  await send(request);
  await send(request);
  await send(request);
  now += 5000;
  await send(request);
  expect(started).toEqual([0, 250, 500, 5500]);
});
