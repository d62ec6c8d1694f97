import type { Operation } from '../../../generator/contract/model.ts';
import { keyParameters } from '../../../generator/contract/resources.ts';
import { documentedStatus } from '../../../generator/contract/responses.ts';
import type { Arguments } from '../../../generator/wire/message.ts';
import type { Items } from './items.ts';
import { isUpsert, type ResourceState } from './resource-state.ts';

/** The first id in the path of a call that does not exist; `isDocumentedOnly`: where no status is documented for that, ids that were never deleted count as existing. */
export function missingItem(
  { states, roleOf, collectionAt, placeOf, placeAbove }: Items,
  isDocumentedOnly: boolean,
  operation: Operation,
  call: Arguments,
): string | undefined {
  const hasItem = (state: ResourceState, scope: string, key: string): boolean =>
    collectionAt(state, scope).has(key);
  const [state, role] = roleOf(operation) ?? [];
  if (state === undefined || role === undefined) return undefined;
  const isPassed = isDocumentedOnly && documentedStatus(operation, [404, 410]) === undefined;
  // Every parent in the path, outermost first.
  const line: ResourceState[] = [];
  for (let each = state.resource.parent; each !== undefined; each = each.parent) {
    const above = states.get(each);
    if (above === undefined || line.includes(above)) break;
    line.unshift(above);
  }
  for (const above of line) {
    const place = above.isReadOnly ? undefined : placeAbove(above, operation, call);
    if (place === undefined) continue;
    const { scope, key } = place;
    if (hasItem(above, scope, key)) continue;
    if (!isPassed || above.deleted.has(`${scope} ${key}`)) return key;
  }
  const { resource } = state;
  if (role === 'create' || role === 'list' || operation.path === resource.path) return undefined;
  if (resource.kind === 'singleton') {
    const { scope } = placeOf(state, operation, call);
    return role !== 'replace' &&
      state.deleted.has(`${scope} `) &&
      !hasItem(state, scope, '') &&
      resource.operations.create
      ? resource.path
      : undefined;
  }
  const names = keyParameters(resource, operation.path);
  if (names.length < resource.keys.length || resource.keys.length === 0) return undefined;
  const { scope, key } = placeOf(state, operation, call);
  if (hasItem(state, scope, key)) return undefined;
  const isDeleted = state.deleted.has(`${scope} ${key}`);
  if (role === 'replace' && isUpsert(state, operation)) return undefined;
  // DELETE is idempotent (RFC 9110, 9.2.2): where the document has no status for an unknown item, it succeeds.
  if (role === 'delete' && documentedStatus(operation, [404, 410]) === undefined) return undefined;
  if (state.isReadOnly) return isDeleted ? key : undefined;
  return isPassed && !isDeleted ? undefined : key;
}
