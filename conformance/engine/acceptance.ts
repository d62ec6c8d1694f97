import type { TestCase } from '../model.ts';

/** Most refused cases of an operation that are sent again once the operation accepts a request. */
const mostAgain = 4;

/** Which requests the server accepted. */
export interface Acceptance {
  /** Whether a request was accepted; `undefined` where it was not sent. */
  wasAccepted(testCase: TestCase): boolean | undefined;
  /** Whether any valid request of an operation was accepted. */
  isAcceptedOnce(operationId: string): boolean;
  /** Not sent yet, or refused for a reason that may be gone: an item existed already, or did not exist. */
  isWorthSending(twin: TestCase): boolean;
  /** Learns which operations accept valid requests; call before the exchange is judged. */
  learn(testCase: TestCase, status: number): void;
  /** Notes the outcome of a request; call after the exchange is judged. */
  noteOutcome(testCase: TestCase, status: number): void;
  /** Removes and returns the cases that were refused before the operation accepted a request. */
  takeRefused(operationId: string): readonly TestCase[];
}

/** Nothing was sent yet. */
export function createAcceptance(): Acceptance {
  const outcomes = new Map<
    string,
    { readonly status: number; readonly tries: number; readonly isFirst: boolean }
  >();
  const acceptedOnce = new Set<string>();
  const refusedFirst = new Map<string, Map<string, TestCase>>();

  const remember = (testCase: TestCase, status: number): void => {
    if (testCase.phase === 'stateful' || testCase.phase === 'edges' || status < 400 || status >= 500) return;
    const own = refusedFirst.get(testCase.operationId) ?? new Map<string, TestCase>();
    refusedFirst.set(testCase.operationId, own);
    // One case per phase, status and variant.
    const kind = `${testCase.phase} ${status} ${testCase.discriminatorValue ?? ''}`;
    if (own.size < mostAgain && !own.has(kind)) own.set(kind, testCase.template ?? testCase);
  };

  return {
    wasAccepted(testCase) {
      const outcome = outcomes.get(requestKey(testCase));
      return outcome === undefined ? undefined : outcome.status > 0 && outcome.status < 400;
    },
    isAcceptedOnce: (operationId) => acceptedOnce.has(operationId),
    isWorthSending(twin) {
      const outcome = outcomes.get(requestKey(twin));
      if (outcome === undefined) return true;
      // Once the operation accepts a request, cases are built on that one.
      const isBuiltAnew =
        [400, 422].includes(outcome.status) && outcome.isFirst && acceptedOnce.has(twin.operationId);
      return (
        (isBuiltAnew && outcome.tries < 6) || ([404, 409, 412].includes(outcome.status) && outcome.tries < 3)
      );
    },
    learn(testCase, status) {
      if (testCase.intent !== 'valid' || testCase.credentials !== 'valid') return;
      if (status > 0 && status < 400) acceptedOnce.add(testCase.operationId);
      else if (!acceptedOnce.has(testCase.operationId)) remember(testCase, status);
    },
    noteOutcome(testCase, status) {
      const key = requestKey(testCase);
      const before = outcomes.get(key);
      const isFirst = before?.isFirst ?? !acceptedOnce.has(testCase.operationId);
      outcomes.set(key, { status, tries: (before?.tries ?? 0) + 1, isFirst });
    },
    takeRefused(operationId) {
      const refused = [...(refusedFirst.get(operationId)?.values() ?? [])];
      refusedFirst.delete(operationId);
      return refused;
    },
  };
}

/**
 * Equal for requests that are equal on the wire before live ids are put in. A case about an id keeps its own: it is another
 * request than the one that gets a live id.
 */
export const requestKey = (testCase: TestCase): string => {
  const { request, credentials, focus = '' } = testCase.template ?? testCase;
  return [
    credentials,
    focus.startsWith('/path/') ? focus : '',
    request.method,
    request.target,
    JSON.stringify(request.headers),
    request.body === undefined ? '' : Buffer.from(request.body).toString('latin1'),
  ].join('\n');
};
