import { RateLimitError } from 'openai';
import { createMock } from 'openapi-plumbline/mock';
import { describe, expect, it } from 'vitest';
import { behaviours } from './index.ts';
import { beyond, chatRequest, contract, errorOf, think, withClient } from './testing/with-client.ts';

/** Tiers of limits, and what answers cost: both off until they are switched on. */

const on = withClient({ clock: () => Date.UTC(2026, 0, 1) });
const limited = async (body: object = chatRequest): Promise<RateLimitError> => {
  const error = await errorOf(on.client.chat.completions.create(beyond(body)));
  expect(error).toBeInstanceOf(RateLimitError);
  expect(error).toMatchObject({ type: 'rate_limit_reached_error' });
  return error as RateLimitError;
};
const spend = (body: object = chatRequest) => on.client.chat.completions.create(beyond(body));

describe('limits', () => {
  it('none are set at first', async () => {
    for (let count = 0; count < 10; count++) await spend();
  });
  it.each([
    { tier: 0, most: 3 },
    { tier: 1, most: 200 },
  ])('tier $tier: $most requests a minute', async ({ tier, most }) => {
    await on.control('limits', { tier });
    for (let count = 0; count < most; count++) await spend();
    const { message, headers } = await limited();
    expect(message).toContain(`max RPM: ${most}, please try again after`);
    const wait = Number(headers?.get('retry-after'));
    expect(headers?.get('x-retry-after')).toBe(String(wait));
    expect(wait).toBe(Math.ceil(60 / most));
    on.mock.advance(wait * 1000);
    await spend();
  });
  it('requested tokens count, not those that are used', async () => {
    await on.control('limits', { tier: 0 });
    const half = { ...think, max_completion_tokens: 249_000 };
    await spend(half);
    await spend(half);
    expect((await limited(half)).message).toContain('TPM rate limit, current:');
  });
  it('tokens of a day', async () => {
    await on.control('limits', { tier: 0 });
    const much = { ...think, max_completion_tokens: 249_000 };
    for (let count = 0; count < 6; count++) {
      await spend(much);
      on.mock.advance(60_000);
    }
    expect((await limited(much)).message).toContain('TPD rate limit, current:');
  });
  it('one stream at a time, until it is read or given up', async () => {
    await on.control('limits', { tier: 0 });
    const stream = { ...chatRequest, stream: true };
    const open = async (): Promise<Response> =>
      on.raw('/v1/chat/completions', {
        method: 'POST',
        headers: { authorization: 'Bearer sk-test', 'content-type': 'application/json' },
        body: JSON.stringify(stream),
      });
    const first = await open();
    const second = await open();
    expect([second.status, (await second.json()).error.message]).toEqual([
      429,
      expect.stringContaining('max concurrency: 1, please try again after'),
    ]);
    await first.text();
    const third = await open();
    expect(third.status).toBe(200);
    await third.body?.cancel();
    expect((await open()).status).toBe(200);
  });
  it('are of an account', async () => {
    await on.control('limits', { tier: 0 });
    for (let count = 0; count < 3; count++) await spend();
    await limited();
    await on.clientWith({ apiKey: 'sk-other' }).chat.completions.create(chatRequest);
  });
  it('from the start, and again after a reset', async () => {
    const mock = createMock(contract, { behaviours, settings: { limits: { tier: 0 } } });
    const statuses = async (): Promise<readonly number[]> => {
      const seen: number[] = [];
      for (let count = 0; count < 4; count++) {
        const request = new Request('http://mock.test/v1/chat/completions', {
          method: 'POST',
          headers: { authorization: 'Bearer k', 'content-type': 'application/json' },
          body: JSON.stringify(chatRequest),
        });
        seen.push((await mock.fetch(request)).status);
      }
      return seen;
    };
    expect(await statuses()).toEqual([200, 200, 200, 429]);
    mock.reset();
    expect(await statuses()).toEqual([200, 200, 200, 429]);
  });
  it.each([{ tier: 6 }, { tier: 'x' }, {}])('%j is not a tier', async (body) => {
    expect((await on.control('limits', body)).status).toBe(400);
  });
});

describe('prices', () => {
  const balance = async (): Promise<number> => {
    const { data } = (await on.client.get('/users/me/balance')) as { data: { available_balance: number } };
    return data.available_balance;
  };
  it('nothing costs anything at first', async () => {
    const before = await balance();
    await spend();
    expect(await balance()).toBe(before);
  });
  it('what was used is paid for, until nothing is left', async () => {
    await on.control('prices', { on: true });
    const before = await balance();
    const { usage } = await spend();
    const cost = ((usage?.prompt_tokens ?? 0) * 0.95 + (usage?.completion_tokens ?? 0) * 4) / 1e6;
    expect(cost).toBeGreaterThan(0);
    expect(before - (await balance())).toBeCloseTo(cost, 6);
    await on.control('balance', { cash: 0, voucher: 0.00001 });
    await spend();
    expect(await errorOf(spend())).toMatchObject({ type: 'exceeded_current_quota_error' });
  });
});
