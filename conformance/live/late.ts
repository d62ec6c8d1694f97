import type { Contract } from '../../generator/contract/model.ts';
import { asRuleExchange } from '../checks/rule-check.ts';
import type { CasePlan, Exchange, LiveFeature, Step } from '../model.ts';
import { caseOf, type FeatureOutcome } from './features.ts';
import { type LiveSettings, liveDefaults } from './settings.ts';
import { listed } from './undocumented.ts';

/**
 * The last plan of a run: lists again what is served, and tries the first feature with each value that was not listed when the
 * run began. `undefined` where the configuration does not say what lists the values.
 */
export function latePlan(
  contract: Contract,
  settings: LiveSettings | undefined,
  run: {
    /** Listed before, or found to be no longer served. */
    readonly known: ReadonlySet<string>;
    readonly maxTokens: number;
    onOutcome(outcome: FeatureOutcome): void;
    /** Called before the first new value is tried. */
    onLate(): void;
  },
): CasePlan | undefined {
  const served = settings?.served;
  const [feature] = settings?.features ?? [];
  if (served === undefined || feature === undefined) return undefined;
  const list = caseOf(
    contract,
    { operationId: served.operationId, title: 'what is served by now', arguments: {} },
    'late/list',
  );
  if (list === undefined) return undefined;
  return {
    operationId: served.operationId,
    phase: 'stateful',
    cases: [],
    scenarios: [
      {
        id: 'late',
        operationId: served.operationId,
        *run(): Generator<Step, void, Exchange> {
          const shown = yield { role: 'act', testCase: list };
          run.onLate();
          for (const value of listed(shown, served))
            if (!run.known.has(value)) yield* tryOne(contract, feature, value, run);
        },
      },
    ],
  };
}

function* tryOne(
  contract: Contract,
  feature: LiveFeature,
  value: string,
  run: { readonly maxTokens: number; onOutcome(outcome: FeatureOutcome): void },
): Generator<Step, void, Exchange> {
  const script = feature.run({ value, maxTokens: Math.min(run.maxTokens, liveDefaults.fewTokens) });
  const call = script.next().value;
  const made = typeof call === 'object' ? caseOf(contract, call, `late/${value}`, false) : undefined;
  if (made === undefined) return;
  const last = yield { role: 'act', testCase: made };
  const isReached = script.next(asRuleExchange(last)).value === true;
  run.onOutcome({ feature: feature.id, value, isReached, ...(isReached ? {} : { last }) });
}
