import { documentedStatus } from '../../generator/contract/responses.ts';
import { child, isObject } from '../../generator/json/pointer.ts';
import type { Exchange, HistoryCheck } from '../model.ts';
import { inRole, jsonOf, judgeEach } from './history.ts';

/** An unknown id gets the documented status, 404 or 410, never a success. */
export const unknownId: HistoryCheck = {
  id: 'unknown-id',
  check(history, contract) {
    const operations = new Map(contract.operations.map((operation) => [operation.operationId, operation]));
    return inRole(history, 'unknown-id').flatMap((exchange) => {
      const operation = operations.get(exchange.testCase.operationId);
      if (operation === undefined || documentedStatus(operation, [404, 410]) === undefined) return [];
      // DELETE of what does not exist may succeed (RFC 9110, 9.2.2), but not with an item that never was.
      if (operation.method === 'delete' && !showsItem(exchange)) return [];
      return judgeEach(
        this.id,
        [exchange],
        ({ response: { status }, testCase: { title } }) =>
          status < 300 ? `${title}: the status is ${status}, expected 404` : undefined,
        { keywordLocation: child(operation.pointer, 'responses') },
      );
    });
  },
};

/** Whether the response is a JSON object that repeats an id of the path. */
function showsItem(exchange: Exchange): boolean {
  const body = jsonOf(exchange);
  const ids = new Set(Object.values(exchange.testCase.arguments.path).map(String));
  return isObject(body) && Object.values(body).some((value) => ids.has(String(value)));
}
