import { child } from '../../generator/json/pointer.ts';
import type { HistoryCheck } from '../model.ts';
import { inRole, judgeEach } from './history.ts';
import { isOk, operationOf } from './things.ts';

/** What the document says is unique is not taken twice. */
export const uniqueIsRefused: HistoryCheck = {
  id: 'unique-is-refused',
  check(history, contract) {
    return inRole(history, 'create-again').flatMap((exchange) => {
      const operation = operationOf(contract, exchange);
      // That no two may be alike, the document says in words; a 409 alone may be about anything.
      const isTold = contract.inferred.unique.some(
        ({ operationId, inference }) =>
          operationId === operation?.operationId && /says/.test(inference.reason),
      );
      if (operation === undefined || !isTold) return [];
      return judgeEach(
        this.id,
        [exchange],
        ({ testCase: { title } }) =>
          isOk(exchange) ? `${title}: answered ${exchange.response.status}, expected 409` : undefined,
        { keywordLocation: child(operation.pointer, 'responses'), instanceLocation: '/unique' },
      );
    });
  },
};
