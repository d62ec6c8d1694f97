import type { VendorManners } from './vendor-server.ts';

/** What most of them serve: a documented model, and one that is not. */
const serves = ['kimi-k2.6', 'kimi-k3'];

/** What a run must reach at least. */
export interface Least {
  /** Paid calls to served ids. */
  readonly served: number;
  readonly features: number;
  /** The plan is right within 10 %. */
  readonly isPlanKept: boolean;
}

/** What a run reaches where nothing is refused. */
export const usual: Least = { served: 15, features: 12, isPlanKept: true };

/** Correct servers, each with a behaviour that the document does not mention. */
export const servers: readonly {
  readonly name: string;
  readonly manners: VendorManners;
  readonly least?: Least;
}[] = [
  { name: 'serves one documented model and one that is not', manners: { serves } },
  { name: 'wants a user turn', manners: { serves, needsUser: true } },
  { name: 'counts its thoughts', manners: { serves, thinks: true } },
  { name: 'is busy from the first minute on', manners: { serves, busyEvery: 4 } },
  { name: 'shows files after a while', manners: { serves, lag: 2 } },
  { name: 'speaks in two error envelopes', manners: { serves, envelopes: true } },
  { name: 'stands behind a gateway with a timeout', manners: { serves, gatewayEvery: 9 } },
  { name: 'stands behind a shield', manners: { serves, shield: true } },
  {
    name: 'lists what it does not serve any more',
    manners: { serves, retired: ['moonshot-v1-8k', 'kimi-k2.5'] },
  },
  {
    name: 'gets a model in the middle of the run',
    manners: { serves, appears: { model: 'kimi-k4', after: 30 } },
  },
  {
    name: 'gets a documented model in the middle of the run',
    manners: { serves, documented: ['kimi-k2.6', 'kimi-k2.5'], appears: { model: 'kimi-k2.5', after: 30 } },
  },
  { name: 'is overloaded now and then', manners: { serves, overloadedEvery: 13 } },
  { name: 'has a clock of its own in Retry-After', manners: { serves, busyEvery: 6, datedRetry: true } },
  {
    // Files and batches are not exercised, and said to be.
    name: 'wants another key for files and batches',
    least: { served: 15, features: 11, isPlanKept: false },
    manners: { serves, forbids: /^\/v1\/(?:files|batches)/ },
  },
  { name: 'compresses its bodies', manners: { serves, gzip: true } },
  { name: 'is slow to begin', manners: { serves, slow: 40 } },
  { name: 'has no content where a limit ends it', manners: { serves, nullContent: true } },
  { name: 'accepts invalid chats', manners: { serves, lenient: true } },
  {
    name: 'runs out of money',
    least: { served: 15, features: 12, isPlanKept: false },
    manners: { serves, money: { balance: 2, perCall: 0.125 } },
  },
  {
    name: 'dates its models, and gets another one during the run',
    manners: {
      serves: ['kimi-k2.6-20260901', 'Kimi-K3'],
      documented: [],
      answersAs: 'kimi-k2.6',
      appears: { model: 'kimi-k4', after: 30 },
    },
  },
  {
    name: 'does all of it',
    manners: {
      serves,
      needsUser: true,
      thinks: true,
      busyEvery: 11,
      lag: 1,
      envelopes: true,
      gatewayEvery: 23,
      shield: true,
      retired: ['moonshot-v1-8k'],
      gzip: true,
    },
  },
];
