import {
  chooseTrials,
  type FeatureOutcome,
  type FeatureTrial,
  featurePlans,
  isGuess,
  requestsOf,
} from '../../conformance/live/features.ts';
import type { RunSettings } from '../../conformance/live/journal.ts';
import { latePlan } from '../../conformance/live/late.ts';
import type { LiveBudget, Purse } from '../../conformance/live/purse.ts';
import { type LivePlans, selectForLive } from '../../conformance/live/select.ts';
import { liveDefaults } from '../../conformance/live/settings.ts';
import { parseShard } from '../../conformance/live/shard.ts';
import type { CasePlan, Excused, LiveFeature, TestCase } from '../../conformance/model.ts';
import type { Redactor } from '../../conformance/report/redact.ts';
import type { Contract, Operation } from '../../generator/contract/model.ts';
import { findMediaType } from '../../generator/json/media-type.ts';
import { excusedOf, type Seen } from './excused.ts';
import type { Preflight } from './preflight.ts';
import type { Subject } from './subject.ts';
import type { Suite } from './suite.ts';

/** The part of the plans that a live run sends: documented features first, then cases as far as the budget allows. */
export interface LivePlan {
  readonly features: readonly CasePlan[];
  /** The same for the mock, which serves only what is documented; nothing is noted of it. */
  readonly rehearsal: readonly CasePlan[];
  /** Whether the length of the response to a case of the rehearsal says nothing of the server's. */
  isGuess(testCase: TestCase): boolean;
  /** Plans after the cases: what is served by now. */
  readonly last: readonly CasePlan[];
  /** The same for the mock, which serves all that is documented. */
  readonly lastRehearsal: readonly CasePlan[];
  /** The settings for choosing cases, less what features take. */
  readonly settings: RunSettings;
  select(plans: readonly CasePlan[]): LivePlans;
  /** Documented values that the server does not list: nothing is planned for them. */
  readonly notServed: readonly string[];
  /** Paid calls that are kept for what was not planned. */
  readonly reserve: number;
  /** Operations about documented values, none of which is served. */
  notExercised(): readonly string[];
  excused(seen: Seen): readonly Excused[];
  remarks(redact: Redactor): readonly string[];
}

/** Puts the plan of a live run together from what a preflight found out; `most` requests are left for it. */
export function planLive(
  subject: Subject,
  suite: Suite,
  settings: RunSettings,
  known: Preflight,
  budget: LiveBudget,
  purse: Purse,
  most: number,
): LivePlan {
  const { contract, config } = subject;
  const maxPaid = known.isBroke ? 0 : budget.maxPaid;
  // One call is kept for what no plan knows: an invalid request that is accepted, or a value that appears during the run.
  const reserve = maxPaid - known.sent.paid > mostWithoutReserve ? 1 : 0;
  purse.keep(reserve);
  const left = Math.max(0, maxPaid - known.sent.paid - reserve);
  const isWanted = wantedFeature(subject, suite, settings);
  const {
    trials,
    paid,
    left: cut,
  } = chooseTrials(
    (config?.live?.features ?? []).filter(
      (feature) => isWanted(feature, known.documented) && (feature.paid === 0 || maxPaid > 0),
    ),
    known,
    { maxPaid: left, maxRequests: most - 1 },
  );
  const outcomes: FeatureOutcome[] = [];
  const taken = trials.reduce((sum, { feature }) => sum + requestsOf(feature), 0);
  const notServed =
    known.served === undefined
      ? []
      : documentedValues(contract).filter((value) => known.served?.has(value) !== true);
  const late = (before: readonly string[], isReal: boolean): readonly CasePlan[] => {
    const plan = latePlan(contract, config?.live, {
      known: new Set(before),
      maxTokens: budget.maxTokens,
      onOutcome: (outcome) => void (isReal && outcomes.push(outcome)),
      onLate: () => isReal && purse.keep(0),
    });
    const isWanted =
      settings.path === undefined && plan !== undefined && isIncluded(settings, plan.operationId);
    return isWanted ? [plan] : [];
  };
  const rehearsed = trials.map((trial) =>
    trial.isDocumented ? trial : { ...trial, value: substituteFor(contract, trial) },
  );
  const last = late([...(known.served ?? []), ...known.retired], true);
  return {
    features: featurePlans(contract, trials, budget.maxTokens, (outcome) => outcomes.push(outcome)),
    last,
    lastRehearsal: last.length === 0 ? [] : late(documentedValues(contract), false),
    rehearsal: featurePlans(contract, rehearsed, budget.maxTokens, () => undefined),
    isGuess: (testCase) => isGuess(rehearsed, testCase),
    notServed,
    reserve,
    settings: { ...settings, maxRequests: Math.max(0, most - taken - last.length) },
    select: (plans) =>
      selectForLive(contract, plans.filter(isPlausible(subject, left - paid)), {
        settings: config?.live,
        served: known.served,
        maxPaid: left - paid,
        maxTokens: budget.maxTokens,
      }),
    notExercised: () =>
      known.served === undefined || known.documented.length > 0 ? [] : valued(contract, settings),
    excused: (seen) => excusedOf(subject, { isAllowed: settings.yes === true, ...seen }),
    remarks: (redact) => featureLines(outcomes, cut, redact),
  };
}

