import type { Operation } from '../../generator/contract/model.ts';
import type { Check, Exchange, Failure, Verdict } from '../model.ts';

export const passed: Verdict = { kind: 'pass' };

export const notApplicable = (reason: string): Verdict => ({ kind: 'notApplicable', reason });

export const undetermined = (reason: string): Verdict => ({ kind: 'undetermined', reason });

/** A failure of this check on this exchange. */
export const failed = (
  check: Pick<Check, 'id'>,
  exchange: Exchange,
  details: Pick<Failure, 'message'> & Partial<Omit<Failure, 'check' | 'operationId'>>,
): Verdict => ({
  kind: 'fail',
  failure: { severity: 'error', ...details, check: check.id, operationId: exchange.testCase.operationId },
});

/** Statuses that do not depend on the request: rate limits and refused access. */
export const isInconclusive = (status: number): boolean => status === 429 || status === 503;

/** What a refusal means for the state of the server or a condition, and not for the data (RFC 9110, RFC 6585). */
const conditions: { readonly [status: number]: string } = {
  404: 'the resource may not exist',
  406: 'no accepted response type is available',
  409: 'the state of the resource does not allow it, or the resource exists already',
  410: 'the resource is gone',
  412: 'a condition of the request does not hold',
  413: 'the body is larger than the server accepts',
  414: 'the URL is longer than the server accepts',
  415: 'the server does not accept this media type',
  423: 'the resource is locked',
  424: 'a dependency failed',
  425: 'too early',
  428: 'the server requires a condition',
  431: 'the headers are larger than the server accepts',
};

/** Why a status decides nothing about the data of a request; `undefined` where it decides. */
export const conditionOf = (status: number): string | undefined => conditions[status];

/** Whether a request for a page after an unknown cursor was refused for that cursor. */
export function isUnknownCursor(operation: Operation, { testCase, response }: Exchange): boolean {
  const cursor = operation.extensions.pagination?.cursor;
  return (
    cursor !== undefined &&
    testCase.arguments.query[cursor] !== undefined &&
    [400, 404, 422].includes(response.status)
  );
}

/** Whether a header without a key was refused as malformed: RFC 6750 section 3.1 defines 400 for that. */
export const isMalformedKey = ({ testCase, response }: Exchange): boolean =>
  response.status === 400 &&
  testCase.credentials === 'none' &&
  testCase.request.headers.some(([name]) => name === 'authorization');

/** The value of a response header, lower-case name. */
export const headerOf = (exchange: Exchange, name: string): string | undefined =>
  exchange.response.headers.find(([key]) => key.toLowerCase() === name)?.[1];
