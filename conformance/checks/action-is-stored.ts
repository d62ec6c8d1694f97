import type { Resource } from '../../generator/contract/model.ts';
import { child, isObject } from '../../generator/json/pointer.ts';
import type { Exchange, HistoryCheck, Verdict } from '../model.ts';
import { shownState } from '../shown-state.ts';
import { jsonOf, judgeEach } from './history.ts';
import { isOk, itemIn, operationOf } from './things.ts';
import { passed } from './verdict.ts';

/**
 * An action that says that the item is in a new state leaves it in one: later reads do not show the state from before the
 * action, nor one that an untouched item reaches by itself. Actions that take a while are waited for.
 */
export const actionIsStored: HistoryCheck = {
  id: 'action-is-stored',
  check({ scenario: { resource }, steps }, contract) {
    if (resource === undefined) return [];
    // The states through which an untouched item goes by itself.
    const idle = new Set(
      steps.flatMap(({ role, exchange }) => {
        const item = role === 'read-idle' && isOk(exchange) ? itemIn(resource, exchange) : undefined;
        return item === undefined ? [] : [shownState(item)];
      }),
    );
    return steps.flatMap(({ role, exchange, about: before }, index): readonly Verdict[] => {
      if (role !== 'act' || before === undefined || !isOk(exchange)) return [];
      const { to } = contract.inferred.actions.get(exchange.testCase.operationId) ?? {};
      // Where the response shows no item, the name of the action says the state.
      const shown = stateAfter(resource, exchange) ?? to;
      const reads = steps.slice(index + 1).findIndex(({ role: next }) => next !== 'read-after-act');
      const last = steps.slice(index + 1, reads < 0 ? undefined : index + 1 + reads).at(-1);
      const item = last === undefined || !isOk(last.exchange) ? undefined : itemIn(resource, last.exchange);
      if (shown === undefined || shown === before || item === undefined || last === undefined) return [];
      const now = shownState(item);
      if (now !== before && (idle.has(shown) || !idle.has(now))) return [passed];
      return judgeEach(
        this.id,
        [last.exchange],
        () =>
          `${exchange.testCase.operationId} was answered ${exchange.response.status} (${shown}), and the item ${now === before ? 'still ' : ''}reads ${now}`,
        {
          keywordLocation: child(operationOf(contract, exchange)?.pointer ?? '#', 'responses'),
          instanceLocation: `/${exchange.testCase.operationId}`,
        },
      );
    });
  },
};

/** The state that the response to an action shows; the response may be the item, or have it in its usual place. */
function stateAfter(resource: Resource, exchange: Exchange): string | undefined {
  const body = jsonOf(exchange);
  const item = itemIn(resource, exchange) ?? (isObject(body) ? body : undefined);
  return item === undefined ? undefined : shownState(item);
}
