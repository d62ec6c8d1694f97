import {
  chooseTrials,
  type FeatureOutcome,
  type FeatureTrial,
  featurePlans,
} from '../../conformance/live/features.ts';
import type { RunSettings } from '../../conformance/live/journal.ts';
import type { LiveBudget } from '../../conformance/live/purse.ts';
import { isPaid, type LivePlans, selectForLive } from '../../conformance/live/select.ts';
import { liveDefaults } from '../../conformance/live/settings.ts';
import { parseShard } from '../../conformance/live/shard.ts';
import type { CasePlan, Excused, LiveFeature } from '../../conformance/model.ts';
import type { Redactor } from '../../conformance/report/redact.ts';
import type { Contract, Operation } from '../../generator/contract/model.ts';
import { findMediaType } from '../../generator/json/media-type.ts';
import type { Preflight } from './preflight.ts';
import type { Subject } from './subject.ts';
import type { Suite } from './suite.ts';

/** The part of the plans that a live run sends: documented features first, then cases as far as the budget allows. */
export interface LivePlan {
  readonly features: readonly CasePlan[];
  /** The same for the mock, which serves only what is documented; nothing is noted of it. */
  readonly rehearsal: readonly CasePlan[];
  /** The settings for choosing cases, less what features take. */
  readonly settings: RunSettings;
  select(plans: readonly CasePlan[]): LivePlans;
  /** Documented values that the server does not list: nothing is planned for them. */
  readonly notServed: readonly string[];
  /** Operations about documented values, none of which is served. */
  notExercised(): readonly string[];
  excused(retired: ReadonlySet<string>): readonly Excused[];
  remarks(redact: Redactor): readonly string[];
}

/** Requests that a feature takes, about: one for each of its operations, and one more. */
const requestsOf = ({ feature }: FeatureTrial): number => feature.operations.length + 1;

/** Puts the plan of a live run together from what a preflight found out. */
export function planLive(
  subject: Subject,
  suite: Suite,
  settings: RunSettings,
  known: Preflight,
  budget: LiveBudget,
): LivePlan {
  const { contract, config } = subject;
  const left = budget.maxPaid - known.sent.paid;
  const isWanted = wantedFeature(subject, suite, settings);
  const {
    trials,
    paid,
    left: cut,
  } = chooseTrials(
    (config?.live?.features ?? []).filter(
      (feature) => isWanted(feature, known.documented) && (feature.paid === 0 || budget.maxPaid > 0),
    ),
    known,
    left,
  );
  const outcomes: FeatureOutcome[] = [];
  const taken = trials.reduce((sum, trial) => sum + requestsOf(trial), 0);
  const most = settings.maxRequests ?? liveDefaults.maxRequests;
  const notServed =
    known.served === undefined
      ? []
      : documentedValues(contract).filter((value) => known.served?.has(value) !== true);
  const substitute = known.documented[0];
  return {
    features: featurePlans(contract, trials, budget.maxTokens, (outcome) => outcomes.push(outcome)),
    rehearsal: featurePlans(
      contract,
      trials.map((trial) =>
        trial.isDocumented || substitute === undefined ? trial : { ...trial, value: substitute },
      ),
      budget.maxTokens,
      () => undefined,
    ),
    notServed,
    settings: { ...settings, maxRequests: Math.max(0, most - taken) },
    select: (plans) =>
      selectForLive(contract, plans.filter(isPlausible(subject)), {
        settings: config?.live,
        served: known.served,
        maxPaid: Math.max(0, left - paid),
        maxTokens: budget.maxTokens,
      }),
    notExercised: () =>
      known.served === undefined || known.documented.length > 0 ? [] : valued(contract, settings),
    excused: (retired) => [
      ...contract.operations.flatMap(({ operationId, ...operation }) => {
        if (!isPaid(config?.live, { operationId, ...operation })) return [];
        return budget.maxPaid === 0
          ? [{ operationId, reason: 'unpaid: it costs money, which --yes allows' }]
          : [
              {
                operationId,
                reason: 'cut by the budget: --max-paid, --max-cost and --max-requests bound it',
              },
            ];
      }),
      ...[...retired].flatMap((discriminatorValue) =>
        contract.operations
          .filter(({ requestBody }) =>
            requestBody?.content.some(
              ({ schema }) => schema?.discriminator?.mapping.has(discriminatorValue) === true,
            ),
          )
          .map(({ operationId }) => ({
            operationId,
            discriminatorValue,
            reason: 'retired: the server does not serve it any more',
          })),
      ),
    ],
    remarks: (redact) => featureLines(outcomes, cut, redact),
  };
}

const mappingsOf = ({ requestBody }: Operation): readonly string[] =>
  (requestBody?.content ?? []).flatMap(({ schema }) => [...(schema?.discriminator?.mapping.keys() ?? [])]);

const documentedValues = ({ operations }: Contract): readonly string[] => [
  ...new Set(operations.flatMap(mappingsOf)),
];

/** Operations of the run that are about discriminator values. */
const valued = ({ operations }: Contract, { include, exclude }: RunSettings): readonly string[] =>
  operations
    .filter((operation) => mappingsOf(operation).length > 0)
    .map(({ operationId }) => operationId)
    .filter((id) => (include?.includes(id) ?? true) && exclude?.includes(id) !== true);

/**
 * Whether a feature belongs to a run: all of its operations do, and the contract at this strength accepts its first
 * call.
 */
function wantedFeature(
  { contract }: Subject,
  { parts }: Suite,
  { include, exclude, path, shard }: RunSettings,
): (feature: LiveFeature, documented: readonly string[]) => boolean {
  const isIncluded = (id: string): boolean =>
    (include?.includes(id) ?? true) && exclude?.includes(id) !== true;
  const isFirstShard = shard === undefined || parseShard(shard).index === 1;
  return (feature, documented) => {
    if (path !== undefined || !isFirstShard || !feature.operations.every(isIncluded)) return false;
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

/**
 * Random cases of an operation that costs money are rejected for reasons outside of the schemas, so they prove
 * nothing.
 */
const isPlausible =
  ({ config }: Subject) =>
  ({ operationId, phase }: CasePlan): boolean =>
    phase !== 'fuzzing' || config?.live?.canonical?.some((each) => each.operationId === operationId) !== true;

function featureLines(
  outcomes: readonly FeatureOutcome[],
  cut: readonly string[],
  redact: Redactor,
): readonly string[] {
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
    ...(cut.length === 0 ? [] : [`features cut by the budget of paid calls: ${cut.join(', ')}`]),
  ];
}
