import { child } from '../../generator/json/pointer.ts';
import type { HistoryCheck } from '../model.ts';
import { inRole, judgeEach } from './history.ts';
import { alike, isOk, itemIn, operationOf, sentItem } from './things.ts';

/** A change or a deletion of one item leaves the others as they are: they can be read, with the values that they were created with. */
export const othersStay: HistoryCheck = {
  id: 'others-stay',
  check(history, contract) {
    const { resource } = history.scenario;
    const [created] = inRole(history, 'create-sibling');
    const reads = history.steps.filter(({ role }) => role === 'read-sibling');
    const [first, ...later] = reads;
    if (resource === undefined || created === undefined || first === undefined || !isOk(first.exchange))
      return [];
    const before = itemIn(resource, first.exchange);
    // Only what the client set: a server may count or rank items.
    const own = Object.keys(sentItem(resource, created) ?? {}).filter(
      (name) => before !== undefined && Object.hasOwn(before, name),
    );
    return later.flatMap(({ exchange, about = 'a change' }) => {
      const { status } = exchange.response;
      const now = isOk(exchange) ? itemIn(resource, exchange) : undefined;
      const lost = status === 404 || status === 410;
      if (!lost && (now === undefined || before === undefined)) return [];
      const changed = own.find((name) => now !== undefined && !alike(before?.[name], now[name]));
      return judgeEach(
        this.id,
        [exchange],
        () =>
          lost
            ? `${status} after ${about} of another item`
            : changed === undefined
              ? undefined
              : `${changed} reads ${JSON.stringify(now?.[changed])} after ${about} of another item; before, it was ${JSON.stringify(before?.[changed])}`,
        {
          keywordLocation: child(operationOf(contract, exchange)?.pointer ?? '#', 'responses'),
          instanceLocation: lost ? '/status' : `/${changed}`,
        },
      );
    });
  },
};
