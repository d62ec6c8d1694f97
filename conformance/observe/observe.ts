import type { Contract, Operation, Response } from '../../generator/contract/model.ts';
import { equalJson } from '../../generator/json/equal-json.ts';
import { essence, matchesRange } from '../../generator/json/media-type.ts';
import { child, isObject, valueAt } from '../../generator/json/pointer.ts';
import type { Pointer } from '../../generator/json/types.ts';
import { createRouter } from '../mock/router.ts';
import type { Recorded } from './journal.ts';
import { type Accepts, count, partsOf, type Seen, type Tally } from './tally.ts';

/** Where recorded traffic and the contract differ. */
export interface Observation {
  readonly kind:
    | 'undocumented-field'
    | 'always-present'
    | 'undeclared-enum-value'
    | 'undeclared-status'
    | 'undeclared-content-type'
    | 'undocumented-operation';
  /** The place in the document where the observation is missing. */
  readonly pointer: Pointer;
  /** The member, enum value, status or media type. */
  readonly name: string;
  readonly operations: readonly string[];
  /** How often it was seen, of how many possible times. */
  readonly count: number;
  readonly of: number;
  readonly example: unknown;
}

/** Fewer objects than this prove nothing about members that are always present. */
export const enough = 5;

/** Compares recorded traffic with the contract. Pure over the journal. */
export function observe(
  contract: Contract,
  recorded: Iterable<Recorded>,
  accepts: Accepts,
): readonly Observation[] {
  const route = createRouter(contract);
  const tally: Tally = new Map();
  const loose = new Map<string, { observation: Omit<Observation, 'count' | 'of'>; count: number }>();
  const calls = new Map<string, number>();
  const note = (operation: string, observation: Omit<Observation, 'count' | 'of' | 'operations'>): void => {
    const key = `${observation.kind} ${observation.pointer} ${observation.name} ${operation}`;
    const before = loose.get(key);
    loose.set(key, {
      observation: { ...observation, operations: [operation] },
      count: (before?.count ?? 0) + 1,
    });
  };
  for (const exchange of recorded) {
    const path = exchange.target.split(/[?#]/)[0] ?? '/';
    const found = route(exchange.method, path);
    if (found.kind !== 'operation') {
      // A refused operation does not exist.
      if (exchange.status < 400) {
        const name = `${exchange.method.toUpperCase()} ${path}`;
        note(name, { kind: 'undocumented-operation', pointer: '#/paths', name, example: exchange.status });
        calls.set(name, (calls.get(name) ?? 0) + 1);
      }
      continue;
    }
    const { operation } = found;
    const name = `${operation.method.toUpperCase()} ${operation.path}`;
    calls.set(name, (calls.get(name) ?? 0) + 1);
    observeResponse(operation, name, exchange);
  }
  const single = [...loose.values()].map(({ observation, count: times }) => ({
    ...observation,
    count: times,
    of: calls.get(observation.operations[0] ?? '') ?? times,
  }));
  return [...single, ...[...tally.values()].flatMap((seen) => ofSchema(contract, seen, accepts))];

  function observeResponse(operation: Operation, name: string, exchange: Recorded): void {
    const response = responseFor(operation, exchange.status);
    if (response === undefined) {
      note(name, {
        kind: 'undeclared-status',
        pointer: child(operation.pointer, 'responses'),
        name: String(exchange.status),
        example: essence(exchange.contentType),
      });
      return;
    }
    const type = essence(exchange.contentType);
    if (type === '') return;
    const media = response.content.find(({ contentType }) => matchesRange(type, contentType));
    if (media === undefined) {
      note(name, {
        kind: 'undeclared-content-type',
        pointer: child(response.pointer, 'content'),
        name: type,
        example: type,
      });
      return;
    }
    if (media.schema === undefined || exchange.body === undefined || !/\bjson\b|\+json$/.test(type)) return;
    try {
      count(contract, tally, media.schema.pointer, JSON.parse(exchange.body), name, accepts);
    } catch {
      // A body that is not JSON is a failure that conform reports; it has nothing to count.
    }
  }
}

function ofSchema(contract: Contract, seen: Seen, accepts: Accepts): readonly Observation[] {
  const schema = valueAt(contract.document, seen.pointer);
  if (!isObject(schema)) return [];
  const operations = [...seen.operations];
  const own = partsOf(contract, seen.pointer, {}, accepts, 0);
  const declared = new Set(
    own.flatMap((part) => Object.keys(isObject(part.schema['properties']) ? part.schema['properties'] : {})),
  );
  const required = new Set(
    own.flatMap((part) => (Array.isArray(part.schema['required']) ? part.schema['required'] : [])),
  );
  const listed: readonly unknown[] = Array.isArray(schema['enum'])
    ? schema['enum']
    : Object.hasOwn(schema, 'const')
      ? [schema['const']]
      : [];
  const open = !isObject(schema['additionalProperties']);
  const fields = [...seen.members].flatMap(([name, { count: times, example }]): readonly Observation[] => {
    const shared = { pointer: seen.pointer, name, operations, count: times, of: seen.objects, example };
    if (!declared.has(name)) return open ? [{ kind: 'undocumented-field', ...shared }] : [];
    return times === seen.objects && seen.objects >= enough && !required.has(name)
      ? [{ kind: 'always-present', ...shared }]
      : [];
  });
  const all = [...seen.values.values()].reduce((sum, { count: times }) => sum + times, 0);
  const values = [...seen.values.values()]
    .filter(({ value }) => !listed.some((each) => equalJson(each, value)))
    .map(
      ({ value, count: times }): Observation => ({
        kind: 'undeclared-enum-value',
        pointer: seen.pointer,
        name: JSON.stringify(value) ?? '',
        operations,
        count: times,
        of: all,
        example: value,
      }),
    );
  return [...fields, ...(listed.length === 0 ? [] : values)];
}

function responseFor(operation: Operation, status: number): Response | undefined {
  const find = (wanted: string): Response | undefined =>
    operation.responses.find((each) => each.status === wanted);
  return find(String(status)) ?? find(`${String(status)[0]}XX`) ?? find('default');
}
