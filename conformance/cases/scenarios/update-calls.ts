import type { Operation } from '../../../generator/contract/model.ts';
import { isObject } from '../../../generator/json/pointer.ts';
import type { Arguments } from '../../../generator/wire/message.ts';
import { holdsAt } from '../holds.ts';
import type { Kit } from './kit.ts';

/** How many members are changed, one per update, and how many are set to null. */
const mostUpdates = 4;
const mostNulls = 2;

/** Bodies that change one member each, where the body of an update is an object; the last ones set a member to null. */
export function updatesOf(
  kit: Kit,
  update: Operation,
): readonly { readonly member: string; readonly call: Arguments }[] {
  const rich = kit.rich(update, 1);
  const body = rich?.body;
  const slot = kit.sampler(update).slots.find(({ kind }) => kind === 'body');
  if (rich === undefined || body === undefined || slot === undefined || !isObject(body.value)) return [];
  const accepts = holdsAt(kit.contract, slot);
  const members = Object.entries(body.value);
  const changes = members
    .map(([member, value]) => ({ member, call: { ...rich, body: { ...body, value: { [member]: value } } } }))
    .filter(({ call }) => accepts(call.body.value))
    .slice(0, mostUpdates);
  const nulls = members
    .filter(([, value]) => value !== null)
    .map(([member]) => ({ member, call: { ...rich, body: { ...body, value: { [member]: null } } } }))
    .filter(({ call }) => accepts(call.body.value))
    .slice(0, mostNulls);
  return [...changes, ...nulls];
}
