import type { Contract } from '../../generator/contract/model.ts';
import { documentedStatus } from '../../generator/contract/responses.ts';
import { child } from '../../generator/json/pointer.ts';
import type { Exchange, History, HistoryCheck, Verdict } from '../model.ts';
import { inRole, judgeEach } from './history.ts';
import { alike, isOk, itemIn, itemsIn, keyIn, madeKey, operationOf, restless } from './things.ts';

/**
 * A deleted item is gone, or is marked as deleted: an item that reads as before and is listed as before was not deleted. Deleting
 * it again may succeed (RFC 9110 section 9.2.2).
 */
export const useAfterDelete: HistoryCheck = {
  id: 'use-after-delete',
  check(history, contract) {
    const { resource } = history.scenario;
    if (inRole(history, 'delete-parent').some(isOk)) return ofParts(history, contract);
    const removal = inRole(history, 'delete').find(isOk);
    if (resource === undefined || removal === undefined) return [];
    const before = inRole(history, 'read-before-delete', 'read', 'read-after-update').filter(isOk).at(-1);
    const made = inRole(history, 'create').at(-1);
    const key = made === undefined ? undefined : madeKey(resource, made);
    const lists = inRole(history, 'list-after-delete').filter(isOk);
    const isListed = lists.some((page) =>
      (itemsIn(resource, page) ?? []).some((item) => keyIn(resource, item) === key),
    );
    const wasListed = inRole(history, 'list')
      .filter(isOk)
      .some((page) => (itemsIn(resource, page) ?? []).some((item) => keyIn(resource, item) === key));
    const moving = restless(history, resource);
    const own = history.steps.flatMap(({ role, exchange, about }) =>
      role === 'read-after-delete' && about === undefined ? [exchange] : [],
    );
    return [
      ...ofParts(history, contract),
      ...judgeEach(
        this.id,
        own,
        (exchange) => {
          if (!isOk(exchange)) return undefined;
          const old = before === undefined ? undefined : itemIn(resource, before);
          const now = itemIn(resource, exchange);
          const isMarked =
            old !== undefined &&
            now !== undefined &&
            Object.keys({ ...old, ...now }).some((name) => !moving.has(name) && !alike(old[name], now[name]));
          // It is gone from the list, which may be all that deletion does here.
          if (
            isMarked ||
            (wasListed && !isListed && lists.length > 0 && documentsGone(contract, exchange) === false)
          )
            return undefined;
          return `still exists (${exchange.response.status}), unchanged, after it was deleted`;
        },
        {
          keywordLocation: child(operationOf(contract, removal)?.pointer ?? '#', 'responses'),
          instanceLocation: '/deleted',
        },
      ),
    ];
  },
};

/** Whether the document has a status for an unknown id. */
const documentsGone = (contract: Contract, exchange: Exchange): boolean => {
  const operation = operationOf(contract, exchange);
  return operation !== undefined && documentedStatus(operation, [404, 410]) !== undefined;
};

/**
 * What stands below an item is gone with it, where the document has a status for that and the item itself is gone. An empty list
 * says nothing.
 */
function ofParts(history: History, contract: Contract): readonly Verdict[] {
  const [own] = history.steps.filter(
    ({ role, about }) =>
      role === 'read-parent-after-delete' || (role === 'read-after-delete' && about === undefined),
  );
  if (own === undefined || ![404, 410].includes(own.exchange.response.status)) return [];
  return history.steps
    .filter(
      ({ role, about }) => role === 'read-orphan' || (role === 'read-after-delete' && about === 'below'),
    )
    .flatMap(({ exchange }) =>
      judgeEach(
        useAfterDelete.id,
        [exchange],
        () =>
          isOk(exchange) && documentsGone(contract, exchange) && showsSomething(contract, exchange)
            ? `still exists (${exchange.response.status}) after what it stands below was deleted`
            : undefined,
        {
          keywordLocation: child(operationOf(contract, exchange)?.pointer ?? '#', 'responses'),
          instanceLocation: '/below-deleted',
        },
      ),
    );
}

/** Whether a response shows more than that there is nothing. */
function showsSomething(contract: Contract, exchange: Exchange): boolean {
  if (exchange.response.status === 204 || exchange.response.body.length === 0) return false;
  const operation = operationOf(contract, exchange);
  const listed = contract.inferred.resources.find(({ operations: { list } }) => list === operation);
  return listed === undefined || (itemsIn(listed, exchange) ?? []).length > 0;
}
