import type { Contract } from '../../generator/contract/model.ts';
import { child } from '../../generator/json/pointer.ts';
import type { Exchange, HistoryCheck, Verdict } from '../model.ts';
import { inRole, judgeEach } from './history.ts';
import { alike, isOk, itemIn, itemsIn, keyIn, madeKey, operationOf } from './things.ts';

/**
 * What one user has, another one does not reach. A server that shows an item to everybody shares it; one that hides it in the lists
 * of other users, or refuses to show it to them, keeps it private, and must do so in every operation.
 */
export const otherUser: HistoryCheck = {
  id: 'other-user',
  check(history, contract) {
    const { resource } = history.scenario;
    const made = inRole(history, 'create').find(isOk);
    const key = resource === undefined || made === undefined ? undefined : madeKey(resource, made);
    if (resource === undefined || key === undefined) return [];
    const hasItem = (page: Exchange): boolean =>
      (itemsIn(resource, page) ?? []).some((item) => keyIn(resource, item) === key);
    const lists = inRole(history, 'list-as-other');
    const isListed = inRole(history, 'list').some((page) => isOk(page) && hasItem(page));
    const isHidden = isListed && lists.length > 0 && !lists.some((page) => isOk(page) && hasItem(page));
    const [read] = inRole(history, 'read-as-other');
    const isShown = read !== undefined && isOk(read);
    const isPrivate = isHidden || (read !== undefined && !isShown && read.response.status < 500);
    if (!isPrivate) return [];
    const verdicts: Verdict[] = [];
    const judge = (exchange: Exchange, isWrong: boolean, message: string): void => {
      const place = placeOf(contract, exchange);
      verdicts.push(...judgeEach(this.id, [exchange], () => (isWrong ? message : undefined), place));
    };
    for (const page of lists.filter(isOk))
      judge(page, hasItem(page), 'the list shows an item of another user, who is not shown the item itself');
    if (read !== undefined)
      judge(
        read,
        isShown && isHidden,
        `${read.response.status} for an item of another user, which the list of this one does not have`,
      );
    const before = inRole(history, 'read').filter(isOk).at(-1);
    for (const changed of inRole(history, 'change-as-other')) {
      const operation = operationOf(contract, changed);
      const after = history.steps.find(
        ({ role, about }) => role === 'read-after-change-as-other' && about === changed.testCase.operationId,
      )?.exchange;
      // A success without an effect may be a way to hide what exists (RFC 9110 section 9.2.2).
      const isEffective =
        operation?.method !== 'delete' || (after !== undefined && [404, 410].includes(after.response.status));
      const [was, is] = [before, after].map((each) =>
        each === undefined ? undefined : itemIn(resource, each),
      );
      const isChanged =
        was !== undefined && is !== undefined && Object.keys(was).some((name) => !alike(was[name], is[name]));
      judge(
        changed,
        isOk(changed) && isEffective && (after === undefined || after.response.status >= 400 || isChanged),
        `${changed.response.status} for an item of another user`,
      );
    }
    return verdicts;
  },
};

const placeOf = (contract: Contract, exchange: Exchange) => ({
  keywordLocation: child(operationOf(contract, exchange)?.pointer ?? '#', 'security'),
  instanceLocation: '/other-user',
});
