import type { Operation } from '../../../generator/contract/model.ts';
import { isObject } from '../../../generator/json/pointer.ts';
import type { Arguments } from '../../../generator/wire/message.ts';
import { holdsAt } from '../holds.ts';
import type { Kit } from './kit.ts';

/** How many members are changed, one per update. */
const mostUpdates = 4;

/** Bodies that change one member each, where the body of an update is an object. */
export function updatesOf(
  kit: Kit,
  update: Operation,
): readonly { readonly member: string; readonly call: Arguments }[] {
  const rich = kit.rich(update, 1);
  const body = rich?.body;
  const slot = kit.sampler(update).slots.find(({ kind }) => kind === 'body');
  if (rich === undefined || body === undefined || slot === undefined || !isObject(body.value)) return [];
  const accepts = holdsAt(kit.contract, slot);
  return Object.entries(body.value)
    .map(([member, value]) => ({ member, call: { ...rich, body: { ...body, value: { [member]: value } } } }))
    .filter(({ call }) => accepts(call.body.value))
    .slice(0, mostUpdates);
}
