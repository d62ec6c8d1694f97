import type { Contract, Operation, Resource } from '../../generator/contract/model.ts';
import { createdResources, keyParameter, valueIn } from '../../generator/contract/resources.ts';
import { isObject } from '../../generator/json/pointer.ts';
import type { Exchange, TestCase } from '../model.ts';

/** What a run created, and what it may therefore change. */
export interface Ownership {
  /** Learns from an exchange what was created, and what belongs to other clients. */
  see(exchange: Exchange): void;
  /** Why a request must not be sent: it would change or use something that the run did not create. */
  forbids(testCase: TestCase): string | undefined;
}

/** Methods that change nothing (RFC 9110 section 9.2.1). */
const safe = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

/** Methods that replace or delete resources. */
const overwriting = new Set(['PUT', 'PATCH', 'DELETE']);

/**
 * Keeps a run from changing its user's data: it only reads ids that it did not create. Sampled ids are no exception, since
 * `1` may exist. Its only state is what it has seen.
 */
export function createOwnership(contract: Contract): Ownership {
  const resources = createdResources(contract);
  const operations = new Map(contract.operations.map((operation) => [operation.operationId, operation]));
  const own = new Set<string>();
  const foreign = new Set<string>();

  const isOwn = (value: unknown): boolean => own.has(String(value));

  /** The operation whose response names a new item. */
  const madeBy = (operationId: string): readonly string[] | undefined =>
    resources.find(({ operations: { create } }) => create.operationId === operationId)?.created.members;

  return {
    see({ testCase: { operationId, arguments: sent }, response }) {
      if (response.status < 200 || response.status >= 300) return;
      const body = parsed(response.body);
      const members = madeBy(operationId);
      const id = members === undefined ? undefined : valueIn(body, members);
      if (isKey(id)) own.add(String(id));
      const named = new Set(Object.values(sent.path).map(String));
      for (const key of keysIn(contract, operationId, body))
        if (!own.has(key) && !named.has(key)) foreign.add(key);
    },
    forbids({ operationId, request, arguments: sent, credentials }) {
      const operation = operations.get(operationId);
      if (operation === undefined || safe.has(request.method)) return undefined;
      const unowned = Object.values(sent.path).find((value) => !isOwn(value));
      if (unowned !== undefined) return 'it would change what this run did not create';
      if (overwriting.has(request.method) && Object.keys(sent.path).length === 0)
        return 'it would change what existed before this run';
      if (credentials !== 'valid') return undefined;
      const used = usedKeys(contract, operation, sent).find((value) => !isOwn(value));
      if (used !== undefined) return 'it would use what this run did not create';
      return textsOf(sent.body?.value).some((text) => foreign.has(text))
        ? 'it would use what this run did not create'
        : undefined;
    },
  };
}

const isKey = (value: unknown): value is string | number =>
  (typeof value === 'string' && value !== '') || typeof value === 'number';

/** Keys of the items that a response shows. */
function keysIn(contract: Contract, operationId: string, body: unknown): readonly string[] {
  return contract.inferred.resources.flatMap(({ holders, keys }) => {
    const holder = holders.get(operationId);
    const member = keys.at(-1)?.member;
    if (holder === undefined || member === undefined) return [];
    const held = valueIn(body, holder);
    return (Array.isArray(held) ? held : [held])
      .map((item) => valueIn(item, member))
      .filter(isKey)
      .map(String);
  });
}

/** Values at the places of a request that take the key of an item, without its path; absent and null values name no item. */
function usedKeys(
  contract: Contract,
  { operationId }: Operation,
  sent: TestCase['arguments'],
): readonly unknown[] {
  return contract.inferred.references
    .filter((reference) => reference.operationId === operationId && reference.in !== 'path')
    .flatMap(({ in: place, members }): readonly unknown[] => {
      if (place === 'body') return valuesAt(sent.body?.value, members);
      if (place === 'path' || place === 'querystring') return [];
      return valuesAt(sent[place], members);
    })
    .filter((value) => value !== undefined && value !== null);
}

function valuesAt(value: unknown, [name, ...rest]: readonly string[]): readonly unknown[] {
  if (name === undefined) return [value];
  if (name === '*') return Array.isArray(value) ? value.flatMap((item) => valuesAt(item, rest)) : [];
  return isObject(value) && Object.hasOwn(value, name) ? valuesAt(value[name], rest) : [];
}

/** Every text in a body. */
function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  return isObject(value) ? Object.values(value).flatMap(textsOf) : [];
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}

/** Actions that end what was created, where nothing deletes it. */
const ending = /(?:^|[/:_-])(?:cancel|stop|abort|terminate)$/i;

/** The operation that deletes an item, or ends it, so that nothing continues after the run. */
export const removalOf = (
  contract: Contract,
  resource: Resource,
): { readonly operation: Operation; readonly parameter: string } | undefined => {
  const { delete: remove, actions } = resource.operations;
  const operation =
    remove ??
    actions.find(
      ({ path, method }) =>
        method === 'post' && path.startsWith(resource.itemPath ?? '\0') && ending.test(path),
    );
  return operation === undefined || !contract.operations.includes(operation)
    ? undefined
    : { operation, parameter: keyParameter(resource) };
};
