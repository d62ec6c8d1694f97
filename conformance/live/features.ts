import type { Contract } from '../../generator/contract/model.ts';
import { findMediaType } from '../../generator/json/media-type.ts';
import { isObject } from '../../generator/json/pointer.ts';
import { encodeRequest } from '../../generator/wire/encode.ts';
import type { Arguments } from '../../generator/wire/message.ts';
import { testCase } from '../cases/test-case.ts';
import { asRuleExchange } from '../checks/rule-check.ts';
import type { CasePlan, Exchange, FeatureCall, LiveFeature, Scenario, Step, TestCase } from '../model.ts';
import { liveDefaults } from './settings.ts';

/** The outcome of a feature that was tried. */
export interface FeatureOutcome {
  readonly feature: string;
  /** The discriminator value with which it was tried. */
  readonly value: string;
  readonly isReached: boolean;
  /** A call was not sent: it would have exceeded the budget. */
  readonly isCut?: true;
  /** The last response, where the feature was not reached. */
  readonly last?: Exchange;
}

/** A feature and the value to try it with. */
export interface FeatureTrial {
  readonly feature: LiveFeature;
  readonly value: string;
  /** The document has this value. */
  readonly isDocumented: boolean;
}

/** Requests that a feature takes, about: one for each of its operations, and two more where an item has to appear first. */
export const requestsOf = ({ operations, paid }: LiveFeature): number =>
  operations.length === 1 ? Math.max(1, paid) : operations.length + 2;

/**
 * Selects the features to try: every feature with the first served value that has it, then the first feature with every other
 * served value, also with undeclared ones; as long as paid calls and requests are left. Where no documented value is served, the others
 * are tried instead.
 */
export function chooseTrials(
  features: readonly LiveFeature[],
  served: { readonly documented: readonly string[]; readonly undocumented: readonly string[] },
  { maxPaid, maxRequests }: { readonly maxPaid: number; readonly maxRequests: number },
): { readonly trials: readonly FeatureTrial[]; readonly paid: number; readonly left: readonly string[] } {
  const { documented, undocumented } = served;
  const [first] = features;
  const isDocumented = documented.length > 0;
  const wanted: FeatureTrial[] = features.flatMap((feature) => {
    const value = (isDocumented ? documented : undocumented).find((each) => feature.suits?.(each) ?? true);
    return value === undefined ? [] : [{ feature, value, isDocumented }];
  });
  // Trying another value is worth more than the last features of the first value.
  const others = [
    ...undocumented.map((value) => ({ value, isDocumented: false })),
    ...documented.slice(1).map((value) => ({ value, isDocumented: true })),
  ];
  if (first !== undefined) {
    for (const { value, isDocumented } of others)
      if (!wanted.some((each) => each.feature === first && each.value === value))
        wanted.push({ feature: first, value, isDocumented });
  }
  let paid = 0;
  let requests = 0;
  const trials = wanted.filter(({ feature }) => {
    if (feature.paid > 0 && paid + feature.paid > maxPaid) return false;
    if (requests + requestsOf(feature) > maxRequests) return false;
    paid += feature.paid;
    requests += requestsOf(feature);
    return true;
  });
  const kept = new Set(trials.map(({ feature }) => feature.id));
  return { trials, paid, left: features.map(({ id }) => id).filter((id) => !kept.has(id)) };
}

/** Plans that try one feature each. `onOutcome` is called as each ends. */
export const featurePlans = (
  contract: Contract,
  trials: readonly FeatureTrial[],
  maxTokens: number,
  onOutcome: (outcome: FeatureOutcome) => void,
): readonly CasePlan[] =>
  trials.map(({ feature, value, isDocumented }, index) => ({
    operationId: feature.operations[0] ?? '',
    phase: isDocumented ? 'examples' : 'stateful',
    ...(isDocumented && hasValue(contract, feature, value) ? { discriminatorValue: value } : {}),
    cases: [],
    scenarios: [
      scenarioOf(
        contract,
        { feature, value, isDocumented },
        mayBeLong(trials, index) ? Math.min(maxTokens, liveDefaults.fewTokens) : maxTokens,
        onOutcome,
      ),
    ],
  }));

