import type { HistoryCheck } from '../model.ts';
import { judgeEach } from './history.ts';
import { isOk, operationOf } from './things.ts';

/** An item that others refer to is not deleted where the words of a documented 409 say so. */
export const inUseIsRefused: HistoryCheck = {
  id: 'in-use-is-refused',
  check({ steps }, contract) {
    const tries = steps.filter(({ role }) => role === 'in-use');
    // The words may be about other items than those that were made: where one was refused, they were not.
    if (tries.some(({ exchange }) => exchange.response.status === 409)) return [];
    return tries.flatMap(({ exchange, about }) => {
      const conflict = operationOf(contract, exchange)?.responses.find(({ status }) => status === '409');
      return judgeEach(
        this.id,
        [exchange],
        () =>
          isOk(exchange)
            ? `${exchange.response.status} although what ${about} created refers to it, expected 409: "${conflict?.description?.trim()}"`
            : undefined,
        conflict === undefined ? {} : { keywordLocation: conflict.pointer, instanceLocation: '/in-use' },
      );
    });
  },
};
