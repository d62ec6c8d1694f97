import type { HistoryOracle } from '../model.ts';
import { resourcesOf, valueIn } from '../resources.ts';
import { inRole, jsonOf, judgeEach } from './history.ts';

/** What was made stands in the list until it is deleted. A list that has more pages than were read decides nothing. */
export const createdIsListed: HistoryOracle = {
  id: 'created-is-listed',
  check(history, contract) {
    const resource = resourcesOf(contract).find(
      ({ create }) => create.operationId === history.scenario.operationId,
    );
    const [made] = inRole(history, 'create');
    if (
      resource?.list === undefined ||
      resource.items === undefined ||
      made === undefined ||
      made.response.status >= 300
    )
      return [];
    const { items, id } = resource;
    const hasMore = resource.list.extensions.pagination?.hasMore ?? 'has_more';
    const wanted = String(valueIn(jsonOf(made), id));
    const holds = (body: unknown): boolean | undefined => {
      const list = valueIn(body, items);
      if (!Array.isArray(list)) return undefined;
      return list.some((item) => String(valueIn(item, [id.at(-1) ?? 'id'])) === wanted);
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
