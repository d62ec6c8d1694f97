import { child } from '../../generator/json/pointer.ts';
import type { Oracle } from '../model.ts';
import { failed, isInconclusive, isMalformedKey, notApplicable, passed, undetermined } from './verdict.ts';

/** Without a key, or with a wrong one, the answer is 401; or 403 where the document has that and no 401. */
export const ignoredAuth: Oracle = {
  id: 'ignored-auth',
  check(exchange, { operation }) {
    const { credentials } = exchange.testCase;
    if (credentials === 'valid' || operation.security.length === 0)
      return notApplicable('the request carries a key, or needs none');
    const { status } = exchange.response;
    if (isInconclusive(status)) return undetermined(`${status} says nothing about the key`);
    if (isMalformedKey(exchange)) return undetermined('400: the header was no credentials to begin with');
    const documented = (wanted: string): boolean =>
      operation.responses.some((response) => response.status === wanted);
    if (status === 401 || (status === 403 && documented('403') && !documented('401'))) return passed;
    return failed(this, exchange, {
      message: `answered ${status} ${credentials === 'none' ? 'without a key' : 'to a wrong key'}, expected 401`,
      keywordLocation: child(operation.pointer, 'security'),
    });
  },
};
