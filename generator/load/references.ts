import { child, isObject, valueAt } from '../json/pointer.ts';
import type { Pointer } from '../json/types.ts';
import { eachPart, isCollection, type Place, placeUnder, sectionOf } from './places.ts';

/** A `$ref` (or what leads on as one does) and the place it stands at. */
export interface Reference {
  readonly pointer: Pointer;
  readonly ref: string;
  readonly place: Place;
  /** What it is relative to. */
  readonly base: URL;
  /** Where it leads on by the mapping of a discriminator, or by the anchor in force: the target is no part of the schema. */
  readonly isMapped?: true;
}

/** How the base of relative references changes below a value (`$id`), and which keywords refer beside `$ref`. */
export interface Bases {
  readonly base: URL;
  readonly below: (value: unknown, base: URL) => URL;
  readonly isDynamic: boolean;
}

const nowhere: Bases = { base: new URL('file:///'), below: (_, base) => base, isDynamic: false };

/**
 * Every reference of a value, in its order: where OpenAPI has a Reference Object, in schemas, in the mapping of a
 * discriminator where it names a file. Data (`example`, `enum`, descriptions, extensions) is not looked into.
 */
export function referencesOf(
  value: unknown,
  place: Place = 'document',
  pointer: Pointer = '#',
  bases: Bases = nowhere,
): readonly Reference[] {
  const found: Reference[] = [];
  // A list and no generator: each level of a document would be one more that every reference passes through.
  // Most values hold no reference: their pointers are never written out.
  const path: (string | number)[] = [];
  const look = (each: unknown, where: Place, around: Bases): void => {
    const isSchema = where === 'schema' && isObject(each);
    const base = isSchema ? around.below(each, around.base) : around.base;
    const at = (): Pointer => child(pointer, ...path);
    if (isReference(each, where)) found.push({ pointer: at(), ref: each.$ref, place: where, base });
    if (isSchema) {
      const { $dynamicRef } = each;
      if (around.isDynamic && typeof $dynamicRef === 'string')
        found.push({ pointer: at(), ref: $dynamicRef, place: where, base, isMapped: true });
      for (const ref of mappedFiles(each))
        found.push({ pointer: at(), ref, place: where, base, isMapped: true });
    }
    const below = base === around.base ? around : { ...around, base };
    eachPart(each, where, (key, part, under) => {
      path.push(key);
      look(part, under, below);
      path.pop();
    });
  };
  look(value, place, bases);
  return found;
}

const known = new WeakMap<object, readonly Reference[]>();

/** The same of a whole document in which no schema has a base of its own; a document is looked through once. */
export function referencesWithin(document: object): readonly Reference[] {
  const found = known.get(document) ?? referencesOf(document);
  known.set(document, found);
  return found;
}

/** A Reference Object, or a schema with `$ref`, where one may stand. */
export function isReference(value: unknown, place: Place): value is { readonly $ref: string } {
  if (!isObject(value) || typeof value['$ref'] !== 'string') return false;
  return sectionOf(place) !== undefined || (isCollection(place) && Object.keys(value).length === 1);
}

/** Values of a discriminator's mapping that name a file, not a component. */
function mappedFiles(schema: Readonly<Record<string, unknown>>): readonly string[] {
  const { discriminator } = schema;
  const mapping = isObject(discriminator) ? discriminator['mapping'] : undefined;
  if (!isObject(mapping)) return [];
  return Object.values(mapping).filter(
    (value): value is string => typeof value === 'string' && isFileLike(value),
  );
}

/** `./Dog.yaml`, `dog.json#/Dog`, `../a/Dog`: neither the name of a component nor a place of this file. */
export const isFileLike = (mapped: string): boolean =>
  !mapped.startsWith('#') && (/^\.{1,2}\//.test(mapped) || /\.(json|ya?ml)(#|$)/i.test(mapped));

/** References of a document in one piece that lead nowhere; the document itself is nothing that one can stand for. */
export function danglingReferences(document: object): readonly Reference[] {
  const isThere = new Map<string, boolean>();
  return referencesWithin(document).filter(({ ref }) => {
    const known = isThere.get(ref) ?? (ref.startsWith('#/') && valueAt(document, ref) !== undefined);
    isThere.set(ref, known);
    return !known;
  });
}

/** A copy whose data holds no `$ref`: tools take a member of an example for a reference. */
export function withoutDataReferences(document: Record<string, unknown>): Record<string, unknown> {
  const copy = (value: unknown, place: Place | undefined): unknown => {
    if (Array.isArray(value))
      return value.map((item, index) => copy(item, place && placeUnder(place, index, item)));
    if (!isObject(value)) return value;
    const isData = place === undefined;
    const entries = Object.entries(value).filter(([key]) => !(isData && key === '$ref'));
    return Object.fromEntries(
      entries.map(([key, member]) => [key, copy(member, place && placeUnder(place, key, member))]),
    );
  };
  return copy(document, 'document') as Record<string, unknown>;
}

/** The document with references to its own address (`$self`, OpenAPI 3.2) written as references within it. */
export function withoutSelfReferences(document: Record<string, unknown>): Record<string, unknown> {
  const { $self } = document;
  if (typeof $self !== 'string') return document;
  const own = referencesWithin(document).filter(({ ref }) => ref.startsWith(`${$self}#`));
  if (own.length === 0) return document;
  const copy = structuredClone(document);
  for (const { pointer, ref } of own) {
    const holder = valueAt(copy, pointer);
    if (isObject(holder)) holder['$ref'] = ref.slice($self.length);
  }
  return copy;
}
