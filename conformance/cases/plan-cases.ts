import type { Contract, Operation } from '../../generator/contract/model.ts';
import { isSendable } from '../../generator/contract/resources.ts';
import type { CasePlan, Phase, Rule, Users } from '../model.ts';
import { planAuth } from './auth.ts';
import { planCoverage } from './coverage.ts';
import { planEdgeValues } from './edge-values.ts';
import { planExamples } from './examples.ts';
import { planFuzzing } from './fuzzing.ts';
import { lazyPlan } from './lazy-plan.ts';
import { planMediaTypes } from './media-types.ts';
import { planNegative } from './negative.ts';
import { planProtocol } from './protocol.ts';
import { planRuleBreaks } from './rule-breaks.ts';
import { type BaseCall, createSampler } from './sampler.ts';
import { planScenarios } from './scenarios/plan-scenarios.ts';
import { planStreaming } from './streaming.ts';

export interface CaseOptions {
  readonly seed: number;
  /** Random valid calls of each operation, and of each discriminator value. Default 3. */
  readonly fuzzRuns?: number;
  /** Every edit of every place, rather than the likeliest two: about four times the requests. */
  readonly thorough?: boolean;
  /** Rules of requests: one case breaks each. */
  readonly rules?: readonly Rule[];
  /** The base call of the cases of an operation. */
  readonly base?: BaseCall;
  /** Discriminator values without cases, such as those that the server does not serve. */
  readonly without?: readonly string[];
  /** Further users whose keys are known. */
  readonly users?: Users;
  /** The server reaches this machine, so requests give it a URL for its callbacks. */
  readonly receivesCallbacks?: boolean;
  /** Only these operations; all when absent. */
  readonly include?: readonly string[];
}

/**
 * Every case of a run, in order: operation by operation; within an operation, cheap and effective cases come first.
 * Pure: the same contract and seed give the same cases.
 */
export function planCases(contract: Contract, options: CaseOptions): readonly CasePlan[] {
  const { include } = options;
  return contract.operations
    .filter(({ operationId, path }) => (include?.includes(operationId) ?? true) && isSendable(path))
    .flatMap((operation) => planOperation(contract, operation, options));
}

function planOperation(contract: Contract, operation: Operation, options: CaseOptions): readonly CasePlan[] {
  const { seed, fuzzRuns = 3, thorough = false, rules = [], base, without = [], users = {} } = options;
  const sampler = createSampler(contract, operation, seed, {
    thorough,
    rules,
    without,
    ...(base === undefined ? {} : { base }),
  });
  const { columns } = sampler;
  const { operationId } = operation;
  const later = (phase: Phase, make: () => CasePlan, discriminatorValue?: string): CasePlan =>
    lazyPlan(
      { operationId, phase, ...(discriminatorValue === undefined ? {} : { discriminatorValue }) },
      make,
    );
  // Cases that the server may accept come first: later refusals then prove a difference.
  return [
    later('examples', () => planExamples(contract, operation)),
    ...columns.map((value) =>
      later('coverage', () => planCoverage(contract, operation, sampler, value), value),
    ),
    later('coverage', () => planMediaTypes(contract, operation, sampler, rules)),
    later('auth', () => planAuth(contract, operation, sampler, users)),
    later('protocol', () => planProtocol(contract, operation, sampler)),
    ...columns.map((value) =>
      later('negative', () => planNegative(contract, operation, sampler, value), value),
    ),
    later('negative', () => planRuleBreaks(contract, operation, sampler, rules)),
    later('streaming', () => planStreaming(contract, operation, sampler)),
    later('edges', () => planEdgeValues(contract, operation, sampler)),
    ...columns.map((value) =>
      later('fuzzing', () => planFuzzing(contract, operation, sampler, value, fuzzRuns), value),
    ),
    later('stateful', () =>
      planScenarios(contract, operation, seed, rules, users, options.receivesCallbacks),
    ),
  ];
}
