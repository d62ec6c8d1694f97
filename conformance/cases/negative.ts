import type { Contract, Operation } from '../../generator/contract/model.ts';
import type { CasePlan } from '../model.ts';
import type { Sampler } from './sampler.ts';
import { testCase } from './test-case.ts';
import { wrongCalls } from './wrong-calls.ts';

/** Calls that are invalid in one place, each with its valid twin. */
export function planNegative(
  contract: Contract,
  operation: Operation,
  sampler: Sampler,
  discriminatorValue: string | undefined,
): CasePlan {
  const column = discriminatorValue === undefined ? {} : { discriminatorValue };
  const context = { contract, operation, phase: 'negative', ...column } as const;
  const cases = wrongCalls(sampler, discriminatorValue).map(({ call, twin, edit, title }, index) => {
    const valid = testCase(context, `${index}/twin`, `the valid twin of: ${title}`, twin);
    return testCase(context, index, title, call, { edit, twin: valid });
  });
  return { operationId: operation.operationId, phase: 'negative', ...column, cases };
}
