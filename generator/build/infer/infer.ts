import type { Contract, Inferred, ListPagination, ListSort } from '../../contract/model.ts';
import { isSendable } from '../../contract/resources.ts';
import { inferIdempotency } from './idempotency.ts';
import { inference, titleOf } from './override.ts';
import { inferPagination } from './pagination.ts';
import { inferReferences } from './references.ts';
import { inferResources } from './resources.ts';
import { createShapes } from './shapes.ts';
import { inferSorts } from './sorts.ts';
import { inferStates } from './states.ts';
import { inferStream } from './streams.ts';
import { inferUnique } from './uniqueness.ts';

/**
 * Everything that a document implies but does not declare, each with its reason and the overlay action that changes it. Pure;
 * reads only the members and types of schemas.
 */
export function infer(contract: Contract): Inferred {
  const shapes = createShapes(contract);
  const operations = contract.operations.filter(({ path }) => isSendable(path));
  const { resources, roles } = inferResources(shapes, operations);
  const pagination = new Map<string, ListPagination>();
  const sorts = new Map<string, readonly ListSort[]>();
  for (const resource of resources) {
    const { list, searches } = resource.operations;
    for (const operation of list === undefined ? searches : [list, ...searches]) {
      const paged = inferPagination(shapes, operation, resource);
      if (paged !== undefined) pagination.set(operation.operationId, paged);
      const sorted = inferSorts(contract, shapes, operation, resource);
      if (sorted.length > 0) sorts.set(operation.operationId, sorted);
    }
  }
  const byOperation = <T>(find: (operation: (typeof operations)[number]) => T | undefined) =>
    new Map(
      operations.flatMap((operation) => {
        const found = find(operation);
        return found === undefined ? [] : [[operation.operationId, found] as const];
      }),
    );
  return {
    resources,
    roles,
    references: inferReferences(contract, shapes, operations, resources),
    pagination,
    streams: byOperation((operation) => inferStream(shapes, operation)),
    idempotency: byOperation(inferIdempotency),
    unique: resources.flatMap((resource) => inferUnique(shapes, resource)),
    sorts,
    ...inferStates(contract, shapes, resources),
    ignored: contract.operations
      .filter(({ path }) => !isSendable(path))
      .map((operation) =>
        inference(
          `${titleOf(operation)} belongs to no resource`,
          'a path template with a fragment or a query matches no request',
          operation,
          'x-plumbline-resource: false',
        ),
      ),
  };
}