/** Whether a case is of a feature or a value whose responses may be of any length. */
export const isGuess = (trials: readonly FeatureTrial[], { id }: TestCase): boolean =>
  trials.some((trial, index) => mayBeLong(trials, index) && id.startsWith(`${scenarioId(trial)}/`));

/** The first value is known: the configuration is written for it. Others may reason as long as they are allowed to. */
function mayBeLong(trials: readonly FeatureTrial[], index: number): boolean {
  const trial = trials[index];
  const isOther = index > 0 && trial?.isDocumented === false && trial.feature === trials[0]?.feature;
  return trial?.feature.isLong === true || isOther;
}

const scenarioId = ({ feature, value }: Pick<FeatureTrial, 'feature' | 'value'>): string =>
  `feature/${feature.id}/${value}`;

const hasValue = (contract: Contract, { operations }: LiveFeature, value: string): boolean =>
  contract.operations.some(
    ({ operationId, requestBody }) =>
      operationId === operations[0] &&
      requestBody?.content.some(({ schema }) => schema?.discriminator?.mapping.has(value) === true) === true,
  );

function scenarioOf(
  contract: Contract,
  { feature, value, isDocumented }: FeatureTrial,
  maxTokens: number,
  onOutcome: (outcome: FeatureOutcome) => void,
): Scenario {
  const id = scenarioId({ feature, value });
  return {
    id,
    operationId: feature.operations[0] ?? '',
    *run(): Generator<Step, void, Exchange> {
      const script = feature.run({ value, maxTokens });
      let last: Exchange | undefined;
      let isReached = false;
      let isCut = false;
      let count = 0;
      try {
        for (let next = script.next(); ; ) {
          if (next.done === true) {
            isReached = next.value;
            return;
          }
          const made = caseOf(contract, next.value, `${id}/${count++}`, isDocumented);
          if (made === undefined) return;
          isCut = true;
          last = yield { role: 'act', testCase: made };
          isCut = false;
          next = script.next(asRuleExchange(last));
        }
      } finally {
        onOutcome({
          feature: feature.id,
          value,
          isReached,
          ...(isCut ? { isCut } : {}),
          ...(isReached || last === undefined ? {} : { last }),
        });
      }
    },
  };
}

/** The case of a call; `undefined` where the contract has no such operation. */
export function caseOf(
  contract: Contract,
  call: FeatureCall,
  id: string,
  isDocumented = true,
): TestCase | undefined {
  const operation = contract.operations.find(({ operationId }) => operationId === call.operationId);
  if (operation === undefined) return undefined;
  const sent: Arguments = { path: {}, query: {}, header: {}, cookie: {}, ...call.arguments };
  const { body } = sent;
  const discriminator =
    body === undefined
      ? undefined
      : findMediaType(operation.requestBody?.content ?? [], body.contentType)?.schema?.discriminator;
  const value =
    discriminator !== undefined && isObject(body?.value) ? body.value[discriminator.propertyName] : undefined;
  const column =
    typeof value === 'string' && discriminator?.mapping.has(value) === true
      ? { discriminatorValue: value }
      : {};
  const phase = isDocumented ? 'examples' : 'stateful';
  const made = testCase({ contract, operation, phase, ...column }, id, call.title, sent);
  // It is sent as it stands: a later call names what an earlier one created.
  return { ...made, id, request: streaming(encodeRequest(operation, sent), contract, call), isFixed: true };
}

/** A client that wants a stream sends an Accept header for it. */
function streaming(
  request: TestCase['request'],
  { inferred }: Contract,
  { operationId, arguments: { body } }: FeatureCall,
): TestCase['request'] {
  const stream = inferred.streams.get(operationId);
  const isAsked = stream?.toggle !== undefined && isObject(body?.value) && body.value[stream.toggle] === true;
  if (!isAsked) return request;
  const headers = request.headers.filter(([name]) => name.toLowerCase() !== 'accept');
  return { ...request, headers: [...headers, ['accept', stream.contentType]] };
}
