import type { Oracle } from '../model.ts';
import { failed, passed } from './verdict.ts';

/** No request, however wrong, is answered with a 5xx. */
export const notAServerError: Oracle = {
  id: 'not-a-server-error',
  check(exchange) {
    const { status } = exchange.response;
    if (status < 500) return passed;
    return failed(this, exchange, { message: `answered ${status}` });
  },
};
