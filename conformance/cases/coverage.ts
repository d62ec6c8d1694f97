import type { Contract, Operation } from '../../generator/contract/model.ts';
import type { CasePlan } from '../model.ts';
import { type EdgeCall, edgeCalls } from './edge-calls.ts';
import type { Sampler } from './sampler.ts';
import { testCase } from './test-case.ts';

/** Valid calls at the boundaries: the least call, then each boundary value of each slot, everything else minimal. */
export function planCoverage(
  contract: Contract,
  operation: Operation,
  sampler: Sampler,
  discriminatorValue: string | undefined,
): CasePlan {
  const column = discriminatorValue === undefined ? {} : { discriminatorValue };
  const context = { contract, operation, phase: 'coverage', ...column } as const;
  const least = sampler.leastCall(discriminatorValue);
  const edges: readonly EdgeCall[] =
    least === undefined
      ? []
      : [{ call: least, title: 'the least valid call' }, ...edgeCalls(sampler, discriminatorValue)];
  const cases = edges.map(({ call, title, focus }, index) =>
    testCase(context, index, title, call, focus === undefined ? {} : { focus }),
  );
  return { operationId: operation.operationId, phase: 'coverage', ...column, cases };
}
