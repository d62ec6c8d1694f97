import type { Check } from '../model.ts';
import { failed, headerOf, notApplicable, passed } from './verdict.ts';

const httpDate =
  /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? \d{2}[ -][A-Z][a-z]{2}[ -]\d{2,4} \d{2}:\d{2}:\d{2} GMT$/;

/** Retry-After is a number of seconds or an HTTP date (RFC 9110 section 10.2.3). */
export const retryAfter: Check = {
  id: 'retry-after',
  check(exchange) {
    const value = headerOf(exchange, 'retry-after')?.trim();
    if (value === undefined) return notApplicable('the response has no Retry-After');
    if (/^\d+$/.test(value) || (httpDate.test(value) && !Number.isNaN(Date.parse(value)))) return passed;
    return failed(this, exchange, {
      message: `Retry-After is ${JSON.stringify(value)}, expected whole seconds or an HTTP date`,
      instanceLocation: '/header/retry-after',
    });
  },
};
