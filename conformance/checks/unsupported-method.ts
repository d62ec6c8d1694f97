import type { Check } from '../model.ts';
import { failed, headerOf, notApplicable, passed, undetermined } from './verdict.ts';

/** A method that the path does not have gets 405 with `Allow` (RFC 9110 section 15.5.6). */
export const unsupportedMethod: Check = {
  id: 'unsupported-method',
  check(exchange) {
    const { testCase, response } = exchange;
    if (testCase.intent !== 'wrong-method') return notApplicable('the path has this method');
    const { status } = response;
    if (status >= 500 && status !== 501) return notApplicable('not-a-server-error reports this');
    if (status < 400)
      return failed(this, exchange, { message: `${testCase.title}: the status is ${status}, expected 405` });
    // Gateways return 404, or require a key first: neither breaks a promise of the document.
    if (status !== 405) return undetermined(`${status} instead of 405`);
    if (headerOf(exchange, 'allow') !== undefined) return passed;
    return failed(this, exchange, { message: '405 without an Allow header', severity: 'warning' });
  },
};
