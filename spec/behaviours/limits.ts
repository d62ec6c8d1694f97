import type { Behaviour, MockWorld, Reply } from 'openapi-plumbline';
import { isObject, type Json, refusal } from './api.ts';
import { isBatchLine } from './batch-line-requests.ts';
import { countPrompt } from './tokens.ts';

/** What an account may use; `day` is tokens a day, where there is such a limit. */
interface Tier {
  readonly concurrency: number;
  readonly requests: number;
  readonly tokens: number;
  readonly day?: number;
}

/** By what was paid in so far: the six tiers of the vendor, requests and tokens a minute. */
const tiers: readonly Tier[] = [
  { concurrency: 1, requests: 3, tokens: 500_000, day: 1_500_000 },
  { concurrency: 50, requests: 200, tokens: 2_000_000 },
  { concurrency: 100, requests: 500, tokens: 3_000_000 },
  { concurrency: 200, requests: 5000, tokens: 3_000_000 },
  { concurrency: 400, requests: 5000, tokens: 4_000_000 },
  { concurrency: 1000, requests: 10_000, tokens: 5_000_000 },
];

const minute = 60_000;

/** Fills up with time; a request takes out of it what it costs. */
interface Bucket {
  level: number;
  at: number;
}

/** The setting of all accounts: a tier, or none. */
const settingOf = (world: MockWorld): { tier: number | undefined } =>
  world.state('*', 'limits', () => ({ tier: undefined }));

/** Limits of requests and tokens, by tier; off until a tier is set. Lines of batches are not counted. */
export const limits: Behaviour = {
  id: 'limits',
  appliesTo: ['createChatCompletion'],
  admit({ account, request, arguments: { body } }, world) {
    const limit = tiers[settingOf(world).tier ?? -1];
    if (limit === undefined || isBatchLine(request)) return undefined;
    if (world.inFlight(account) > limit.concurrency)
      return reached(`max concurrency: ${limit.concurrency}, please try again after 1 seconds`, 1);
    const cost = tokensOf(isObject(body?.value) ? body.value : {});
    const wanted = [
      { name: 'requests', most: limit.requests, per: minute, cost: 1 },
      { name: 'tokens', most: limit.tokens, per: minute, cost },
      { name: 'day', most: limit.day, per: 24 * 60 * minute, cost },
    ] as const;
    const taken: (() => void)[] = [];
    for (const { name, most, per, cost } of wanted) {
      if (most === undefined) continue;
      const bucket = filled(world, `${account} ${name}`, most, per);
      if (bucket.level < cost) {
        const wait = Math.ceil(((cost - bucket.level) / most) * (per / 1000));
        return reached(textOf(name, most, Math.round(most - bucket.level + cost), wait), wait);
      }
      taken.push(() => {
        bucket.level -= cost;
      });
    }
    for (const take of taken) take();
    return undefined;
  },
  controls: {
    limits: {
      title: '{"tier": 0 to 5} sets the limits of requests and tokens, {"tier": null} takes them away',
      apply({ tier }, _account, world) {
        if (tier !== null && tiers[tier as number] === undefined)
          throw new TypeError(`expected {"tier": 0 to ${tiers.length - 1}} or {"tier": null}`);
        settingOf(world).tier = tier === null ? undefined : (tier as number);
        return { tier, ...(tier === null ? {} : tiers[tier as number]) };
      },
    },
  },
};

/** What counts is what is requested, not what is used: the prompt and the limit of the completion. */
const tokensOf = (body: Json): number => {
  const most = body['max_completion_tokens'] ?? body['max_tokens'];
  return countPrompt(body['messages']) + (typeof most === 'number' ? Math.max(0, most) : 1024);
};

function filled(world: MockWorld, name: string, most: number, per: number): Bucket {
  const now = world.now();
  const bucket = world.state<Bucket>('*', `bucket ${name}`, () => ({ level: most, at: now }));
  bucket.level = Math.min(most, bucket.level + (most * Math.max(0, now - bucket.at)) / per);
  bucket.at = now;
  return bucket;
}

const textOf = (name: 'requests' | 'tokens' | 'day', most: number, current: number, wait: number): string =>
  name === 'requests'
    ? `max RPM: ${most}, please try again after ${wait} seconds`
    : `${name === 'tokens' ? 'TPM' : 'TPD'} rate limit, current:${current}, limit:${most}`;

/** 429 that says when to come back, in the words of the vendor. */
export const reached = (what: string, wait: number): Reply =>
  refusal(
    429,
    'rate_limit_reached_error',
    `Your account org-mock<ak-mock> request reached organization ${what}`,
    { 'retry-after': String(wait), 'x-retry-after': String(wait) },
  );
