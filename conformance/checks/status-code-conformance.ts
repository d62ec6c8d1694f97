import type { Response } from '../../generator/contract/model.ts';
import { documentedStatus, findResponse } from '../../generator/contract/responses.ts';
import { child } from '../../generator/json/pointer.ts';
import type { Check } from '../model.ts';
import {
  conditionOf,
  failed,
  isInconclusive,
  isMalformedKey,
  isUnknownCursor,
  notApplicable,
  passed,
  undetermined,
} from './verdict.ts';

/** Whether a status could mean that something does not exist. */
const isRefusal = ({ status }: Response): boolean => /^4(?!01|03|29)|^default$/.test(status);

/** The status is documented for the operation. */
export const statusCodeConformance: Check = {
  id: 'status-code-conformance',
  check(exchange, { operation }) {
    const { status } = exchange.response;
    if (findResponse(operation, status) !== undefined) return passed;
    // One crash is one finding.
    if (status >= 500) return notApplicable('not-a-server-error reports this');
    const { credentials } = exchange.testCase;
    if (credentials !== 'valid' && status < 500) return notApplicable('ignored-auth judges this');
    if (isMalformedKey(exchange)) return notApplicable('a header without credentials may count as malformed');
    if (status < 300 && !operation.responses.some((response) => /^([23]|default)/.test(response.status))) {
      return notApplicable('the document has no status for a success here');
    }
    if (exchange.testCase.intent === 'wrong-method')
      return notApplicable('the document does not describe this method');
    // A defect of the document, not of the server: no documented status can refuse the request.
    const refusal = exchange.testCase.intent !== 'valid' && status >= 400 && status < 500;
    if (refusal && documentedStatus(operation, [400, 415, 422]) === undefined) {
      return notApplicable('the document has no status for a bad request here');
    }
    if ([406, 412, 413, 414, 415, 423, 425, 428, 431].includes(status))
      return undetermined(`${status}: ${conditionOf(status)}`);
    if (isInconclusive(status)) return undetermined(`${status} says nothing about the request`);
    if (isUnknownCursor(operation, exchange) && documentedStatus(operation, [400, 404, 422]) === undefined)
      return notApplicable('the document has no status for an unknown cursor');
    const isOfThing = operation.parameters.some((parameter) => parameter.in === 'path');
    if ((status === 404 || status === 410) && isOfThing && !operation.responses.some(isRefusal))
      return notApplicable('the document has no status for an unknown id');
    const documented = operation.responses.map((response) => response.status).join(', ');
    return failed(this, exchange, {
      message: `the status is ${status}, documented are ${documented || 'none'}`,
      keywordLocation: child(operation.pointer, 'responses'),
      instanceLocation: '/status',
    });
  },
};
