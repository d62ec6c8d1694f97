import type { Contract, Operation } from '../../../generator/contract/model.ts';
import type { CasePlan, Rule, Scenario, Users } from '../../model.ts';
import { amounts } from './amounts.ts';
import { calledBack } from './called-back.ts';
import { conditional } from './conditional.ts';
import { createTwice } from './create-twice.ts';
import { download } from './download.ts';
import { filtered } from './filtered.ts';
import { inUse } from './in-use.ts';
import { createKit } from './kit.ts';
import { lifecycle } from './lifecycle.ts';
import { headBesideGet, optionalKey } from './of-operation.ts';
import { orphans } from './orphans.ts';
import { otherParent } from './other-parent.ts';
import { otherUser } from './other-user.ts';
import { pagination } from './pagination.ts';
import { changes, parts } from './parts.ts';
import { readOnly } from './read-only.ts';
import { replaceLeast } from './replace-least.ts';
import { sameKey } from './same-key.ts';
import { makerOf, startOf } from './scenario.ts';
import { siblings } from './siblings.ts';
import { sorted } from './sorted.ts';
import { states } from './states.ts';
import { unknownIds } from './unknown-ids.ts';
import { unknownReference } from './unknown-reference.ts';

/** Sequences on a resource whose items the API creates. */
const ofCreated = [
  createTwice,
  sameKey,
  unknownReference,
  siblings,
  replaceLeast,
  readOnly,
  download,
  states,
  amounts,
  otherUser,
  changes,
  inUse,
  conditional,
] as const;

/** Sequences on the inferred resources: a plan of the operation that creates, or of the list where no operation creates. */
export function planScenarios(
  contract: Contract,
  operation: Operation,
  seed: number,
  rules: readonly Rule[] = [],
  users: Users = {},
  receivesCallbacks = false,
): CasePlan {
  const kit = createKit(contract, seed, rules, users);
  const scenarios = contract.inferred.resources
    .filter((resource) => startOf(resource) === operation)
    .flatMap((resource): readonly Scenario[] => {
      const { list } = resource.operations;
      const maker = makerOf(resource);
      const paging = list === undefined ? undefined : contract.inferred.pagination.get(list.operationId);
      return [
        ...(maker !== undefined ? [lifecycle(kit, resource)] : []),
        unknownIds(kit, resource),
        ...(list !== undefined && paging !== undefined ? [pagination(kit, resource, list, paging)] : []),
        ...(list === undefined ? [] : filtered(kit, resource, list)),
        ...((maker !== undefined || resource.operations.create === undefined) && resource.parent !== undefined
          ? [otherParent(kit, resource), orphans(kit, resource)]
          : []),
        ...parts(kit, resource),
        ...(list === undefined ? [] : sorted(kit, resource, list)),
        ...(maker === undefined ? [] : ofCreated.flatMap((scenarios) => scenarios(kit, resource, maker))),
      ];
    });
  return {
    operationId: operation.operationId,
    phase: 'stateful',
    cases: [],
    scenarios: [
      ...scenarios,
      ...optionalKey(kit, operation),
      ...headBesideGet(kit, operation),
      ...(receivesCallbacks ? calledBack(kit, operation) : []),
    ],
  };
}
