import type { Contract, Operation } from '../../generator/contract/model.ts';
import type { CasePlan, TestCase, Users } from '../model.ts';
import type { Sampler } from './sampler.ts';
import { bareCall } from './slots.ts';
import { type CaseContext, testCase } from './test-case.ts';

/** Authorization headers without a key: an empty bearer token, an undeclared scheme. */
const keyless: readonly (readonly [title: string, value: string])[] = [
  ['with an empty bearer token', 'Bearer'],
  ['with a key of another scheme', `Basic ${Buffer.from('plumb:line').toString('base64')}`],
];

/** For each operation that requires a key: no key, a wrong key, and one of the headers without a key, in turn. */
export function planAuth(
  contract: Contract,
  operation: Operation,
  sampler: Sampler,
  users: Users = {},
): CasePlan {
  const context = { contract, operation, phase: 'auth' } as const;
  const call = sampler.leastCall(undefined);
  const asksForKey = (name: string): boolean => {
    const scheme = contract.securitySchemes.get(name);
    // TLS requests a certificate below HTTP, and a scheme that the document does not describe cannot be tested.
    return scheme !== undefined && scheme.type !== 'mutualTLS';
  };
  const optional = operation.security.some((requirement) => ![...requirement.keys()].some(asksForKey));
  const withHeader = ([title, value]: readonly [string, string]): TestCase => {
    const bare = testCase(context, 2, title, call ?? bareCall(operation), { credentials: 'none' });
    return {
      ...bare,
      request: { ...bare.request, headers: [...bare.request.headers, ['authorization', value]] },
    };
  };
  const cases =
    operation.security.length === 0 || optional || call === undefined
      ? []
      : [
          testCase(context, 0, 'without a key', call, { credentials: 'none' }),
          testCase(context, 1, 'with a wrong key', call, { credentials: 'wrong' }),
          ...(takesBearer(contract, operation) ? [withHeader(keylessOf(contract, operation))] : []),
        ];
  return {
    operationId: operation.operationId,
    phase: 'auth',
    cases: [...cases, ...withoutScope(context, sampler, users)],
  };
}

/** The call with a key that lacks a scope which every alternative of the operation needs. */
function withoutScope(context: CaseContext, sampler: Sampler, { limited }: Users): readonly TestCase[] {
  const call = sampler.leastCall(undefined);
  if (limited === undefined || call === undefined) return [];
  const lacking = context.operation.security.map((requirement) =>
    [...requirement.values()].flat().find((scope) => !limited.scopes.includes(scope)),
  );
  const [scope] = lacking;
  if (scope === undefined || lacking.includes(undefined)) return [];
  return [
    testCase(context, 3, `with a key that lacks the scope ${scope}`, call, {
      credentials: 'limited',
      keyEnv: limited.keyEnv,
    }),
  ];
}

/** Whether a bearer token is the only accepted key of an operation. */
const takesBearer = ({ securitySchemes }: Contract, { security }: Operation): boolean =>
  security.every((requirement) =>
    [...requirement.keys()].every((name) => {
      const scheme = securitySchemes.get(name);
      return scheme?.type === 'http' && scheme.scheme === 'bearer';
    }),
  );

const keylessOf = ({ operations }: Contract, operation: Operation): readonly [string, string] =>
  keyless[operations.indexOf(operation) % keyless.length] ?? ['without a key', ''];
