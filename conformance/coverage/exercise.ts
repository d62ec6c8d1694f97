import type { Contract } from '../../generator/contract/model.ts';
import { responseTypes } from '../../generator/contract/responses.ts';
import { essence } from '../../generator/json/media-type.ts';
import type { Exchange, SuiteEvent } from '../model.ts';

/** Requests that were refused with the same status and the same message. */
export interface Refusal {
  /** 0 where no response arrived. */
  readonly status: number;
  /** The message of the server; empty where the response has none. */
  readonly words: string;
  readonly count: number;
}

/** How far valid requests got in one operation, or in one discriminator value of it. */
export interface Reach {
  readonly sent: number;
  readonly accepted: number;
  /** Why this run need not exercise it, as the run reports it: `unpaid`, `retired`, `cut by the budget`. */
  readonly excuse?: string;
  /** The most frequent first. */
  readonly refusals: readonly Refusal[];
  /** Places of refused requests whose values may not exist on the server, such as `/path/petId`. */
  readonly unknown: readonly string[];
}

/** Why checks could not decide, equal reasons counted together. */
export interface Undecided {
  readonly operationId: string;
  readonly discriminatorValue?: string;
  readonly check: string;
  readonly reason: string;
  readonly count: number;
}

/** What a run reached of a contract with accepted valid requests, and what it could not decide. */
export interface Exercise {
  /** Operations that had cases, in the document's order. */
  readonly operations: ReadonlyMap<string, Reach>;
  readonly variants: ReadonlyMap<string, ReadonlyMap<string, Reach>>;
  /** The documented media types of requests, by operation: whether a request of that type was accepted. */
  readonly mediaTypes: ReadonlyMap<string, ReadonlyMap<string, boolean>>;
  /** The documented media types of successful responses, by operation: whether a response of that type was received. */
  readonly responseTypes: ReadonlyMap<string, ReadonlyMap<string, boolean>>;
  readonly undecided: readonly Undecided[];
}

interface Counts {
  excuse?: string;
  sent: number;
  accepted: number;
  readonly refusals: Map<string, { readonly status: number; readonly words: string; count: number }>;
  readonly unknown: Set<string>;
}

const emptyCounts = (): Counts => ({ sent: 0, accepted: 0, refusals: new Map(), unknown: new Set() });

const reachOf = ({ sent, accepted, excuse, refusals, unknown }: Counts): Reach => ({
  sent,
  accepted,
  ...(excuse === undefined || accepted > 0 ? {} : { excuse }),
  refusals: [...refusals.values()].sort((a, b) => b.count - a.count),
  unknown: [...unknown],
});

/** Collects what was exercised from the events of a run. Its only state is its counts. */
export function createExercise(contract: Contract): { add(event: SuiteEvent): void; exercise(): Exercise } {
  const operations = new Map<string, Counts>();
  const variants = new Map<string, Map<string, Counts>>();
  const mediaTypes = new Map<string, Map<string, boolean>>();
  const received = new Map<string, Set<string>>();
  const undecided = new Map<string, Undecided>();

  const variantOf = (operationId: string, value: string): Counts => {
    const own = variants.get(operationId) ?? new Map<string, Counts>();
    variants.set(operationId, own);
    const counts = own.get(value) ?? emptyCounts();
    own.set(value, counts);
    return counts;
  };
  const plan = (operationId: string, value: string | undefined): void => {
    if (!operations.has(operationId)) operations.set(operationId, emptyCounts());
    if (value !== undefined) variantOf(operationId, value);
  };

  return {
    add(event) {
      if (event.event === 'suiteStarted') {
        for (const { operationId, discriminatorValue } of event.plans) plan(operationId, discriminatorValue);
        return;
      }
      if (event.event === 'suiteFinished') {
        for (const { operationId, discriminatorValue, reason } of event.summary.excused ?? []) {
          plan(operationId, discriminatorValue);
          const counts =
            discriminatorValue === undefined
              ? operations.get(operationId)
              : variantOf(operationId, discriminatorValue);
          if (counts !== undefined) counts.excuse = reason;
        }
        return;
      }
      if (event.event === 'verdict') {
        const { exchange, check, verdict } = event;
        if (verdict.kind !== 'undetermined') return;
        const { operationId, discriminatorValue } = exchange.testCase;
        const key = [operationId, discriminatorValue ?? '', check, verdict.reason].join('\0');
        undecided.set(key, {
          operationId,
          ...(discriminatorValue === undefined ? {} : { discriminatorValue }),
          check,
          reason: verdict.reason,
          count: (undecided.get(key)?.count ?? 0) + 1,
        });
        return;
      }
      if (event.event !== 'exchange') return;
      const { testCase, response } = event.exchange;
      const { operationId, discriminatorValue, intent, credentials } = testCase;
      if (intent !== 'valid' || credentials !== 'valid') return;
      plan(operationId, discriminatorValue);
      const counted = [
        operations.get(operationId),
        ...(discriminatorValue === undefined ? [] : [variantOf(operationId, discriminatorValue)]),
      ];
      const accepted = response.status > 0 && response.status < 400;
      const type = response.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1];
      if (accepted && type !== undefined)
        received.set(operationId, (received.get(operationId) ?? new Set()).add(essence(type)));
      const media = testCase.arguments.body?.contentType;
      if (media !== undefined) {
        const own = mediaTypes.get(operationId) ?? new Map<string, boolean>();
        mediaTypes.set(operationId, own);
        own.set(media, own.get(media) === true || accepted);
      }
      for (const counts of counted) {
        if (counts === undefined) continue;
        counts.sent++;
        if (accepted) {
          counts.accepted++;
          continue;
        }
        const words = wordsOf(event.exchange);
        const key = `${response.status} ${words}`;
        const refusal = counts.refusals.get(key) ?? { status: response.status, words, count: 0 };
        refusal.count++;
        counts.refusals.set(key, refusal);
        for (const place of testCase.unbound ?? []) counts.unknown.add(place);
      }
    },
    exercise() {
      const order = contract.operations.map(({ operationId }) => operationId);
      const inOrder = <T>(map: ReadonlyMap<string, T>): readonly (readonly [string, T])[] =>
        order.flatMap((id) => {
          const value = map.get(id);
          return value === undefined ? [] : [[id, value] as const];
        });
      return {
        operations: new Map(inOrder(operations).map(([id, counts]) => [id, reachOf(counts)])),
        variants: new Map(
          inOrder(variants).map(([id, own]) => [
            id,
            new Map([...own].map(([value, counts]) => [value, reachOf(counts)])),
          ]),
        ),
        mediaTypes: new Map(
          contract.operations
            .filter(({ operationId }) => operations.has(operationId))
            .map(({ operationId, requestBody }) => [
              operationId,
              new Map(
                (requestBody?.content ?? []).map(({ contentType }) => [
                  contentType,
                  mediaTypes.get(operationId)?.get(contentType) === true,
                ]),
              ),
            ]),
        ),
        responseTypes: new Map(
          contract.operations
            .filter(({ operationId }) => operations.has(operationId))
            .map((operation) => [
              operation.operationId,
              new Map(
                responseTypes(operation).map((each) => [
                  each,
                  received.get(operation.operationId)?.has(essence(each)) === true,
                ]),
              ),
            ]),
        ),
        undecided: [...undecided.values()].sort((a, b) => b.count - a.count),
      };
    },
  };
}

