import type { Operation, Resource } from '../../../generator/contract/model.ts';
import type { Scenario } from '../../model.ts';
import { holdsAt } from '../holds.ts';
import { replaceAt } from '../leaves.ts';
import { placesAt } from '../state/places.ts';
import type { Kit } from './kit.ts';
import { isOk, type Run, scenario } from './scenario.ts';

/** Ids that no item has, in the forms that ids have. */
const unknownIds = ['no-such-id-0', '00000000-0000-4000-8000-00000000bad0', 987_654_321] as const;

/** Creates an item whose body refers to another item, then one that refers to an item that does not exist. */
export function unknownReference(kit: Kit, resource: Resource, create: Operation): readonly Scenario[] {
  const references = kit.contract.inferred.references.filter(
    ({ operationId, in: place }) => operationId === create.operationId && place === 'body',
  );
  if (references.length === 0) return [];
  return [
    scenario(kit, resource, 'unknown-reference', function* (send): Run {
      const made = yield* send('create', create, 'created with a reference', { call: kit.rich(create, 0) });
      if (!isOk(made)) return;
      const { arguments: call } = made.testCase;
      const { body } = call;
      const slot = kit.sampler(create).slots.find(({ kind }) => kind === 'body');
      if (body === undefined || slot === undefined) return;
      const accepts = holdsAt(kit.contract, slot);
      for (const { members } of references) {
        const [place] = placesAt(body.value, members);
        if (place === undefined || place.value === null) continue;
        const value = unknownIds
          .map((id) => (typeof id === typeof place.value ? replaceAt(body.value, place.path, id) : undefined))
          .find((each) => each !== undefined && accepts(each));
        if (value === undefined) continue;
        const at = place.path.join('.');
        yield* send('create-unknown-reference', create, `created with an unknown ${at}`, {
          call: { ...call, body: { ...body, value } },
          fixed: [`/body/${place.path.join('/')}`],
          path: call.path,
          about: at,
        });
      }
    }),
  ];
}
