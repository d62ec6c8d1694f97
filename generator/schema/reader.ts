import type { Dialect, View } from '../contract/model.ts';
import { isObject, isSchema } from '../json/guards.ts';
import type { JsonObject, JsonSchema, Pointer } from '../json/types.ts';
import { conjuncts } from './conjuncts.ts';
import { toLatest } from './dialect.ts';
import { createInheritance, type Inheritance } from './inheritance.ts';
import { subschemas } from './keywords.ts';
import { below, type Placed } from './placed.ts';
import { createReferences, type DynamicScope, type References, referencesOf } from './references.ts';
import { leftOut, withoutRequired } from './view.ts';

/** What a document's schemas are read with. */
export interface ReaderOptions {
  readonly dialect?: Dialect;
  /** Members that do not travel in this view are not required. */
  readonly view?: View;
  /** What is left out of the view is never made by its sender, and not looked at by its receiver. */
  readonly party?: 'sender' | 'receiver';
  /** Further schemas by absolute URI, for bare schemas that refer to others. */
  readonly resources?: ReadonlyMap<string, JsonSchema>;
}

/** Reads the schemas of one document in one dialect and view: what every engine of ours knows a schema by. */
export interface Reader {
  readonly document: JsonSchema;
  readonly dialect: Dialect;
  readonly view: View | undefined;
  readonly references: References;
  /** The schema as 2020-12 says it, one level deep: subschemas stay as written until they are read themselves. */
  read(schema: JsonObject): JsonObject;
  /** What a `$ref` at `from` means where it extends a base whose union lists the extending schema again, see inheritance.ts. */
  extended(from: Pointer, reference: string): Placed | undefined;
  /** The target of a `$ref` that stands at `from`; `undefined` when it leads nowhere. */
  resolve(reference: string, from: Pointer): Placed | undefined;
  /** The target of a `$dynamicRef` at `from`; `undefined` when it leads nowhere. */
  resolveDynamic(reference: string, from: Pointer): Placed | undefined;
  /** A number for the schema object: the same object, the same number. */
  idOf(schema: object): number;
  /** Marks an object that we made as 2020-12 already, and gives it back. */
  settle(schema: JsonObject): JsonObject;
  /** As `settle`, for what does not stand in the document: labels are never made from it. */
  make(schema: JsonObject): JsonObject;
}

/** The schemas that hold together with one that `reader` read, see {@link conjuncts}; a reference that leads nowhere is left out. */
export const placedConjuncts = (reader: Reader, schema: JsonObject, at: Placed['at']): readonly Placed[] =>
  conjuncts<Placed>(schema, {
    reference: (reference, keyword) =>
      keyword === '$ref' ? reader.resolve(reference, at) : reader.resolveDynamic(reference, at),
    branch: (part, index) => below(at, part, 'allOf', index),
  });

const made = new WeakSet<object>();

/** True for a schema of our own making, which has no place in the document. */
export const isMade = ({ schema }: Placed): boolean => typeof schema === 'object' && made.has(schema);

const readers = new WeakMap<object, Map<string, Reader>>();

/** The reader of values for a document: the party that sends them. The same one for the same arguments. */
export function readerOf(document: JsonObject, dialect: Dialect = '3.1', view?: View): Reader {
  const byKey = readers.get(document) ?? new Map<string, Reader>();
  readers.set(document, byKey);
  const key = `${dialect === '3.0'} ${view ?? ''}`;
  const reader =
    byKey.get(key) ??
    createReader(document, { dialect, ...(view === undefined ? {} : { view, party: 'sender' }) });
  byKey.set(key, reader);
  return reader;
}

/** A reader of its own, which shares what references mean with all others of the document. */
export function createReader(
  document: JsonSchema,
  { dialect = '3.1', view, party, resources }: ReaderOptions,
): Reader {
  const references = resources === undefined ? referencesOf(document) : createReferences(document, resources);
  const readings = new WeakMap<object, JsonObject>();
  const ids = new WeakMap<object, number>();
  let lastId = 0;
  const inheritance = createInheritance(document);
  const targets = createTargets(references, inheritance);

  const read = (schema: JsonObject): JsonObject => {
    const known = readings.get(schema);
    if (known !== undefined) return known;
    const latest = toLatest(schema, dialect);
    const names = leftOut(latest, view, (reference) => targets.resolve(reference, '#')?.schema);
    const reading = withoutRequired(party === undefined ? latest : asParty(latest, names, party), names);
    readings.set(schema, reading);
    readings.set(reading, reading);
    return reading;
  };
  const idOf = (schema: object): number => {
    const id = ids.get(schema) ?? ++lastId;
    ids.set(schema, id);
    return id;
  };
  const settle = (schema: JsonObject): JsonObject => {
    readings.set(schema, schema);
    return schema;
  };
  const make = (schema: JsonObject): JsonObject => {
    made.add(schema);
    return settle(schema);
  };
  return { document, dialect, view, references, read, ...inheritance, ...targets, idOf, settle, make };
}

