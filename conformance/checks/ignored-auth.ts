import { child } from '../../generator/json/pointer.ts';
import type { Check } from '../model.ts';
import { failed, isInconclusive, isMalformedKey, notApplicable, passed, undetermined } from './verdict.ts';

/** A request without a key, with a wrong one, or with one that lacks a scope fails: only a success proves that the server ignores that. */
export const ignoredAuth: Check = {
  id: 'ignored-auth',
  check(exchange, { operation, isOverlaid }) {
    const { credentials } = exchange.testCase;
    if (
      credentials === 'valid' ||
      !operation.security.every(({ size }) => size > 0) ||
      operation.security.length === 0
    )
      return notApplicable('the request has a key, or needs none');
    if (credentials === 'other') return notApplicable('other-user judges this');
    const { status } = exchange.response;
    if (credentials === 'limited')
      return status >= 200 && status < 300
        ? failed(this, exchange, {
            message: `the status is ${status} ${exchange.testCase.title}, expected 403`,
            keywordLocation: child(operation.pointer, 'security'),
            instanceLocation: '/scopes',
          })
        : status === 401 || status === 403
          ? passed
          : undetermined(`${status} says nothing about the scopes`);
    if (isInconclusive(status)) return undetermined(`${status} says nothing about the key`);
    if (isMalformedKey(exchange)) return undetermined('400: the header does not contain credentials');
    const documents = (wanted: string): boolean =>
      operation.responses.some(({ status: own, pointer }) => own === wanted && !isOverlaid(pointer));
    // Both statuses refuse; the document may name the one to use.
    if (status === 401 || (status === 403 && (documents('403') || !documents('401')))) return passed;
    if (status === 403)
      return failed(this, exchange, {
        message: `the status is 403 ${credentials === 'none' ? 'without a key' : 'to a wrong key'}, documented is 401`,
        keywordLocation: child(operation.pointer, 'security'),
      });
    // The server may refuse for another reason before it looks at the key.
    if (status >= 500) return notApplicable('not-a-server-error reports this');
    if (status >= 400) return undetermined(`${status} may be about the request rather than about the key`);
    return failed(this, exchange, {
      message: `the status is ${status} ${credentials === 'none' ? 'without a key' : 'to a wrong key'}, expected 401`,
      keywordLocation: child(operation.pointer, 'security'),
    });
  },
};
