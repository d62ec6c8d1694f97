import { child } from '../../generator/json/pointer.ts';
import type { Check } from '../model.ts';
import { failed, isInconclusive, isMalformedKey, notApplicable, passed, undetermined } from './verdict.ts';

/** Without a key, or with a wrong one, nothing is given: only a success proves that the key does not matter. */
export const ignoredAuth: Check = {
  id: 'ignored-auth',
  check(exchange, { operation, isOverlaid }) {
    const { credentials } = exchange.testCase;
    if (credentials === 'valid' || operation.security.length === 0)
      return notApplicable('the request carries a key, or needs none');
    const { status } = exchange.response;
    if (isInconclusive(status)) return undetermined(`${status} says nothing about the key`);
    if (isMalformedKey(exchange)) return undetermined('400: the header was no credentials to begin with');
    const documents = (wanted: string): boolean =>
      operation.responses.some(({ status: own, pointer }) => own === wanted && !isOverlaid(pointer));
    // Either refuses; the document itself may say which one.
    if (status === 401 || (status === 403 && (documents('403') || !documents('401')))) return passed;
    if (status === 403)
      return failed(this, exchange, {
        message: `answered 403 ${credentials === 'none' ? 'without a key' : 'to a wrong key'}, documented is 401`,
        keywordLocation: child(operation.pointer, 'security'),
      });
    // Other refusals may come before the key is looked at.
    if (status >= 500) return notApplicable('not-a-server-error tells of this');
    if (status >= 400)
      return undetermined(`${status} may say something of the request rather than of the key`);
    return failed(this, exchange, {
      message: `answered ${status} ${credentials === 'none' ? 'without a key' : 'to a wrong key'}, expected 401`,
      keywordLocation: child(operation.pointer, 'security'),
    });
  },
};
