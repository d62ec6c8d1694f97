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

/** A request that keeps the contract is accepted. */
export const positiveDataAcceptance: Check = {
  id: 'positive-data-acceptance',
  check(exchange, { operation, keepsBareDocument, brokenRule, baseAccepted }) {
    const { testCase, response } = exchange;
    const { status } = response;
    if (testCase.intent !== 'valid' || testCase.credentials !== 'valid')
      return notApplicable('the request is wrong on purpose');
    if (testCase.phase === 'stateful' || testCase.phase === 'edges')
      return notApplicable('whether this must succeed, the state or the server decides');
    if (status < 400) return passed;
    if (brokenRule !== undefined) return notApplicable(`the request breaks the rule ${brokenRule}`);
    if (status >= 500) return notApplicable('not-a-server-error tells of this');
    if (status === 401 || status === 403 || isInconclusive(status))
      return undetermined(`${status} says nothing about the data`);
    if (isUnknownCursor(operation, exchange)) return undetermined(`${status}: there may be no such cursor`);
    const condition = conditionOf(status);
    const namesAResource = operation.parameters.some((parameter) => parameter.in === 'path');
    if (
      condition !== undefined &&
      (status !== 404 || namesAResource || findResponse(operation, status) !== undefined)
    )
      return undetermined(`${status}: ${condition}`);
    const [unknown] = testCase.unbound ?? [];
    if (unknown !== undefined) return undetermined(`${status}: nothing is known that ${unknown} could name`);
    // An action on a thing takes it from one state to another, and not from every state.
    if (namesAResource && operation.method !== 'get' && operation.requestBody === undefined)
      return undetermined(`${status}: the state of the thing may not allow it`);
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
    if (!baseAccepted)
      return undetermined(`${status}: no valid request of this operation was accepted so far`);
    // What only an overlay allows was never promised by the document.
    const promised = keepsBareDocument(testCase);
    return failed(this, exchange, {
      severity: promised ? 'error' : 'warning',
      message: `a valid request (${testCase.title}) was refused with ${status}${promised ? '' : ', which only our overlays allow'}`,
      keywordLocation: operation.requestBody?.pointer ?? operation.pointer,
      ...(testCase.discriminatorValue === undefined
        ? {}
        : { discriminatorValue: testCase.discriminatorValue }),
    });
  },
};
