import type { Operation } from '../../generator/contract/model.ts';
import {
  type Check,
  type CheckContext,
  type Exchange,
  type Failure,
  type Severity,
  type SuiteEvent,
  severityByEvidence,
} from '../model.ts';
import type { Judged, JudgingOptions } from './suite-options.ts';

/** What a checker knows besides the exchange, its operation, and which earlier requests were accepted. */
export function checkContext(
  options: JudgingOptions,
  { testCase }: Exchange,
  operation: Operation,
  accepted: Pick<CheckContext, 'twinAccepted' | 'baseAccepted'>,
): CheckContext {
  const { contract, validate } = options;
  const overlayAt = (pointer: string) => contract.origin(pointer).overlay;
  return {
    contract,
    operation,
    ...accepted,
    validate: (pointer, value) => validate(pointer, value, 'response'),
    severityOf(pointer): Severity {
      const evidence = overlayAt(pointer)?.evidence;
      return evidence === undefined ? 'error' : severityByEvidence[evidence];
    },
    isOverlaid: (pointer) => overlayAt(pointer) !== undefined,
    keepsBareDocument: (each) => options.keepsBareDocument?.(each) ?? true,
    brokenRule: options.brokenRule?.(testCase),
  };
}

/** The verdicts of all checks; without a response, or of an unusual request, only of those that judge these. */
export function judgeExchange(checks: readonly Check[], exchange: Exchange, context: CheckContext): Judged {
  const isUnusual = exchange.testCase.intent === 'unusual';
  const own = checks.filter(
    ({ judgesSilence, judgesUnusual }) =>
      (exchange.response.status !== 0 || judgesSilence === true) && (!isUnusual || judgesUnusual === true),
  );
  return { exchange, verdicts: own.map((check) => [check.id, check.check(exchange, context)]) };
}

/** The failures among the verdicts. */
export const failuresOf = ({ verdicts }: Judged): readonly Failure[] =>
  verdicts.flatMap(([, verdict]) => (verdict.kind === 'fail' ? [verdict.failure] : []));

/** The exchange and its verdicts as events. */
export const eventsOf = ({ exchange, verdicts }: Judged): readonly SuiteEvent[] => [
  { event: 'exchange', exchange },
  ...verdicts.map(([check, verdict]) => ({ event: 'verdict', exchange, check, verdict }) as const),
];
