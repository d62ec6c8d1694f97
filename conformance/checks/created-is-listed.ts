import { child } from '../../generator/json/pointer.ts';
import type { Exchange, HistoryCheck } from '../model.ts';
import { inRole, judgeEach } from './history.ts';
import { isEnd } from './paging.ts';
import { isOk, itemsIn, keyIn, madeKey } from './things.ts';

/** A created resource is in its list until it is deleted. A list that was not read to its end decides nothing. */
export const createdIsListed: HistoryCheck = {
  id: 'created-is-listed',
  check(history, contract) {
    const { resource } = history.scenario;
    const list = resource?.operations.list;
    const made = inRole(history, 'create').at(-1);
    if (resource === undefined || list === undefined || made === undefined || !isOk(made)) return [];
    const wanted = madeKey(resource, made);
    if (wanted === undefined) return [];
    const keysOn = (page: Exchange): readonly (string | undefined)[] =>
      (itemsIn(resource, page) ?? []).map((item) => keyIn(resource, item));
    const place = {
      keywordLocation: child(list.pointer, 'responses'),
      instanceLocation: '/items',
    };
    const pages = inRole(history, 'list').filter(isOk);
    const last = pages.at(-1);
    const isWhole = last !== undefined && isEnd(contract, resource, list, last);
    const isShown = pages.some((page) => keysOn(page).includes(wanted));
    const isReadable = pages.every((page) => itemsIn(resource, page) !== undefined);
    const isDeleted = inRole(history, 'delete').some(isOk);
    return [
      ...judgeEach(
        this.id,
        isWhole && isReadable && last !== undefined ? [last] : [],
        () => (isShown ? undefined : 'the created item is not in the list'),
        place,
      ),
      ...judgeEach(
        this.id,
        isDeleted && isShown && !isSoft(history) ? inRole(history, 'list-after-delete').filter(isOk) : [],
        (page) => (keysOn(page).includes(wanted) ? 'the deleted item is still in the list' : undefined),
        { ...place, instanceLocation: '/deleted' },
      ),
    ];
  },
};

/** Whether deletion is soft: the item stays and reads differently than before. */
function isSoft(history: Parameters<HistoryCheck['check']>[0]): boolean {
  const after = inRole(history, 'read-after-delete').filter(isOk);
  return after.length > 0;
}
