import type { View } from '../contract/model.ts';
import { isSchema } from '../json/guards.ts';
import { child, isObject, tokensOf, valueAt } from '../json/pointer.ts';
import type { JsonObject, JsonSchema, Pointer } from '../json/types.ts';
import { from30 } from './dialect.ts';
import { createLocator, dynamicAnchors, holdsKey } from './resources.ts';

/** `2020-12` is plain JSON Schema and OpenAPI 3.1 and later; `3.0` is the schema object of OpenAPI 3.0. */
export type SchemaDialect = '2020-12' | '3.0';

/** A schema and where it stands in its document. */
export interface Placed {
  readonly schema: JsonSchema;
  readonly at: Pointer;
}

/** Reads the schemas of one document in one dialect and view. */
export interface Reader {
  readonly document: object;
  readonly dialect: SchemaDialect;
  readonly view: View | undefined;
  /** The schema as 2020-12 says it, one level deep: subschemas stay as written until they are read themselves. */
  read(schema: JsonObject): JsonObject;
  /** The target of a `$ref` that stands at `from`; `undefined` when there is none. */
  resolve(reference: string, from: Pointer): Placed | undefined;
  /** Everything a `$dynamicRef` at `from` may come to: which one depends on the way there, so all are taken to hold. */
  dynamic(reference: string, from: Pointer): readonly Placed[];
  /** The target of a `$recursiveRef` at `from`: the outermost schema around it that is a `$recursiveAnchor` (2019-09). */
  recursion(from: Pointer): Placed | undefined;
  /** Whether a member with this schema is left out of messages of this view. */
  hidden(property: unknown): boolean;
  /** A number for the schema object: the same object, the same number. */
  idOf(schema: object): number;
  /** Marks an object that we made as 2020-12 already, and gives it back. */
  settle(schema: JsonObject): JsonObject;
  /** As `settle`, for what does not stand in the document: labels are never made from it. */
  make(schema: JsonObject): JsonObject;
}

const made = new WeakSet<object>();

/** True for a schema of our own making, which has no place in the document. */
export const isMade = ({ schema }: Placed): boolean => typeof schema === 'object' && made.has(schema);

const readers = new WeakMap<object, Map<string, Reader>>();

/** The reader of a document; the same one for the same arguments. */
export function readerOf(document: object, dialect: SchemaDialect = '2020-12', view?: View): Reader {
  const byKey = readers.get(document) ?? new Map<string, Reader>();
  readers.set(document, byKey);
  const key = `${dialect} ${view ?? ''}`;
  const reader = byKey.get(key) ?? createReader(document, dialect, view);
  byKey.set(key, reader);
  return reader;
}

function createReader(document: object, dialect: SchemaDialect, view: View | undefined): Reader {
  const readings = new WeakMap<object, JsonObject>();
  const ids = new WeakMap<object, number>();
  const targets = new Map<string, Placed | undefined>();
  let lastId = 0;
  let moved: boolean | undefined;
  let locator: ReturnType<typeof createLocator> | undefined;

  const direct = (reference: Pointer): Placed | undefined => {
    if (targets.has(reference)) return targets.get(reference);
    const value = valueAt(document, reference);
    const placed = isSchema(value) ? { schema: value, at: reference } : undefined;
    targets.set(reference, placed);
    return placed;
  };
  // OpenAPI documents resolve plain fragments against their root; bare schemas may hold `$id`s that move the base.
  const movesBase = (): boolean => {
    moved ??= !(isObject(document) && typeof document['openapi'] === 'string') && holdsKey(document, '$id');
    return moved;
  };

  const resolve = (reference: string, from: Pointer): Placed | undefined => {
    if ((reference === '#' || reference.startsWith('#/')) && !movesBase()) return direct(reference);
    locator ??= createLocator(document);
    const at = locator(reference, from);
    return at === undefined ? undefined : direct(at);
  };

  const dynamic = (reference: string, from: Pointer): readonly Placed[] => {
    const target = resolve(reference, from);
    const name = reference.split('#')[1] ?? '';
    if (target === undefined || typeof target.schema === 'boolean')
      return target === undefined ? [] : [target];
    // Without a dynamic anchor at its first target it is a plain reference (2020-12 Core, section 8.2.3.2).
    if (target.schema['$dynamicAnchor'] !== name) return [target];
    return dynamicAnchors(document, name).flatMap((at) => direct(at) ?? []);
  };

  const recursion = (from: Pointer): Placed | undefined => {
    let at: Pointer = '#';
    for (const token of ['', ...tokensOf(from)]) {
      if (token !== '') at = child(at, token);
      const value = valueAt(document, at);
      if (isObject(value) && value['$recursiveAnchor'] === true) return { schema: value, at };
    }
    return resolve('#', from);
  };

  const hidden = (property: unknown): boolean => {
    if (view === undefined) return false;
    const flag = view === 'request' ? 'readOnly' : 'writeOnly';
    let schema = property;
    for (let hops = 0; hops < 20 && isObject(schema); hops++) {
      if (schema[flag] === true) return true;
      if (typeof schema['$ref'] !== 'string') return false;
      schema = direct(schema['$ref'])?.schema;
    }
    return false;
  };

  const read = (schema: JsonObject): JsonObject => {
    const known = readings.get(schema);
    if (known !== undefined) return known;
    const reading = withoutHidden(dialect === '3.0' ? from30(schema) : schema, hidden);
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

  return { document, dialect, view, read, resolve, dynamic, recursion, hidden, idOf, settle, make };
}

/** Members of the other view may be absent and are never made: not required, and named so that no free key takes the name. */
function withoutHidden(schema: JsonObject, hidden: (property: unknown) => boolean): JsonObject {
  const { properties, required } = schema;
  if (!isObject(properties) || !Object.values(properties).some(hidden)) return schema;
  const names = new Set(Object.keys(properties).filter((name) => hidden(properties[name])));
  const shown = Object.entries(properties).map(([name, property]) => [
    name,
    names.has(name) ? false : property,
  ]);
  return {
    ...schema,
    properties: Object.fromEntries(shown),
    ...(Array.isArray(required) ? { required: required.filter((name) => !names.has(String(name))) } : {}),
  };
}
