import { saysDuplicate } from '../../generator/contract/responses.ts';
import { child } from '../../generator/json/pointer.ts';
import type { HistoryCheck } from '../model.ts';
import { inRole, judgeEach } from './history.ts';
import { isOk, operationOf } from './things.ts';

/** A value that the document calls unique is not accepted twice. */
export const uniqueIsRefused: HistoryCheck = {
  id: 'unique-is-refused',
  check(history, contract) {
    return inRole(history, 'create-again').flatMap((exchange) => {
      const operation = operationOf(contract, exchange);
      // A 409 alone may have any reason: the document states in words that no two may be alike.
      const isDocumented =
        operation?.responses.some((response) => response.status === '409' && saysDuplicate(response)) ===
          true ||
        contract.inferred.unique.some(
          ({ operationId, inference }) =>
            operationId === operation?.operationId && /says/.test(inference.reason),
        );
      if (operation === undefined || !isDocumented) return [];
      return judgeEach(
        this.id,
        [exchange],
        ({ testCase: { title } }) =>
          isOk(exchange) ? `${title}: the status is ${exchange.response.status}, expected 409` : undefined,
        { keywordLocation: child(operation.pointer, 'responses'), instanceLocation: '/unique' },
      );
    });
  },
};
