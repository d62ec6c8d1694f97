import type { Contract, Operation } from '../../generator/contract/model.ts';
import type { MockCall } from '../model.ts';

/** A warning for a client that misses the end of a list and requests the same page forever; `undefined` otherwise. */
export type RepeatedPages = (operation: Operation, call: MockCall) => string | undefined;

/** Remembers the last page of each account and operation. */
export function createRepeatedPages(contract: Contract): RepeatedPages {
  /** By account and operation: the last requested page, and how often in a row. */
  const pages = new Map<string, { readonly search: string; readonly times: number }>();
  return ({ operationId }, { request, account }) => {
    if (contract.inferred.roles.get(operationId)?.role !== 'list') return undefined;
    const { search } = new URL(request.url);
    const key = `${account} ${operationId}`;
    const last = pages.get(key);
    const times = last?.search === search ? last.times + 1 : 1;
    if (pages.size < 10_000) pages.set(key, { search, times });
    return search === '' || times < 3 ? undefined : `the same page was requested ${times} times in a row`;
  };
}
