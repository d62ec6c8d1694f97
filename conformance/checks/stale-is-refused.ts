import type { HistoryCheck } from '../model.ts';
import { inRole, judgeEach } from './history.ts';
import { isOk, operationOf } from './things.ts';

/** The server refuses a change of a representation that is not the current one: 412 (RFC 9110 section 13.1.1). */
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
            ? `${exchange.response.status} for an If-Match without the current ETag, expected 412`
            : undefined,
        {
          instanceLocation: '/header/if-match',
          ...(header === undefined ? {} : { keywordLocation: header.pointer }),
        },
      );
    });
  },
};
