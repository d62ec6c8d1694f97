import type { Contract, Resource } from '../../generator/contract/model.ts';
import { child } from '../../generator/json/pointer.ts';
import type { Exchange, History, HistoryCheck, Verdict } from '../model.ts';
import { inRole, judgeEach } from './history.ts';
import { isEnd } from './paging.ts';
import { isOk, itemIn, itemsIn, keyIn, keysAbove, madeKey, operationOf } from './things.ts';

/** A child of one parent is not found below another, and names its own parent. */
export const ofAnother: HistoryCheck = {
  id: 'of-another',
  check(history, contract) {
    const { resource } = history.scenario;
    const made = inRole(history, 'create').find(isOk);
    if (resource === undefined || resource.parent === undefined) return [];
    if (made === undefined) return ofFilledLists(history, contract, resource);
    const key = madeKey(resource, made);
    const own = inRole(history, 'list-own').filter(isOk);
    const isListed = own.some((page) =>
      (itemsIn(resource, page) ?? []).some((item) => keyIn(resource, item) === key),
    );
    const isRead = inRole(history, 'read-own').some(isOk);
    const place = (operationId: string) => ({
      keywordLocation: child(
        contract.operations.find((each) => each.operationId === operationId)?.pointer ?? '#',
        'responses',
      ),
      instanceLocation: '/of-another',
    });
    const verdicts: Verdict[] = [
      ...inRole(history, 'list-of-another')
        .filter((page) => isOk(page) && isListed)
        .flatMap((page) =>
          judgeEach(
            this.id,
            [page],
            () =>
              (itemsIn(resource, page) ?? []).some((item) => keyIn(resource, item) === key)
                ? 'the list has a child of another parent'
                : undefined,
            place(page.testCase.operationId),
          ),
        ),
      ...inRole(history, 'of-another')
        .filter(() => isRead)
        .flatMap((exchange) =>
          judgeEach(
            this.id,
            [exchange],
            () => {
              const shown = keyIn(resource, itemIn(resource, exchange));
              // Where the item shows another key, it is not the child.
              return isOk(exchange) && (shown === undefined || key === undefined || shown === key)
                ? `${exchange.response.status} for a child of another parent`
                : undefined;
            },
            place(exchange.testCase.operationId),
          ),
        ),
    ];
    // DELETE may succeed without an effect (RFC 9110, 9.2.2): what counts is whether the child is gone.
    const [removed] = inRole(history, 'delete-of-another').filter(isOk);
    const [left] = inRole(history, 'read-after-delete-of-another');
    if (removed !== undefined && left !== undefined && isRead)
      verdicts.push(
        ...judgeEach(
          this.id,
          [removed],
          () =>
            left.response.status === 404 || left.response.status === 410
              ? `${removed.response.status} for a child of another parent, and the child is gone`
              : undefined,
          place(removed.testCase.operationId),
        ),
      );
    const lists = inRole(history, 'list-after-delete-of-another').filter(isOk);
    const last = lists.at(-1);
    const list = resource.operations.list;
    if (removed !== undefined && last !== undefined && list !== undefined && isListed)
      verdicts.push(
        ...judgeEach(
          this.id,
          [removed],
          () =>
            isEnd(contract, resource, list, last) &&
            !lists.some((page) =>
              (itemsIn(resource, page) ?? []).some((item) => keyIn(resource, item) === key),
            )
              ? `${removed.response.status} for a child of another parent, and the child is gone`
              : undefined,
          place(removed.testCase.operationId),
        ),
      );
    // A member named like a path parameter has the value of that parameter.
    for (const exchange of [made, ...inRole(history, 'read-own').filter(isOk)]) {
      const operation = operationOf(contract, exchange);
      const item = itemIn(resource, exchange);
      if (operation === undefined || item === undefined) continue;
      for (const name of keysAbove(resource, operation)) {
        const sent = exchange.testCase.arguments.path[name];
        const member = Object.keys(item).find((each) => plain(each) === plain(name) && plain(each) !== 'id');
        if (member === undefined || item[member] === null || typeof item[member] === 'object') continue;
        verdicts.push(
          ...judgeEach(
            this.id,
            [exchange],
            () =>
              String(item[member]) === String(sent)
                ? undefined
                : `${member} is ${JSON.stringify(item[member])}, the path has ${JSON.stringify(sent)}`,
            { keywordLocation: child(operation.pointer, 'responses'), instanceLocation: `/${member}` },
          ),
        );
      }
    }
    return verdicts;
  },
};

/** Of a list that other operations fill: what stands in the list of one parent stands in no list of another. */
function ofFilledLists(history: History, contract: Contract, resource: Resource): readonly Verdict[] {
  const keysIn = (page: Exchange): readonly string[] =>
    (itemsIn(resource, page) ?? []).flatMap((item) => keyIn(resource, item) ?? []);
  const own = new Set(inRole(history, 'list-own').filter(isOk).flatMap(keysIn));
  return inRole(history, 'list-of-another')
    .filter((page) => isOk(page) && own.size > 0)
    .flatMap((page) =>
      judgeEach(
        ofAnother.id,
        [page],
        () =>
          keysIn(page).some((key) => own.has(key)) ? 'the list has a child of another parent' : undefined,
        {
          keywordLocation: child(operationOf(contract, page)?.pointer ?? '#', 'responses'),
          instanceLocation: '/of-another',
        },
      ),
    );
}

const plain = (name: string): string => name.replaceAll(/[^A-Za-z0-9]/g, '').toLowerCase();
