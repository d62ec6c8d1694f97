import { isDestructive } from '../../conformance/cases/destructive.ts';
import { type CaseOptions, planCases } from '../../conformance/cases/plan-cases.ts';
import type { BaseCall } from '../../conformance/cases/sampler.ts';
import { trimPlans } from '../../conformance/cases/trim-plans.ts';
import type { RunSettings } from '../../conformance/live/journal.ts';
import type { LivePlans } from '../../conformance/live/select.ts';
import { type Canonical, liveDefaults } from '../../conformance/live/settings.ts';
import { parseShard, shardPlans } from '../../conformance/live/shard.ts';
import type { CasePlan, Users } from '../../conformance/model.ts';
import { fail } from '../../generator/contract/diagnostics.ts';
import type { Contract } from '../../generator/contract/model.ts';
import { didYouMean } from './did-you-mean.ts';
import type { Subject } from './subject.ts';

/** The plans of a run, and the number of cases that they are taken from. */
export interface ChosenPlans {
  readonly plans: readonly CasePlan[];
  /**
   * Cases of all plans, before a budget took some out; absent where so few are sent that the others were never made.
   */
  readonly of?: number;
}

/** The plans of a run. The same contract and settings give the same plans. A live run chooses from them with `select`. */
export function choosePlans(
  { contract, config }: Subject,
  settings: RunSettings,
  select: (plans: readonly CasePlan[]) => LivePlans = everything,
  without: readonly string[] = [],
  users: Users = {},
  receivesCallbacks = false,
): ChosenPlans {
  const { seed, include, exclude, maxRequests, path, shard } = settings;
  checkKnown(contract, [...(include ?? []), ...(exclude ?? [])]);
  const left = destructiveLeftOut(contract, settings);
  const out = [...(exclude ?? []), ...left];
  const wanted =
    out.length === 0
      ? include
      : (include ?? contract.operations.map(({ operationId }) => operationId)).filter(
          (id) => !out.includes(id),
        );
  const caseOptions = {
    seed,
    rules: config?.rules ?? [],
    users,
    ...(receivesCallbacks ? { receivesCallbacks } : {}),
    ...(wanted === undefined ? {} : { include: wanted }),
    ...(without.length === 0 ? {} : { without }),
    ...(settings.live === true && config?.live?.canonical !== undefined
      ? { base: baseOf(config.live.canonical) }
      : {}),
  };
  const usual = planned(contract, caseOptions);
  // A budget beyond the most likely cases is spent on all cases. They are counted, and so made, only where it may be.
  const deepens =
    maxRequests !== undefined && maxRequests > 1.5 * usual.length && maxRequests > 1.5 * casesIn(usual);
  const all = select(deepens ? planned(contract, { ...caseOptions, thorough: true, fuzzRuns: 20 }) : usual);
  const ready = (plans: readonly CasePlan[]): readonly CasePlan[] => plans.map(all.bounded);
  if (path !== undefined) return { plans: ready(plansAt(all.plans, path)), of: 1 };
  const part = shard === undefined ? all.plans : shardPlans(all.plans, parseShard(shard));
  if (maxRequests === undefined) return { plans: ready(part) };
  const tags = new Map(contract.operations.map(({ operationId, tags: own }) => [operationId, own[0] ?? '']));
  const trimmed = trimPlans(part, maxRequests, (operationId) => tags.get(operationId) ?? '', all.admits);
  const isCounted = part.every(({ isMade }) => isMade?.() ?? true);
  return { plans: ready(trimmed), ...(isCounted ? { of: casesIn(part) } : {}) };
}

/** A run that costs nothing sends all of its plans. */
const everything = (plans: readonly CasePlan[]): LivePlans => ({
  plans,
  admits: () => true,
  bounded: (plan) => plan,
});

/** Operations that could end the run or delete the server's data, and that were not requested. */
export const destructiveLeftOut = (
  contract: Contract,
  { include = [], yes, path }: RunSettings,
): readonly string[] =>
  yes === true || path !== undefined
    ? []
    : contract.operations
        .filter((operation) => !include.includes(operation.operationId) && isDestructive(contract, operation))
        .map(({ operationId }) => operationId);

/** A live run starts from bodies that the server is known to accept. */
const baseOf =
  (canonical: readonly Canonical[]): BaseCall =>
  ({ operationId }, value) => {
    const own = canonical.find((each) => each.operationId === operationId);
    const body = own?.body({ value, maxTokens: liveDefaults.maxTokens });
    return own === undefined || body === undefined
      ? undefined
      : {
          path: {},
          query: {},
          header: {},
          cookie: {},
          body: { contentType: own.contentType, value: body },
        };
  };

const known = new WeakMap<Contract, Map<string, readonly CasePlan[]>>();

/** Plans depend on their options only: the merged parts of one run share them. */
function planned(contract: Contract, options: CaseOptions): readonly CasePlan[] {
  const own = known.get(contract) ?? new Map<string, readonly CasePlan[]>();
  known.set(contract, own);
  const { rules = [], ...others } = options;
  const key = JSON.stringify([others, options.base !== undefined, rules.map(({ id }) => id)]);
  const plans = own.get(key) ?? planCases(contract, options);
  own.set(key, plans);
  return plans;
}

/** Cases and scenarios of plans. */
export const casesIn = (plans: readonly CasePlan[]): number =>
  plans.reduce((sum, { cases, scenarios = [] }) => sum + cases.length + scenarios.length, 0);

function checkKnown(contract: Contract, ids: readonly string[]): void {
  const known = contract.operations.map(({ operationId }) => operationId);
  const unknown = ids.find((id) => !known.includes(id));
  if (unknown === undefined) return;
  fail({
    code: 'unknown-operation',
    message: `the document has no operation ${JSON.stringify(unknown)}`,
    hint: `${didYouMean(unknown, known)} plumbline explain lists the operations.`,
  });
}

function plansAt(plans: readonly CasePlan[], path: string): readonly CasePlan[] {
  for (const plan of plans) {
    const scenario = plan.scenarios?.find(({ id }) => id === path);
    if (scenario !== undefined) return [{ ...plan, cases: [], scenarios: [scenario] }];
    const testCase = plan.cases.find(({ id }) => id === path) ?? plan.replay?.(path);
    if (testCase !== undefined) return [{ ...plan, cases: [testCase] }];
  }
  return fail({
    code: 'unknown-path',
    message: `no case has the path ${JSON.stringify(path)}`,
    hint: 'Give the --seed and --path that a finding shows, against the same document.',
  });
}
