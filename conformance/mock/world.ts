import { createHash } from 'node:crypto';
import { seedFrom } from '../../generator/wire/random.ts';
import type { MockWorld } from '../model.ts';

/** The state that behaviours share, and its controls. */
export interface World extends MockWorld {
  /** A request of an account begins; call the returned function when its response ends. */
  enter(account: string): () => void;
  /** Moves the clock by milliseconds. */
  advance(milliseconds: number): void;
  /** Sets the clock to a time; it continues from there. */
  setTime(milliseconds: number): void;
  reset(): void;
  /** All state, as JSON; bytes are given by their number. */
  dump(): unknown;
}

export function createWorld(options: {
  readonly lenient: boolean;
  readonly clock: () => number;
  readonly seed: number;
  readonly send: MockWorld['send'];
}): World {
  const states = new Map<string, Map<string, unknown>>();
  const counts = new Map<string, number>();
  const underWay = new Map<string, number>();
  let offset = 0;
  return {
    lenient: options.lenient,
    send: options.send,
    seedOf: (text) => seedFrom(options.seed, text),
    now: () => options.clock() + offset,
    state<State>(account: string, name: string, create: () => State): State {
      const known = states.get(account) ?? new Map<string, unknown>();
      states.set(account, known);
      if (!known.has(name)) known.set(name, create());
      return known.get(name) as State;
    },
    next(name) {
      const count = (counts.get(name) ?? 0) + 1;
      counts.set(name, count);
      return count;
    },
    inFlight: (account) => underWay.get(account) ?? 0,
    enter(account) {
      underWay.set(account, (underWay.get(account) ?? 0) + 1);
      let isDone = false;
      return () => {
        if (isDone) return;
        isDone = true;
        const left = (underWay.get(account) ?? 1) - 1;
        if (left > 0) underWay.set(account, left);
        else underWay.delete(account);
      };
    },
    advance(milliseconds) {
      offset += milliseconds;
    },
    setTime(milliseconds) {
      offset = milliseconds - options.clock();
    },
    reset() {
      states.clear();
      counts.clear();
      offset = 0;
    },
    dump: () => toJson(states),
  };
}

function toJson(value: unknown): unknown {
  if (value instanceof Uint8Array) return { bytes: value.byteLength };
  if (value instanceof Map)
    return Object.fromEntries([...value].map(([key, each]) => [String(key), toJson(each)]));
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value !== 'object' || value === null) return value;
  // The key with which a batch was created is private.
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, name === 'authorization' ? '***' : toJson(each)]),
  );
}

const accountNames = new Map<string, string>();

/** Names an account after its key, without showing the key. */
export function accountName(key: string | undefined): string {
  if (key === undefined) return 'anonymous';
  const name = accountNames.get(key) ?? createHash('sha256').update(key).digest('hex').slice(0, 12);
  if (accountNames.size < 10_000) accountNames.set(key, name);
  return name;
}
