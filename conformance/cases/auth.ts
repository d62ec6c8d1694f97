import type { Contract, Operation } from '../../generator/contract/model.ts';
import type { CasePlan } from '../model.ts';
import type { Draws } from './draws.ts';
import { testCase } from './test-case.ts';

/** No key, and a wrong one: once for each operation that asks for a key. */
export function planAuth(contract: Contract, operation: Operation, draws: Draws): CasePlan {
  const context = { contract, operation, phase: 'auth' } as const;
  const call = draws.leastCall(undefined);
  const asksForKey = (name: string): boolean => {
    const scheme = contract.securitySchemes.get(name);
    // A certificate is asked for below HTTP, and a scheme that the document does not describe by nobody.
    return scheme !== undefined && scheme.type !== 'mutualTLS';
  };
  const optional = operation.security.some((requirement) => ![...requirement.keys()].some(asksForKey));
  const cases =
    operation.security.length === 0 || optional || call === undefined
      ? []
      : [
          testCase(context, 0, 'without a key', call, { credentials: 'none' }),
          testCase(context, 1, 'with a wrong key', call, { credentials: 'wrong' }),
        ];
  return { operationId: operation.operationId, phase: 'auth', cases };
}
