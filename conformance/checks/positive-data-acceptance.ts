import { findResponse } from '../../generator/contract/responses.ts';
import type { Check } from '../model.ts';
import {
  conditionOf,
  failed,
  isInconclusive,
  isUnknownCursor,
  notApplicable,
  passed,
  undetermined,
} from './verdict.ts';
import { wideInteger } from './wide-integer.ts';

/** Media types whose bytes have a format of their own, which no schema describes. */
const hasFormat = /^(image|audio|video|font|model)\/|^application\/(pdf|zip|gzip|vnd\.(?!.*(json|xml)))/;

/** The server accepts a request that is valid by the contract. */
export const positiveDataAcceptance: Check = {
  id: 'positive-data-acceptance',
  check(exchange, { contract, operation, keepsBareDocument, brokenRule, baseAccepted }) {
    const { testCase, response } = exchange;
    const { status } = response;
    if (testCase.intent !== 'valid' || testCase.credentials !== 'valid')
      return notApplicable('the request is invalid on purpose');
    if (testCase.phase === 'stateful' || testCase.phase === 'edges')
      return notApplicable('success depends on the state or on the server');
    if (status < 400) return passed;
    if (brokenRule !== undefined) return notApplicable(`the request breaks the rule ${brokenRule}`);
    if (status >= 500) return notApplicable('not-a-server-error reports this');
    if (status === 401 || status === 403 || isInconclusive(status))
      return undetermined(`${status} says nothing about the data`);
    if (isUnknownCursor(operation, exchange)) return undetermined(`${status}: the cursor may not exist`);
    const condition = conditionOf(status);
    if (status === 404 && testCase.focus?.startsWith('/path/') === true)
      return notApplicable('the case chooses the id of an item that need not exist');
    const namesAResource = operation.parameters.some((parameter) => parameter.in === 'path');
    if (
      condition !== undefined &&
      (status !== 404 || namesAResource || findResponse(operation, status) !== undefined)
    )
      return undetermined(`${status}: ${condition}`);
    const [unknown] = testCase.unbound ?? [];
    if (unknown !== undefined) return undetermined(`${status}: no existing value for ${unknown} is known`);
    // An action may be allowed in some states of the resource only.
    if (namesAResource && operation.method !== 'get' && operation.requestBody === undefined)
      return undetermined(`${status}: the state of the resource may not allow it`);
    if (
      status === 400 &&
      namesAResource &&
      operation.requestBody === undefined &&
      operation.parameters.every(({ in: place }) => place === 'path')
    )
      return undetermined(
        '400: nothing was sent but an id, so it is the state of what it names that is refused',
      );
    if (!operation.responses.some((response) => /^[23]|^default$/i.test(response.status)))
      return undetermined('the document has no success for this operation');
    const type = testCase.arguments.body?.contentType ?? '';
    if (hasFormat.test(type)) return undetermined(`${status}: the bytes that were sent may be no ${type}`);
    if (!baseAccepted)
      return undetermined(`${status}: no valid request of this operation was accepted so far`);
    const wide = wideInteger(contract, operation, testCase.arguments);
    if (wide !== undefined)
      return undetermined(`${status}: the document speaks of no integers beyond 32 bits where one was sent`);
    // The document never promised what only an overlay allows.
    const promised = keepsBareDocument(testCase);
    return failed(this, exchange, {
      severity: promised ? 'error' : 'warning',
      message: `a valid request (${testCase.title}) was refused with ${status}${promised ? '' : '; only our overlays allow this request'}`,
      keywordLocation: operation.requestBody?.pointer ?? operation.pointer,
      ...(testCase.discriminatorValue === undefined
        ? {}
        : { discriminatorValue: testCase.discriminatorValue }),
    });
  },
};
