import type { Resource } from '../../../generator/contract/model.ts';
import { isJson } from '../../../generator/json/media-type.ts';
import { isObject } from '../../../generator/json/pointer.ts';
import type { JsonSchema } from '../../../generator/json/types.ts';
import { memberSchema } from '../../../generator/wire/decode.ts';
import type { Exchange, TestCase } from '../../model.ts';
import { leavesOf, replaceAt } from '../leaves.ts';
import { type Binding, type BindingParts, noteUse } from './binding.ts';
import { isEdited } from './case-places.ts';
import { nameOf, placesAt } from './places.ts';

/** Puts ids of live items into the body: at inferred references, and at members named like the key of a resource. */
export function* bindBody(
  { context, kinds, obtainer, funds }: BindingParts,
  binding: Binding,
): Generator<TestCase, void, Exchange> {
  const { given, operation, depth, unbound, call } = binding;
  const { contract, byKeyName, referencesOf, slotAt, accepts } = context;
  const { inferred } = contract;
  const { body } = call;
  const slot = slotAt(operation, 'body', '');
  if (body === undefined || slot === undefined || !isJsonLike(body.contentType)) return;
  let value = body.value;
  const role = inferred.roles.get(operation.operationId);
  const creates = inferred.resources.find(({ operations: own }) => own.create === operation);
  const inferredPlaces = referencesOf(operation)
    .filter((each) => each.in === 'body')
    .flatMap(({ members, resource }) => placesAt(value, members).map((place) => ({ place, resource })));
  const byName = leavesOf(value).flatMap(({ path, leaf }) => {
    const place = { path, value: leaf };
    const resource = byKeyName.get(nameOf(place));
    const isInferred = inferredPlaces.some((each) => each.place.path.join('/') === path.join('/'));
    return resource === undefined || resource === creates || resource === role?.resource || isInferred
      ? []
      : [{ place, resource }];
  });
  const taken: { readonly resource: Resource; readonly name: string }[] = [];
  for (const { place, resource } of [...inferredPlaces, ...byName]) {
    const at = `/body/${place.path.join('/')}`;
    if (place.value === null || isEdited(given.edit, at)) continue;
    if (given.focus === at || given.fixed?.some((place) => place === '/body' || place === at) === true) {
      unbound.push(at);
      continue;
    }
    const kind = kindAt(resource, place.path) ?? kinds.wantedFor(operation);
    // Two members that refer to items of one resource, such as `from` and `to`, refer to two items.
    const isSecond = taken.some((each) => each.resource === resource && each.name !== nameOf(place));
    taken.push({ resource, name: nameOf(place) });
    const item = yield* obtainer.obtain(resource, {
      toRead: typeof kind !== 'string' && !isSecond,
      isNew: isSecond,
      depth,
      kind,
      filledFor: !isSecond && funds.areNeeded(operation) ? operation : undefined,
    });
    const key = item?.keys.at(-1);
    const live = typeof place.value === 'string' && typeof key === 'number' ? String(key) : key;
    const changed = replaceAt(value, place.path, live);
    const isValid =
      given.edit === undefined
        ? accepts(slot, changed)
        : given.twin?.arguments.body !== undefined &&
          accepts(slot, replaceAt(given.twin.arguments.body.value, place.path, live));
    if (item === undefined || !isValid) unbound.push(at);
    else {
      value = changed;
      noteUse(binding, item);
    }
  }
  if (value !== body.value) binding.call = { ...call, body: { ...body, value } };

  /** What the document says of the item that a member refers to, where it says of which kind it must be. */
  function kindAt(resource: Resource, path: readonly string[]): string | undefined {
    const maker = resource.operations.create;
    const schema = path.reduce<JsonSchema | undefined>(
      (holder, name) => memberSchema(contract, holder, name),
      slot?.use.normal.schema,
    );
    const words = isObject(schema) ? schema['description'] : undefined;
    return maker !== undefined && typeof words === 'string' && kinds.isDescribed(maker, words)
      ? words
      : undefined;
  }
}

const isJsonLike = (contentType: string): boolean => isJson(contentType) || /form/.test(contentType);
