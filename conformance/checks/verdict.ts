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

/** Answers that say nothing about the request: asked to slow down, or not let in. */
export const isInconclusive = (status: number): boolean => status === 429 || status === 503;

/** What a refusal says of the state of the server or of a condition, and not of the data (RFC 9110, RFC 6585). */
const conditions: { readonly [status: number]: string } = {
  404: 'there may be no such resource',
  406: 'none of the response types is at hand',
  409: 'the state of the resource does not allow it, or there is such a one already',
  410: 'the resource is gone',
  412: 'a condition of the request does not hold',
  413: 'larger than the server takes',
  414: 'longer than the server takes',
  415: 'the server does not take this media type',
  423: 'the resource is locked',
  424: 'something that it depends on failed',
  425: 'too early',
  428: 'the server asks for a condition',
  431: 'larger than the server takes',
};

/** Why a status decides nothing about the data of a request; `undefined` where it does. */
export const conditionOf = (status: number): string | undefined => conditions[status];

/** Whether a page after something was asked for that need not exist, and was refused for that. */
export function isUnknownCursor(operation: Operation, { testCase, response }: Exchange): boolean {
  const cursor = operation.extensions.pagination?.cursor;
  return (
    cursor !== undefined &&
    testCase.arguments.query[cursor] !== undefined &&
    [400, 404, 422].includes(response.status)
  );
}

/** Whether a header that holds no key was called malformed: RFC 6750 section 3.1 has 400 for that. */
export const isMalformedKey = ({ testCase, response }: Exchange): boolean =>
  response.status === 400 &&
  testCase.credentials === 'none' &&
  testCase.request.headers.some(([name]) => name === 'authorization');

/** The value of a response header, lower-case name. */
export const headerOf = (exchange: Exchange, name: string): string | undefined =>
  exchange.response.headers.find(([key]) => key.toLowerCase() === name)?.[1];
