import type { Contract, Operation } from '../../generator/contract/model.ts';
import { isSendable } from '../../generator/contract/resources.ts';
import type { CasePlan, Phase, Rule } from '../model.ts';
import { planAuth } from './auth.ts';
import { planCoverage } from './coverage.ts';
import { planEdgeValues } from './edge-values.ts';
import { planExamples } from './examples.ts';
import { planFuzzing } from './fuzzing.ts';
import { lazyPlan } from './lazy-plan.ts';
import { planNegative } from './negative.ts';
import { planProtocol } from './protocol.ts';
import { planRuleBreaks } from './rule-breaks.ts';
import { type BaseCall, bodyDiscriminator, createSampler } from './sampler.ts';
import { planScenarios } from './scenarios.ts';
import { planStreaming } from './streaming.ts';

export interface CaseOptions {
  readonly seed: number;
  /** Random valid calls of each operation, and of each discriminator value. Default 3. */
  readonly fuzzRuns?: number;
  /** Every edit of every place, rather than the likeliest two: some four times the requests. */
  readonly thorough?: boolean;
  /** Rules of requests: each is broken once. */
  readonly rules?: readonly Rule[];
  /** Where the cases of an operation start from. */
  readonly base?: BaseCall;
  /** Discriminator values that no case is planned for: a server that does not serve them says nothing of them. */
  readonly without?: readonly string[];
  /** Only these operations; all when absent. */
  readonly include?: readonly string[];
}

/**
 * Every case of a run, in order: an operation after the other; within one, what is cheap and finds much comes first.
 * Pure: the same contract and seed give the same cases.
 */
export function planCases(contract: Contract, options: CaseOptions): readonly CasePlan[] {
  const { include } = options;
  return contract.operations
    .filter(({ operationId, path }) => (include?.includes(operationId) ?? true) && isSendable(path))
    .flatMap((operation) => planOperation(contract, operation, options));
}

function planOperation(
  contract: Contract,
  operation: Operation,
  { seed, fuzzRuns = 3, thorough = false, rules = [], base, without = [] }: CaseOptions,
): readonly CasePlan[] {
  const sampler = createSampler(contract, operation, seed, {
    thorough,
    rules,
    ...(base === undefined ? {} : { base }),
  });
  const values = [...(bodyDiscriminator(contract, operation)?.mapping.keys() ?? [])];
  const wanted = values.filter((value) => !without.includes(value));
  const columns: readonly (string | undefined)[] = values.length > 0 ? wanted : [undefined];
  const { operationId } = operation;
  const later = (phase: Phase, make: () => CasePlan, discriminatorValue?: string): CasePlan =>
    lazyPlan(
      { operationId, phase, ...(discriminatorValue === undefined ? {} : { discriminatorValue }) },
      make,
    );
  // What may be accepted comes first: what is refused later is then known to differ from it.
  return [
    later('examples', () => planExamples(contract, operation)),
    ...columns.map((value) =>
      later('coverage', () => planCoverage(contract, operation, sampler, value), value),
    ),
    later('auth', () => planAuth(contract, operation, sampler)),
    later('protocol', () => planProtocol(contract, operation, sampler)),
    ...columns.map((value) =>
      later('negative', () => planNegative(contract, operation, sampler, value), value),
    ),
    later('negative', () => planRuleBreaks(contract, operation, sampler, rules)),
    later('streaming', () => planStreaming(contract, operation, sampler, without)),
    later('edges', () => planEdgeValues(contract, operation, sampler)),
    ...columns.map((value) =>
      later('fuzzing', () => planFuzzing(contract, operation, sampler, value, fuzzRuns), value),
    ),
    later('stateful', () => planScenarios(contract, operation, seed, rules)),
  ];
}
