import type { Fault, SentCallback } from '../alteration.ts';

const change = (more: Partial<SentCallback>) => ({
  kind: 'callback' as const,
  make: () => ({}),
  callback: (plain: SentCallback): readonly SentCallback[] => [{ ...plain, ...more }],
});

/** Faults in the callbacks of the print shop, which no response shows. */
export const printShopFaultsOfCallbacks = {
  'callback-never': {
    kind: 'callback',
    what: 'no client hears that its job is done',
    make: () => ({}),
    callback: () => [],
  },
  'callback-lost': {
    kind: 'callback',
    what: 'every second client does not hear that its job is done',
    make: () => ({}),
    callback: (plain, index) => (index % 2 === 1 ? [] : [plain]),
  },
  'callback-as-put': { ...change({ method: 'PUT' }), what: 'a callback is PUT instead of POST' },
  'callback-as-text': {
    ...change({ headers: { 'content-type': 'text/plain' } }),
    what: 'a callback says that it is text',
  },
  'callback-without-state': {
    kind: 'callback',
    what: 'a callback does not say the state',
    make: () => ({}),
    callback: (plain) => [{ ...plain, body: plain.body.replace(',"state":"done"', '') }],
  },
  'callback-elsewhere': {
    kind: 'callback',
    what: 'a callback goes below the URL that the client gave',
    make: () => ({}),
    callback: (plain) => [{ ...plain, url: `${plain.url}/done` }],
  },
} as const satisfies { readonly [name: string]: Fault };
