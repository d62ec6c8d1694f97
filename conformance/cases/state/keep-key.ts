import { replaceAt } from '../leaves.ts';
import type { Binding } from './binding.ts';
import { isEdited } from './case-places.ts';
import type { StateContext } from './context.ts';
import { placesAt } from './places.ts';

/**
 * Gives the body of an update or a replacement the key of the item that the path names, where the case is not about the key:
 * another key would rename the item, or contradict the path.
 */
export function keepKey({ contract, slotAt, accepts }: StateContext, binding: Binding): void {
  const { given, operation, target, call } = binding;
  const found = contract.inferred.roles.get(operation.operationId);
  const slot = slotAt(operation, 'body', '');
  const member = target?.resource.keys.at(-1)?.member;
  if (found?.role !== 'update' && found?.role !== 'replace') return;
  if (target === undefined || target.resource !== found.resource || member === undefined) return;
  if (call.body === undefined || slot === undefined) return;
  const wrapper = target.resource.sentIn.get(operation.operationId) ?? [];
  const own = target.keys.at(-1);
  let { value } = call.body;
  for (const place of placesAt(value, [...wrapper, ...member])) {
    const at = `/body/${place.path.join('/')}`;
    const isFixed = given.fixed?.some((each) => each === '/body' || each === at) === true;
    if (isEdited(given.edit, at) || given.focus === at || isFixed || typeof place.value !== typeof own)
      continue;
    const changed = replaceAt(value, place.path, own);
    const valid =
      given.edit === undefined ? changed : replaceAt(given.twin?.arguments.body?.value, place.path, own);
    if (accepts(slot, valid)) value = changed;
  }
  if (value !== call.body.value) binding.call = { ...call, body: { ...call.body, value } };
}
