import { createdResources, valueIn } from '../../generator/contract/resources.ts';
import { child } from '../../generator/json/pointer.ts';
import type { Exchange, Failure, HistoryOracle } from '../model.ts';
import { inRole, jsonOf, judgeEach } from './history.ts';

/** A walk through the pages meets each thing once, no page is larger than asked for, and the last says that it is. */
export const paginationConformance: HistoryOracle = {
  id: 'pagination-conformance',
  check(history, contract) {
    const resource = createdResources(contract).find(
      ({ operations: { create } }) => create.operationId === history.scenario.operationId,
    );
    const list = resource?.operations.list;
    const paging = list?.extensions.pagination;
    const items = resource?.holders.get(list?.operationId ?? '');
    const pages = inRole(history, 'page').filter(({ response }) => response.status < 300);
    if (
      resource === undefined ||
      list === undefined ||
      items === undefined ||
      paging?.limit === undefined ||
      pages.length === 0
    )
      return [];
    const member = paging.itemCursor ?? 'id';
    const idsOf = (body: unknown): readonly string[] => {
      const page = valueIn(body, items);
      return Array.isArray(page) ? page.map((item) => String(valueIn(item, [member]))) : [];
    };
    const limitName = paging.limit;
    const limitOf = ({ testCase }: Exchange): number => Number(testCase.arguments.query[limitName]);
    const seen = new Set<string>();
    const place = (name: string): Pick<Failure, 'keywordLocation' | 'instanceLocation'> => ({
      keywordLocation: child(list.pointer, 'parameters'),
      instanceLocation: `/${name}`,
    });
    const made = inRole(history, 'create').map((exchange) =>
      String(valueIn(jsonOf(exchange), resource.created.members)),
    );
    const walked = new Set(pages.flatMap((page) => [...idsOf(jsonOf(page))]));
    const last = pages.at(-1);
    const ended =
      last !== undefined && paging.hasMore !== undefined && valueIn(jsonOf(last), [paging.hasMore]) !== true;
    return [
      ...judgeEach(
        this.id,
        pages,
        (page) =>
          idsOf(jsonOf(page)).length > limitOf(page)
            ? `${idsOf(jsonOf(page)).length} on a page of at most ${limitOf(page)}`
            : undefined,
        place('limit'),
      ),
      ...judgeEach(
        this.id,
        pages,
        (page) => {
          const again = idsOf(jsonOf(page)).find((id) => seen.has(id));
          for (const id of idsOf(jsonOf(page))) seen.add(id);
          return again === undefined ? undefined : `${again} stands on two pages`;
        },
        place('cursor'),
      ),
      ...judgeEach(
        this.id,
        last === undefined || paging.hasMore === undefined ? [] : [last],
        (page) =>
          !ended && idsOf(jsonOf(page)).length === 0
            ? `${paging.hasMore} is true, yet there is no more`
            : undefined,
        place('more'),
      ),
      ...judgeEach(
        this.id,
        ended ? inRole(history, 'last-page').filter(({ response }) => response.status < 300) : [],
        (page) => {
          const body = jsonOf(page);
          const isLast = last !== undefined && idsOf(body).at(-1) === idsOf(jsonOf(last)).at(-1);
          return isLast && valueIn(body, [paging.hasMore ?? '']) === true
            ? `${paging.hasMore} is true on the last page, which is full`
            : undefined;
        },
        place('more'),
      ),
      ...judgeEach(
        this.id,
        ended && last !== undefined ? [last] : [],
        () => {
          const lost = made.filter((id) => !walked.has(id));
          return lost.length === 0
            ? undefined
            : `${lost.length} of ${made.length} that were made stand on no page`;
        },
        place('complete'),
      ),
    ];
  },
};
