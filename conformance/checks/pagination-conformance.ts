import { valueIn } from '../../generator/contract/resources.ts';
import { child } from '../../generator/json/pointer.ts';
import type { Exchange, Failure, HistoryCheck, Verdict } from '../model.ts';
import { inRole, jsonOf, judgeEach } from './history.ts';
import { canEnd, isEnd, totalOf } from './paging.ts';
import { isOk, itemsIn, keyIn, madeKey } from './things.ts';

/**
 * A walk through the pages finds each item exactly once, no page exceeds its limit, the last page is marked as the last, and the
 * total counts all items. Judged where the list did not change: full walks before and after returned the same.
 */
export const paginationConformance: HistoryCheck = {
  id: 'pagination-conformance',
  check(history, contract) {
    const { resource } = history.scenario;
    const list = resource?.operations.list;
    const paging = list === undefined ? undefined : contract.inferred.pagination.get(list.operationId);
    const pages = inRole(history, 'page').filter(isOk);
    const whole = inRole(history, 'whole').filter(isOk);
    const again = inRole(history, 'whole-again').filter(isOk);
    if (resource === undefined || list === undefined || paging === undefined || whole.length === 0) return [];
    // Items without a key can be recognised only where this run made them.
    if (resource.keys.length === 0 && inRole(history, 'populate').length === 0) return [];
    const keysOf = (exchanges: readonly Exchange[]): readonly string[] =>
      exchanges.flatMap((page) =>
        (itemsIn(resource, page) ?? []).flatMap((item) => keyIn(resource, item) ?? []),
      );
    const place = (name: string): Pick<Failure, 'keywordLocation' | 'instanceLocation'> => ({
      keywordLocation: child(list.pointer, 'parameters'),
      instanceLocation: `/${name}`,
    });
    const all = keysOf(whole);
    const isStill = all.length > 0 && all.join('\n') === keysOf(again).join('\n');
    const last = whole.at(-1);
    const isWhole = last !== undefined && isEnd(contract, resource, list, last);
    const { limit: limitName } = paging;
    const limitOf = ({ testCase }: Exchange): number =>
      limitName === undefined ? Number.NaN : Number(testCase.arguments.query[limitName]);
    const verdicts: Verdict[] = [];
    verdicts.push(
      ...judgeEach(
        this.id,
        [...pages, ...whole],
        (page) => {
          const count = itemsIn(resource, page)?.length ?? 0;
          return count > limitOf(page) ? `${count} on a page of at most ${limitOf(page)}` : undefined;
        },
        place('limit'),
      ),
    );
    for (const walkOf of [whole, pages]) {
      const seen = new Map<string, number>();
      verdicts.push(
        ...judgeEach(
          this.id,
          walkOf,
          (page) => {
            const index = walkOf.indexOf(page) + 1;
            for (const key of keysOf([page])) {
              const before = seen.get(key);
              if (before === index) return `${key} is twice on one page`;
              if (before !== undefined && isStill) return `${key} is on two pages`;
              seen.set(key, index);
            }
            return undefined;
          },
          place('cursor'),
        ),
      );
    }
    if (isStill && pages.length > 0) {
      // The walk in small steps is a contiguous part of the whole walk.
      const steps = keysOf(pages);
      const start = all.indexOf(steps[0] ?? '');
      const gap = start < 0 ? undefined : steps.findIndex((key, index) => all[start + index] !== key);
      const shown = pages.at(-1);
      if (gap !== undefined && gap > 0 && shown !== undefined && new Set(steps).size === steps.length)
        verdicts.push(
          ...judgeEach(
            this.id,
            [shown],
            () =>
              `in steps of ${limitOf(shown)}, ${steps[gap]} follows ${steps[gap - 1]}; in one walk, ${all[start + gap] ?? 'nothing'} does`,
            place('skipped'),
          ),
        );
      const end = pages.at(-1);
      const saysEnd =
        end !== undefined &&
        ((paging.hasMore !== undefined && valueIn(jsonOf(end), paging.hasMore) === false) ||
          (paging.next !== undefined && valueIn(jsonOf(end), paging.next) === null));
      const following = all.length - start - steps.length;
      if (end !== undefined && saysEnd && start === 0 && (gap === undefined || gap < 0))
        verdicts.push(
          ...judgeEach(
            this.id,
            [end],
            () => (following > 0 ? `says that it is the last page, and ${following} more follow` : undefined),
            place('end'),
          ),
        );
      const short = pages.slice(0, -1).find((page) => keysOf([page]).length === 0);
      if (short !== undefined)
        verdicts.push(
          ...judgeEach(this.id, [short], () => 'an empty page, although there are more', place('more')),
        );
    }
    if (
      last !== undefined &&
      paging.hasMore !== undefined &&
      valueIn(jsonOf(last), paging.hasMore) === true &&
      keysOf([last]).length === 0
    )
      verdicts.push(
        ...judgeEach(
          this.id,
          [last],
          () => `${paging.hasMore?.join('.')} is true, although nothing follows`,
          place('more'),
        ),
      );
    if (
      last !== undefined &&
      whole.length > 1 &&
      keysOf([last]).length === 0 &&
      paging.hasMore === undefined
    ) {
      const next = paging.next === undefined ? undefined : valueIn(jsonOf(last), paging.next);
      verdicts.push(
        ...judgeEach(
          this.id,
          [last],
          () =>
            typeof next === 'string' && next !== '' && canEnd(contract, list, paging)
              ? `${paging.next?.join('.')} is ${JSON.stringify(next)} on an empty page after the last item`
              : undefined,
          place('more'),
        ),
      );
    }
    const fullest = inRole(history, 'last-page').find(isOk);
    if (fullest !== undefined && isWhole && paging.hasMore !== undefined) {
      const isLast = keysOf([fullest]).at(-1) === all.at(-1);
      verdicts.push(
        ...judgeEach(
          this.id,
          [fullest],
          (page) =>
            isLast && valueIn(jsonOf(page), paging.hasMore ?? []) === true
              ? `${paging.hasMore?.join('.')} is true on the last page, which is full`
              : undefined,
          place('more'),
        ),
      );
    }
    if (isWhole && isStill && last !== undefined) {
      const made = inRole(history, 'create')
        .filter(isOk)
        .flatMap((exchange) => madeKey(resource, exchange) ?? []);
      const lost = made.filter((key) => !all.includes(key));
      // A list without any created item may filter them out; a list with some of them should have all, as all are alike.
      const isAll = lost.length === made.length && inRole(history, 'page').length === 0;
      verdicts.push(
        ...judgeEach(
          this.id,
          [last],
          () =>
            lost.length === 0 || lost.length === made.length
              ? undefined
              : `${lost.length} of ${made.length} created items are on no page`,
          place(isAll ? 'none' : 'complete'),
        ),
      );
      const stated = [pages.at(0), last].flatMap((page) => {
        const total = page === undefined ? undefined : totalOf(list, paging, page);
        return page === undefined || total === undefined ? [] : [{ page, ...total }];
      });
      const [first] = stated;
      const wrong = stated.find(({ total }) => total !== all.length);
      if (first !== undefined)
        verdicts.push(
          ...judgeEach(
            this.id,
            [wrong?.page ?? first.page],
            () =>
              wrong === undefined ? undefined : `${wrong.name} is ${wrong.total}, there are ${all.length}`,
            place('total'),
          ),
        );
    }
    const plain = inRole(history, 'plain-list').find(isOk);
    const standard = list.parameters.find(({ in: where, name }) => where === 'query' && name === limitName)
      ?.schema?.normal.schema;
    const fallback = typeof standard === 'object' ? standard['default'] : undefined;
    if (plain !== undefined && typeof fallback === 'number' && isStill && isWhole) {
      const count = itemsIn(resource, plain)?.length;
      const wanted = Math.min(fallback, all.length);
      verdicts.push(
        ...judgeEach(
          this.id,
          [plain],
          () =>
            count === undefined || count === wanted
              ? undefined
              : `${count} without ${limitName}, whose default is ${fallback}; there are ${all.length}`,
          place('default'),
        ),
      );
    }
    return verdicts;
  },
};
