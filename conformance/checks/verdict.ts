import type { Operation } from '../../generator/contract/model.ts';
import type { Exchange, Failure, Oracle, Verdict } from '../model.ts';

export const passed: Verdict = { kind: 'pass' };

export const notApplicable = (reason: string): Verdict => ({ kind: 'notApplicable', reason });

export const undetermined = (reason: string): Verdict => ({ kind: 'undetermined', reason });

/** A failure of this oracle on this exchange. */
export const failed = (
  oracle: Pick<Oracle, 'id'>,
  exchange: Exchange,
  details: Pick<Failure, 'message'> & Partial<Omit<Failure, 'oracle' | 'operationId'>>,
): Verdict => ({
  kind: 'fail',
  failure: { severity: 'error', ...details, oracle: oracle.id, operationId: exchange.testCase.operationId },
});

/** Answers that say nothing about the request: asked to slow down, or not let in. */
export const isInconclusive = (status: number): boolean => status === 429 || status === 503;

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
