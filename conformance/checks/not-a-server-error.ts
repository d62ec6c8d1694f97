import type { Check } from '../model.ts';
import { failed, passed } from './verdict.ts';

/** No request, however wrong, gets a 5xx. */
export const notAServerError: Check = {
  id: 'not-a-server-error',
  judgesUnusual: true,
  judgesSilence: true,
  check(exchange) {
    const { status } = exchange.response;
    if (status === 0) {
      const reason = new TextDecoder().decode(exchange.response.body);
      return failed(this, exchange, { message: `no response: ${reason}`, instanceLocation: '/silence' });
    }
    if (status < 500) return passed;
    return failed(this, exchange, { message: `the status is ${status}` });
  },
};
