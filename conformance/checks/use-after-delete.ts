import { documentedStatus } from '../../generator/contract/responses.ts';
import { child } from '../../generator/json/pointer.ts';
import type { HistoryCheck } from '../model.ts';
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
    return judgeEach(
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
    );
  },
};

/** Whether the document has a status for an unknown id. */
const documentsGone = (
  contract: Parameters<HistoryCheck['check']>[1],
  exchange: Parameters<typeof isOk>[0],
): boolean => {
  const operation = operationOf(contract, exchange);
  return operation !== undefined && documentedStatus(operation, [404, 410]) !== undefined;
};