/** Paid calls of a plan that is too small to keep one back. */
const mostWithoutReserve = 4;

/** A documented value in place of one that the mock does not serve. */
const substituteFor = (contract: Contract, { feature, value }: FeatureTrial): string =>
  documentedValues(contract).find((each) => feature.suits?.(each) ?? true) ?? value;

const isIncluded = ({ include, exclude }: RunSettings, id: string): boolean =>
  (include?.includes(id) ?? true) && exclude?.includes(id) !== true;

const mappingsOf = ({ requestBody }: Operation): readonly string[] =>
  (requestBody?.content ?? []).flatMap(({ schema }) => [...(schema?.discriminator?.mapping.keys() ?? [])]);

const documentedValues = ({ operations }: Contract): readonly string[] => [
  ...new Set(operations.flatMap(mappingsOf)),
];

/** Operations of the run that are about discriminator values. */
const valued = ({ operations }: Contract, settings: RunSettings): readonly string[] =>
  operations
    .filter((operation) => mappingsOf(operation).length > 0)
    .map(({ operationId }) => operationId)
    .filter((id) => isIncluded(settings, id));

/**
 * Whether a feature belongs to a run: all of its operations do, and the contract at this strength accepts its first
 * call.
 */
function wantedFeature(
  { contract }: Subject,
  { parts }: Suite,
  settings: RunSettings,
): (feature: LiveFeature, documented: readonly string[]) => boolean {
  const { path, shard } = settings;
  const isFirstShard = shard === undefined || parseShard(shard).index === 1;
  return (feature, documented) => {
    if (path !== undefined || !isFirstShard || !feature.operations.every((id) => isIncluded(settings, id)))
      return false;
    const value = documented.find((each) => feature.suits?.(each) ?? true);
    if (value === undefined) return documented.length === 0;
    const call = feature.run({ value, maxTokens: liveDefaults.maxTokens }).next().value;
    if (typeof call !== 'object') return false;
    const operation = contract.operations.find(({ operationId }) => operationId === call.operationId);
    const { body } = call.arguments;
    const schema = body && findMediaType(operation?.requestBody?.content ?? [], body.contentType)?.schema;
    const isForm = body?.contentType.startsWith('multipart/') === true;
    return (
      operation !== undefined &&
      (schema === undefined || isForm || parts.validate(schema.pointer, body?.value, 'request').length === 0)
    );
  };
}

/** Paid calls beside the features from which on some go to values on which servers crash. */
const plenty = 20;

/**
 * Random cases of an operation that costs money are rejected for reasons outside of the schemas, so they prove nothing;
 * values on which servers crash are accepted and paid for, and rarely tell anything.
 */
const isPlausible =
  ({ config }: Subject, left: number) =>
  ({ operationId, phase }: CasePlan): boolean =>
    !(phase === 'fuzzing' || (phase === 'edges' && left < plenty)) ||
    config?.live?.canonical?.some((each) => each.operationId === operationId) !== true;

function featureLines(
  all: readonly FeatureOutcome[],
  unplanned: readonly string[],
  redact: Redactor,
): readonly string[] {
  const outcomes = all.filter(({ isCut }) => isCut !== true);
  const cut = [
    ...unplanned,
    ...all.filter(({ isCut }) => isCut === true).map(({ feature, value }) => `${feature} (${value})`),
  ];
  const values = [...new Set(outcomes.map(({ value }) => value))];
  return [
    ...values.map((value) => {
      const own = outcomes.filter((each) => each.value === value);
      const reached = own.filter(({ isReached }) => isReached);
      return `features of ${value}: ${reached.length} of ${own.length} reached: ${reached.map(({ feature }) => feature).join(', ') || 'none'}`;
    }),
    ...outcomes
      .filter(({ isReached }) => !isReached)
      .map(({ feature, value, last }) => {
        const words =
          last === undefined
            ? 'nothing was sent'
            : `${last.response.status} ${new TextDecoder().decode(last.response.body).replaceAll(/\s+/g, ' ').slice(0, 120)}`;
        return `NOT REACHED ${feature} (${value}): ${redact.text(words)}`;
      }),
    ...(cut.length === 0 ? [] : [`features cut by the budget: ${cut.join(', ')}`]),
  ];
}
