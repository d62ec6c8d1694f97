import type { Operation, Resource } from '../../../generator/contract/model.ts';
import { isObject } from '../../../generator/json/pointer.ts';
import type { Arguments } from '../../../generator/wire/message.ts';
import { holdsAt } from '../holds.ts';
import type { Kit } from './kit.ts';
import { mostUpdates } from './lifecycle.ts';
import type { Run, Send } from './scenario.ts';

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

/** Changes a representation that is not the current one (RFC 9110 section 13.1.1). */
export function* stale(
  kit: Kit,
  send: Send,
  resource: Resource,
  at: (operation: Operation) => Arguments['path'],
): Run {
  for (const operation of [resource.operations.update, resource.operations.replace]) {
    const header = operation?.parameters.find(
      ({ in: place, name }) => place === 'header' && name.toLowerCase() === 'if-match',
    );
    if (operation === undefined || header === undefined) continue;
    const call =
      operation === resource.operations.update ? updatesOf(kit, operation)[0]?.call : kit.rich(operation, 1);
    yield* send('stale', operation, 'changed with an outdated ETag', {
      path: at(operation),
      header: { [header.name]: '"plumbline-not-the-current-one"' },
      call: call ?? kit.least(operation),
    });
  }
}
