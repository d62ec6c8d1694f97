import type { Contract, Operation } from '../../../generator/contract/model.ts';
import type { CasePlan, Rule, Scenario } from '../../model.ts';
import { actTwice } from './act-twice.ts';
import { createTwice } from './create-twice.ts';
import { filtered } from './filtered.ts';
import { createKit } from './kit.ts';
import { lifecycle } from './lifecycle.ts';
import { otherParent } from './other-parent.ts';
import { pagination } from './pagination.ts';
import { startOf } from './scenario.ts';
import { unknownIds } from './unknown-ids.ts';

/** Sequences on the inferred resources: a plan of the operation that creates, or of the list where no operation creates. */
export function planScenarios(
  contract: Contract,
  operation: Operation,
  seed: number,
  rules: readonly Rule[] = [],
): CasePlan {
  const kit = createKit(contract, seed, rules);
  const scenarios = contract.inferred.resources
    .filter((resource) => startOf(resource) === operation)
    .flatMap((resource): readonly Scenario[] => {
      const { list, create } = resource.operations;
      const paging = list === undefined ? undefined : contract.inferred.pagination.get(list.operationId);
      const isMade = create !== undefined && resource.created !== undefined;
      return [
        ...(isMade || resource.created?.in === 'path' ? [lifecycle(kit, resource)] : []),
        unknownIds(kit, resource),
        ...(list !== undefined && paging !== undefined ? [pagination(kit, resource, list, paging)] : []),
        ...(list === undefined ? [] : filtered(kit, resource, list)),
        ...(isMade && resource.parent !== undefined ? [otherParent(kit, resource)] : []),
        ...(isMade ? [createTwice(kit, resource, create)] : []),
        ...resource.operations.actions
          .filter(
            ({ method, path }) => isMade && method === 'post' && path.startsWith(resource.itemPath ?? '\0'),
          )
          .map((action) => actTwice(kit, resource, action)),
      ];
    });
  return { operationId: operation.operationId, phase: 'stateful', cases: [], scenarios };
}
