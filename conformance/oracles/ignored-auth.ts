import { child } from '../../generator/contract/pointer.ts';
import type { Oracle } from '../model.ts';
import { failed, isInconclusive, notApplicable, passed, undetermined } from './verdict.ts';

/** Without a key, or with a wrong one, the answer is 401 (or 403 where the document has it). */
export const ignoredAuth: Oracle = {
  id: 'ignored-auth',
  check(exchange, { operation }) {
    const { credentials } = exchange.testCase;
    if (credentials === 'valid' || operation.security.length === 0)
      return notApplicable('the request carries a key, or needs none');
    const { status } = exchange.response;
    if (isInconclusive(status)) return undetermined(`${status} says nothing about the key`);
    if (
      status === 401 ||
      (status === 403 && operation.responses.some((response) => response.status === '403'))
    )
      return passed;
    return failed(this, exchange, {
      message: `answered ${status} ${credentials === 'none' ? 'without a key' : 'to a wrong key'}, expected 401`,
      keywordLocation: child(operation.pointer, 'security'),
    });
  },
};
