import type { Oracle } from '../model.ts';
import { findResponse } from '../wire/responses.ts';
import { failed, isInconclusive, notApplicable, passed, undetermined } from './verdict.ts';

/** A request that keeps the contract is accepted. */
export const positiveDataAcceptance: Oracle = {
  id: 'positive-data-acceptance',
  check(exchange, { operation }) {
    const { testCase, response } = exchange;
    const { status } = response;
    if (testCase.intent !== 'valid' || testCase.credentials !== 'valid')
      return notApplicable('the request is wrong on purpose');
    if (testCase.phase === 'stateful' || testCase.phase === 'edges')
      return notApplicable('whether this must succeed, the state or the server decides');
    if (status < 400) return passed;
    if (status >= 500) return notApplicable('not-a-server-error tells of this');
    if (status === 401 || status === 403 || isInconclusive(status))
      return undetermined(`${status} says nothing about the data`);
    // An id made up by us need not exist, and a state need not allow what the schema allows.
    const namesAResource = operation.parameters.some((parameter) => parameter.in === 'path');
    if (
      (status === 404 || status === 409) &&
      (namesAResource || findResponse(operation, status) !== undefined)
    ) {
      return undetermined(`${status}: there may be no such resource`);
    }
    return failed(this, exchange, {
      message: `a valid request (${testCase.title}) was refused with ${status}`,
      keywordLocation: operation.requestBody?.pointer ?? operation.pointer,
      ...(testCase.discriminatorValue === undefined
        ? {}
        : { discriminatorValue: testCase.discriminatorValue }),
    });
  },
};
