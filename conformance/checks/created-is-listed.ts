import { createdResources, valueIn } from '../../generator/contract/resources.ts';
import type { HistoryOracle } from '../model.ts';
import { inRole, jsonOf, judgeEach } from './history.ts';

/** What was made stands in the list until it is deleted. A list that has more pages than were read decides nothing. */
export const createdIsListed: HistoryOracle = {
  id: 'created-is-listed',
  check(history, contract) {
    const resource = createdResources(contract).find(
      ({ operations: { create } }) => create.operationId === history.scenario.operationId,
    );
    const list = resource?.operations.list;
    const items = resource?.holders.get(list?.operationId ?? '');
    const [made] = inRole(history, 'create');
    if (
      resource === undefined ||
      list === undefined ||
      items === undefined ||
      made === undefined ||
      made.response.status >= 300
    )
      return [];
    const { members: id } = resource.created;
    const hasMore = list.extensions.pagination?.hasMore ?? 'has_more';
    const wanted = String(valueIn(jsonOf(made), id));
    const holds = (body: unknown): boolean | undefined => {
      const page = valueIn(body, items);
      if (!Array.isArray(page)) return undefined;
      return page.some((item) => String(valueIn(item, [id.at(-1) ?? 'id'])) === wanted);
    };
    const deleted = inRole(history, 'delete').some(({ response }) => response.status < 300);
    return [
      ...judgeEach(this.id, inRole(history, 'list'), (exchange) => {
        const body = jsonOf(exchange);
        return holds(body) === false && valueIn(body, [hasMore]) !== true
          ? 'what was just made is not in the list'
          : undefined;
      }),
      ...judgeEach(this.id, deleted ? inRole(history, 'list-after-delete') : [], (exchange) =>
        holds(jsonOf(exchange)) === true ? 'what was deleted is still in the list' : undefined,
      ),
    ];
  },
};
