import { asyncProperty, check, sample } from 'fast-check';
import type { Contract, Operation } from '../../generator/contract/model.ts';
import type { Arguments } from '../../generator/wire/message.ts';
import { seedFrom } from '../../generator/wire/random.ts';
import type { CasePlan } from '../model.ts';
import type { Sampler } from './sampler.ts';
import { testCase } from './test-case.ts';

/** Random valid calls. fast-check shrinks a failing one; `seed` and `path` reproduce the shrunk case. */
export function planFuzzing(
  contract: Contract,
  operation: Operation,
  sampler: Sampler,
  discriminatorValue: string | undefined,
  runs: number,
): CasePlan {
  const column = discriminatorValue === undefined ? {} : { discriminatorValue };
  const context = { contract, operation, phase: 'fuzzing', ...column } as const;
  const calls = sampler.calls(discriminatorValue);
  // The coverage phase already sends a call without arguments.
  if (calls === undefined)
    return { operationId: operation.operationId, phase: 'fuzzing', ...column, cases: [] };
  const seed = seedFrom(sampler.seed, operation.operationId, discriminatorValue ?? '');
  // Every second call has unknown ids in its body, every third in its path.
  const caseOf = (index: number | string, call: Arguments) => {
    const turn = Number.parseInt(String(index), 10) % 3;
    const fixed =
      turn === 1
        ? ['/body']
        : turn === 2
          ? operation.parameters.map(({ in: place, name }) => `/${place}/${name}`)
          : [];
    return testCase(context, index, 'a random valid call', call, fixed.length === 0 ? {} : { fixed });
  };
  const prefix = [
    operation.operationId,
    'fuzzing',
    ...(discriminatorValue === undefined ? [] : [discriminatorValue]),
    '',
  ].join('/');
  return {
    operationId: operation.operationId,
    phase: 'fuzzing',
    ...column,
    cases: sample(calls, { seed, numRuns: runs }).map((call, index) => caseOf(index, call)),
    async shrink(failed, stillFails) {
      const index = failed.id.slice(prefix.length);
      const fails = asyncProperty(calls, async (call) => !(await stillFails(caseOf(index, call))));
      const result = await check(fails, { seed, path: index, numRuns: 1 });
      const [least] = result.counterexample ?? [];
      const path = result.counterexamplePath;
      if (least === undefined || path === null) return { testCase: failed };
      return { testCase: caseOf(index, least), path: prefix + path };
    },
    replay(path) {
      if (!path.startsWith(prefix)) return undefined;
      const [call] = sample(calls, { seed, path: path.slice(prefix.length), numRuns: 1 });
      return call === undefined ? undefined : caseOf(path.slice(prefix.length), call);
    },
  };
}
