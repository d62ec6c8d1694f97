import type { Operation, OperationRole, Resource } from '../../contract/model.ts';
import type { Family } from './group.ts';

/** A resource while it is put together. */
export interface Draft {
  readonly family: Family;
  readonly kind: Resource['kind'];
  readonly path: string;
  readonly entries: (readonly [OperationRole, Operation, string, ('search' | undefined)?])[];
}

/** What an operation does that belongs to no resource. */
export interface RoleEntry {
  readonly role: OperationRole;
  readonly operation: Operation;
  readonly reason: string;
}
