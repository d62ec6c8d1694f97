import { equalJson } from '../../generator/json/equal-json.ts';
import { isObject } from '../../generator/json/pointer.ts';
import type { HistoryOracle } from '../model.ts';
import { inRole, jsonOf, judgeEach } from './history.ts';

/** Members that may change from one reading to the next with nothing done in between. */
const volatile = /status|state|phase|progress|updated|modified|expires|used|usage|count|_at$|At$|url$/i;

/** What is read twice, with nothing done in between, reads the same. */
export const idempotentGet: HistoryOracle = {
  id: 'idempotent-get',
  check(history) {
    // An action goes on while it is read.
    if (inRole(history, 'act', 'update').length > 0) return [];
    const [first, ...again] = inRole(history, 'read').filter(({ response }) => response.status < 300);
    if (first === undefined) return [];
    const before = jsonOf(first);
    return judgeEach(this.id, again, (exchange) => {
      const now = jsonOf(exchange);
      if (!isObject(before) || !isObject(now)) return undefined;
      const changed = Object.keys({ ...before, ...now }).find(
        (name) => !volatile.test(name) && !equalJson(before[name], now[name]),
      );
      return changed === undefined
        ? undefined
        : `${changed} was ${JSON.stringify(before[changed])}, and ${JSON.stringify(now[changed])} when read again`;
    });
  },
};
