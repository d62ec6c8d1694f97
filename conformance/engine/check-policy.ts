import type { Check, HistoryCheck, RunCheck, Severity, Verdict } from '../model.ts';

/** What a team decided about checks. */
export interface CheckPolicy {
  /** By the id of a check: how grave its failures are; `off` leaves the check out. */
  readonly severity?: { readonly [check: string]: Severity | 'off' };
  /** By operationId, or `*` for all: statuses that are taken as they are, although the document does not have them. */
  readonly accept?: { readonly [operationId: string]: readonly number[] };
}

/** The checks of a run. */
export interface CheckSet {
  readonly checks: readonly Check[];
  readonly historyChecks: readonly HistoryCheck[];
  readonly runChecks: readonly RunCheck[];
}

/** Checks that judge the status itself, so that an accepted status leaves nothing to judge. */
const ofStatus: ReadonlySet<string> = new Set([
  'not-a-server-error',
  'status-code-conformance',
  'positive-data-acceptance',
  'unsupported-method',
  'ignored-auth',
]);

/** The checks as the policy wants them. */
export function withPolicy({ checks, historyChecks, runChecks }: CheckSet, policy: CheckPolicy): CheckSet {
  const { severity = {}, accept = {} } = policy;
  const isOn = ({ id }: { readonly id: string }): boolean => severityOf(id) !== 'off';
  const severityOf = (id: string): Severity | 'off' | undefined =>
    Object.hasOwn(severity, id) ? severity[id] : undefined;
  const weighed = (id: string, verdict: Verdict): Verdict => {
    const own = severityOf(id);
    return verdict.kind !== 'fail' || own === undefined || own === 'off'
      ? verdict
      : { kind: 'fail', failure: { ...verdict.failure, severity: own } };
  };
  const accepts = (operationId: string, status: number): boolean =>
    [operationId, '*'].some((id) => Object.hasOwn(accept, id) && accept[id]?.includes(status) === true);
  return {
    checks: checks.filter(isOn).map((check) => ({
      ...check,
      check(exchange, context) {
        const verdict = weighed(check.id, check.check(exchange, context));
        const { status } = exchange.response;
        return verdict.kind === 'fail' &&
          ofStatus.has(check.id) &&
          accepts(exchange.testCase.operationId, status)
          ? { kind: 'undetermined', reason: `the configuration accepts ${status} of this operation` }
          : verdict;
      },
    })),
    historyChecks: historyChecks.filter(isOn).map((check) => ({
      ...check,
      check: (history, contract) =>
        check.check(history, contract).map((verdict) => weighed(check.id, verdict)),
    })),
    runChecks: runChecks.filter(isOn).map((check) => ({
      ...check,
      check: (exchanges, contract) =>
        check.check(exchanges, contract).map((each) => {
          const own = severityOf(check.id);
          return own === undefined || own === 'off'
            ? each
            : { ...each, failure: { ...each.failure, severity: own } };
        }),
    })),
  };
}
