import type { HistoryCheck } from '../model.ts';
import { inRole, judgeEach } from './history.ts';
import { isOk, operationOf } from './things.ts';

/** A change that is meant for a representation which is not the current one is refused: 412 (RFC 9110 section 13.1.1). */
export const staleIsRefused: HistoryCheck = {
  id: 'stale-is-refused',
  check(history, contract) {
    return inRole(history, 'stale').flatMap((exchange) => {
      const header = operationOf(contract, exchange)?.parameters.find(
        ({ in: place, name }) => place === 'header' && name.toLowerCase() === 'if-match',
      );
      return judgeEach(
        this.id,
        [exchange],
        () =>
          isOk(exchange)
            ? `answered ${exchange.response.status} to an If-Match that names no current ETag, expected 412`
            : undefined,
        {
          instanceLocation: '/header/if-match',
          ...(header === undefined ? {} : { keywordLocation: header.pointer }),
        },
      );
    });
  },
};
