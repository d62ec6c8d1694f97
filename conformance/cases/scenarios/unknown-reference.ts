import type { Operation, Resource } from '../../../generator/contract/model.ts';
import type { Scenario } from '../../model.ts';
import { holdsAt } from '../holds.ts';
import { leavesOf, replaceAt } from '../leaves.ts';
import { resourcesByKeyName } from '../state/context.ts';
import { placesAt } from '../state/places.ts';
import type { Kit } from './kit.ts';
import { isOk, type Run, scenario } from './scenario.ts';

/** Ids that no item has, in the forms that ids have. */
const unknownIds = ['no-such-id-0', '00000000-0000-4000-8000-00000000bad0', 987_654_321] as const;

/** Creates an item whose body refers to another item, then one that refers to an item that does not exist. */
export function unknownReference(kit: Kit, resource: Resource, create: Operation): readonly Scenario[] {
  const { inferred } = kit.contract;
  const byName = resourcesByKeyName(inferred.resources);
  const named = leavesOf(kit.rich(create, 0)?.body?.value)
    .map(({ path }) => path)
    .filter((path) => {
      const other = byName.get(path.at(-1) ?? '');
      return other !== undefined && other !== resource;
    });
  const references = [
    ...inferred.references
      .filter(({ operationId, in: place }) => operationId === create.operationId && place === 'body')
      .map(({ members }) => members),
    ...named,
  ];
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
      for (const members of references) {
        const [place] = placesAt(body.value, members);
        if (place === undefined || place.value === null) continue;
        const value = [...unknownIds, ...shapedLike(place.value)]
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

/** Ids of the shape of a known one that no item has: with other digits, with other letters. */
function* shapedLike(known: unknown): Generator<string> {
  if (typeof known !== 'string') return;
  const turned = (text: string): string =>
    text
      .replaceAll(/[0-9]/g, (digit) => String((Number(digit) + 5) % 10))
      .replaceAll(/[a-f]/g, (letter) =>
        String.fromCharCode('a'.charCodeAt(0) + ((letter.charCodeAt(0) - 'a'.charCodeAt(0) + 3) % 6)),
      );
  // What stands before the last separator is often the kind of the item: `doc_4f2a`.
  const at = Math.max(...['_', '-', ':', '/'].map((separator) => known.lastIndexOf(separator))) + 1;
  for (const id of [known.slice(0, at) + turned(known.slice(at)), turned(known)]) if (id !== known) yield id;
}