/** Length of the part of a message by which refusals are grouped. */
const longest = 80;

/** The message of an error response: RFC 9457 `detail`, or a common member for it; the body itself where it is short text. */
function wordsOf({ response }: Exchange): string {
  const text = new TextDecoder().decode(response.body).trim();
  const said = messageIn(text) ?? (text.startsWith('<') || text.startsWith('{') ? '' : text);
  // Values differ from request to request, so messages are compared without them.
  return said.replaceAll(/\s+/g, ' ').slice(0, longest);
}

function messageIn(text: string): string | undefined {
  try {
    return find(JSON.parse(text), 0);
  } catch {
    return undefined;
  }
}

const names = ['detail', 'message', 'error_description', 'msg', 'error', 'title', 'errors', 'reason', 'code'];

function find(value: unknown, depth: number): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  if (typeof value !== 'object' || value === null || depth > 3) return undefined;
  const members = Array.isArray(value)
    ? value.slice(0, 1)
    : names.map((name) => (value as Record<string, unknown>)[name]);
  for (const member of members) {
    const found = find(member, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** How much must be exercised: a number of operations, a share of those with cases, or named ones. */
export type Requirement =
  | { readonly kind: 'count'; readonly count: number }
  | { readonly kind: 'share'; readonly share: number }
  | { readonly kind: 'names'; readonly names: readonly string[] };

/** Reads `3`, `80%` or `createPet,getPet`; `undefined` for anything else. */
export function parseRequirement(text: string): Requirement | undefined {
  if (/^\d+$/.test(text)) return { kind: 'count', count: Number(text) };
  const percent = /^(\d+(?:\.\d+)?)%$/.exec(text)?.[1];
  if (percent !== undefined)
    return Number(percent) > 100 ? undefined : { kind: 'share', share: Number(percent) / 100 };
  const names = text.split(',').map((name) => name.trim());
  return names.every((name) => name !== '') ? { kind: 'names', names } : undefined;
}

/** What is missing of a requirement, as a message; `undefined` when it is met. */
export function missingOf({ operations }: Exercise, requirement: Requirement): string | undefined {
  const exercised = [...operations].filter(([, { accepted }]) => accepted > 0).map(([id]) => id);
  // What was left out on purpose need not be exercised, unless it is required by name.
  const expected = [...operations].filter(([, { excuse }]) => excuse === undefined).length;
  const summary = `${exercised.length} of ${expected} operations were exercised`;
  switch (requirement.kind) {
    case 'count':
      return exercised.length >= requirement.count
        ? undefined
        : `${summary}, ${requirement.count} are required`;
    case 'share':
      return exercised.length >= requirement.share * expected
        ? undefined
        : `${summary}, ${Math.round(requirement.share * 1000) / 10}% are required`;
    case 'names': {
      const missing = requirement.names.filter((name) => !exercised.includes(name));
      return missing.length === 0 ? undefined : `not exercised, but required: ${missing.join(', ')}`;
    }
    default:
      return requirement satisfies never;
  }
}