/** What is left out: a sender has no such member, and a receiver takes any. */
function asParty(schema: JsonObject, names: ReadonlySet<string>, party: 'sender' | 'receiver'): JsonObject {
  const { properties } = schema;
  if (names.size === 0 || !isObject(properties)) return schema;
  const shown = Object.entries(properties).map(([name, property]) => [
    name,
    names.has(name) ? party === 'receiver' : property,
  ]);
  return { ...schema, properties: Object.fromEntries(shown) };
}

/**
 * The targets of references. What a `$dynamicRef` means depends on the references followed on the way to it, so where
 * anchors are in force a target is a copy of what stands in the document whose own references carry that scope: schemas are
 * known by identity, and each copy has one meaning.
 */
function createTargets(
  references: References,
  inheritance: Inheritance,
): Pick<Reader, 'resolve' | 'resolveDynamic'> {
  const known = new Map<string, Placed | undefined>();
  const scopes: DynamicScope[] = [];
  const scopeKeys = new Map<string, number>();
  const copies = new Map<string, Placed>();

  const direct = (location: Pointer): Placed | undefined => {
    const value = references.valueAt(location);
    return isSchema(value) ? { schema: value, at: location } : undefined;
  };
  const inScope = (location: Pointer, outer: DynamicScope): Placed | undefined => {
    const scope = references.enter(location, outer);
    if (scope.size === 0) return direct(location);
    const text = JSON.stringify([...scope].sort(([a], [b]) => (a < b ? -1 : 1)));
    const index = scopeKeys.get(text) ?? scopes.push(scope) - 1;
    scopeKeys.set(text, index);
    const key = `${index} ${location}`;
    const before = copies.get(key);
    if (before !== undefined) return before;
    const value = references.valueAt(location);
    if (!isSchema(value)) return undefined;
    const copy = { schema: scoped(value, `${scopeMark}${index} `), at: location };
    copies.set(key, copy);
    return copy;
  };
  /** The scope that a reference carries, and the reference itself. */
  const split = (reference: string): readonly [DynamicScope, string] => {
    if (!reference.startsWith(scopeMark)) return [noScope, reference];
    const end = reference.indexOf(' ', scopeMark.length);
    return [scopes[Number(reference.slice(scopeMark.length, end))] ?? noScope, reference.slice(end + 1)];
  };
  const resolve = (reference: string, from: Pointer): Placed | undefined => {
    const extended = inheritance.extended(from, reference);
    if (extended !== undefined) return extended;
    // Where nothing names itself a reference means the same everywhere.
    const key = references.hasResources ? `${reference}\n${from}` : reference;
    if (known.has(key)) return known.get(key);
    const [outer, written] = split(reference);
    const location = references.find(written, from);
    const target = location === undefined ? undefined : inScope(location, references.enter(from, outer));
    known.set(key, target);
    return target;
  };
  const resolveDynamic = (reference: string, from: Pointer): Placed | undefined => {
    const [outer, written] = split(reference);
    if (references.find(written, from) === undefined) return undefined;
    const scope = references.enter(from, outer);
    return inScope(references.resolveDynamic(written, from, scope), scope);
  };
  return { resolve, resolveDynamic };
}

const noScope: DynamicScope = new Map();
/** No reference of a document begins with a blank. */
const scopeMark = ' scope ';

/** A copy of a schema whose references, at any depth, carry a scope. */
function scoped(schema: JsonSchema, mark: string): JsonSchema {
  if (!isObject(schema)) return schema;
  const copy: Record<string, unknown> = { ...schema };
  for (const keyword of ['$ref', '$dynamicRef']) {
    if (typeof schema[keyword] === 'string') copy[keyword] = mark + schema[keyword];
  }
  for (const [[keyword = '', ...rest], part] of subschemas(schema)) {
    const inner = isSchema(part) ? scoped(part, mark) : part;
    if (rest.length === 0) copy[keyword] = inner;
    else {
      if (copy[keyword] === schema[keyword])
        copy[keyword] = Array.isArray(schema[keyword])
          ? [...schema[keyword]]
          : { ...(schema[keyword] as object) };
      (copy[keyword] as Record<string | number, unknown>)[rest[0] ?? ''] = inner;
    }
  }
  return copy;
}
