import { DiagnosticError } from '../contract/diagnostics.ts';
import type { Dialect, NormalSchema, View } from '../contract/model.ts';
import { isSchema } from '../json/guards.ts';
import { child, isObject } from '../json/pointer.ts';
import type { JsonObject, JsonSchema, Pointer } from '../json/types.ts';
import { conjuncts } from './conjuncts.ts';
import { placeOf } from './dialect.ts';
import type { Merger } from './joint.ts';
import { decides, listKeywords, mapKeywords, schemaKeywords } from './keywords.ts';
import { createMerger } from './merge.ts';
import { createOrigins, type Origins } from './origins.ts';
import { createReader } from './reader.ts';
import type { Location, References } from './references.ts';
import { closeUnevaluated } from './unevaluated.ts';

/** The normal form of the schema at `pointer` of `document`, see {@link NormalSchema}. */
export function normalize(
  document: JsonObject,
  dialect: Dialect,
  pointer: Pointer,
  view?: View,
): NormalSchema {
  const stage = stageOf(document, dialect, view);
  const schema = stage.schemaAt(pointer);
  return { schema, origin: (place) => stage.origins.at(schema, place, pointer) };
}

/** All normal forms of one document in one dialect and view, made on demand and kept. */
export interface Stage {
  readonly references: References;
  readonly origins: Origins;
  /** The normal form of the schema at a location; the same object for the same location. */
  schemaAt(location: Location): JsonSchema;
  /** What a schema says without its `$ref`: the target's normal form merged with what stands beside; `undefined` where that cannot be had. */
  expand(schema: JsonSchema): JsonSchema | undefined;
}

/** How a stage folds what schemas refer to. */
export interface StageOptions {
  /** Whether references to objects in `allOf` stay, instead of being folded into the schema that has them. */
  readonly keepsReferences?: boolean;
}

const stages = new WeakMap<object, Map<string, Stage>>();

/**
 * The stage of a document; the same one for the same arguments, so documents must not be altered once read. With
 * `keepsReferences` what a schema extends is not folded into it, for those who call it instead.
 */
export function stageOf(
  document: JsonObject,
  dialect: Dialect,
  view?: View,
  { keepsReferences = false }: StageOptions = {},
): Stage {
  const byKey = stages.get(document) ?? new Map<string, Stage>();
  stages.set(document, byKey);
  const key = `${dialect} ${view ?? ''} ${keepsReferences}`;
  const stage = byKey.get(key) ?? createStage(document, dialect, view, undefined, { keepsReferences });
  byKey.set(key, stage);
  return stage;
}

/** @param resources see {@link createReader} */
export function createStage(
  document: JsonSchema,
  dialect: Dialect,
  view?: View,
  resources?: ReadonlyMap<string, JsonSchema>,
  { keepsReferences = false }: StageOptions = {},
): Stage {
  const reader = createReader(document, {
    dialect,
    ...(view === undefined ? {} : { view }),
    ...(resources === undefined ? {} : { resources }),
  });
  const { references } = reader;
  const origins = createOrigins();
  const known = new Map<Location, JsonSchema>();
  const inProgress = new Set<Location>();

  const schemaAt = (location: Location): JsonSchema => {
    const made = known.get(location);
    if (made !== undefined) return made;
    const raw = references.valueAt(location);
    if (typeof raw !== 'boolean' && !isObject(raw))
      throw new Error(`the value at ${location} is not a schema`);
    inProgress.add(location);
    try {
      const schema = build(raw, location);
      known.set(location, schema);
      return schema;
    } finally {
      inProgress.delete(location);
    }
  };

  const expand = (schema: JsonSchema): JsonSchema | undefined => {
    if (typeof schema === 'boolean' || !Object.hasOwn(schema, '$ref')) return schema;
    const target = String(schema['$ref']);
    if (inProgress.has(target)) return undefined;
    const inner = expand(schemaAt(target));
    if (inner === undefined || hasIdentity(inner)) return undefined;
    return merger.merge(without(schema, '$ref'), inner, 'first');
  };
  const without = (schema: JsonObject, keyword: string): JsonObject => {
    const { [keyword]: _, ...rest } = schema;
    origins.copy(schema, rest);
    return rest;
  };
  const merger: Merger = createMerger(origins, expand);

  const build = (raw: JsonSchema, location: Location): JsonSchema => {
    if (typeof raw === 'boolean') return raw;
    if (dialect !== '3.0') refuseForeign(raw, location);
    const extended = typeof raw['$ref'] === 'string' ? reader.extended(location, raw['$ref']) : undefined;
    if (extended !== undefined) return build(extended.schema, extended.at);
    return closeUnevaluated(mergeAll(copy(reader.read(raw), raw, location)), origins);
  };

  /** Every keyword, subschemas in normal form, references canonical. */
  const copy = (read: JsonObject, raw: JsonObject, location: Location): JsonObject => {
    const schema: Record<string, unknown> = {};
    origins.set(schema, location);
    for (const [keyword, value] of Object.entries(read)) {
      const at = child(location, keyword);
      if (keyword === '$ref' && typeof value === 'string')
        schema['$ref'] = references.resolve(value, location);
      else if (isIn(schemaKeywords, keyword) && isSchema(value)) schema[keyword] = build(value, at);
      else if (isIn(listKeywords, keyword) && Array.isArray(value))
        schema[keyword] = value.map((part, index) =>
          isSchema(part) ? build(part, placeOf(part, location, keyword, index)) : part,
        );
      else if (
        isIn(mapKeywords, keyword) &&
        keyword !== '$defs' &&
        keyword !== 'definitions' &&
        isObject(value)
      )
        schema[keyword] = Object.fromEntries(
          Object.entries(value).map(([name, part]) => [
            name,
            isSchema(part) ? build(part, child(at, name)) : part,
          ]),
        );
      else define(schema, keyword, value);
    }
    for (const exclusive of ['Minimum', 'Maximum']) {
      if (dialect === '3.0' && raw[`exclusive${exclusive}`] === true)
        origins.place(schema, [`exclusive${exclusive}`], child(location, exclusive.toLowerCase()));
    }
    return schema;
  };

  /** A plain reference to an object: what others extend. */
  const isCallable = (branch: JsonSchema): boolean => {
    if (!isObject(branch) || typeof branch['$ref'] !== 'string' || Object.keys(branch).length > 1)
      return false;
    const target = references.valueAt(branch['$ref']);
    return isObject(target) && !inProgress.has(branch['$ref']) && !hasIdentity(target);
  };

  /** Folds `allOf`, and a `$ref` with assertions beside it, into one schema as far as that is proven to change no verdict. */
  const mergeAll = (schema: JsonObject): JsonObject => {
    if (references.hasResources) return schema;
    const beside = Object.keys(schema).some((keyword) => keyword !== '$ref' && decides(keyword));
    const parts = conjuncts<JsonSchema>(schema, {
      reference: ($ref, keyword) => (keyword === '$ref' && beside ? { $ref } : undefined),
      branch: (branch) => branch,
    });
    if (parts.length === 0) return schema;
    const branches: readonly unknown[] = Array.isArray(schema['allOf']) ? schema['allOf'] : [];
    let merged: JsonObject = beside ? without(schema, '$ref') : schema;
    if (branches.length > 0) merged = without(merged, 'allOf');
    const kept: JsonSchema[] = [];
    const fold = (branch: JsonSchema): void => {
      const expanded = expand(branch);
      const folded =
        expanded === undefined || hasIdentity(expanded) ? undefined : merger.merge(merged, expanded, 'first');
      if (isObject(folded)) merged = folded;
      else kept.push(branch);
    };
    for (const part of parts) {
      const isBranch = branches.includes(part);
      if (!isBranch && isObject(part)) origins.set(part, origins.of(schema));
      if (isBranch && keepsReferences && branches.length > 1 && isCallable(part)) kept.push(part);
      else fold(part);
    }
    return kept.length === 0 ? merged : withKept(merged, kept, schema);
  };
  /** What could not be merged stays in `allOf`, with what merging itself had to leave there. */
  const withKept = (merged: JsonObject, kept: readonly JsonSchema[], schema: JsonObject): JsonObject => {
    const residue = Array.isArray(merged['allOf']) ? (merged['allOf'] as readonly JsonSchema[]) : [];
    const all = [...residue, ...kept];
    const result: Record<string, unknown> = { ...merged, allOf: all };
    origins.copy(merged, result);
    const written = Array.isArray(schema['allOf']) ? (schema['allOf'] as readonly JsonSchema[]) : [];
    origins.place(result, ['allOf'], origins.of(schema, 'allOf'));
    for (const [index, branch] of all.entries()) {
      const place = written.indexOf(branch);
      if (place >= 0) origins.place(result, ['allOf', index], origins.of(schema, 'allOf', place));
    }
    return result;
  };

  return { references, origins, schemaAt, expand };
}

/** The dialects this stage speaks: 2020-12, and OpenAPI's own, which adds annotations only. */
const spoken =
  /^https?:\/\/(json-schema\.org\/draft\/2020-12\/(schema|meta\/[a-z-]+)|spec\.openapis\.org\/oas\/3\.\d\/(dialect|schema).*)#?$/;

/** A schema that says it is written in another dialect is refused: read as 2020-12 it could silently mean something else. */
function refuseForeign(raw: JsonObject, location: Location): void {
  const dialect = raw['$schema'];
  if (typeof dialect !== 'string' || spoken.test(dialect)) return;
  throw new DiagnosticError([
    {
      code: 'schema-foreign-dialect',
      severity: 'error',
      message: `the schema is written in the dialect ${JSON.stringify(dialect)}, which is not 2020-12`,
      pointer: child(location, '$schema'),
      hint: 'Remove $schema when the schema is 2020-12 all the same.',
    },
  ]);
}

/** A schema that is a resource of its own, or takes part in dynamic scope, means something else when it is moved. */
const hasIdentity = (schema: JsonSchema): boolean =>
  isObject(schema) &&
  ['$id', '$anchor', '$dynamicAnchor', '$dynamicRef', '$schema'].some((keyword) =>
    Object.hasOwn(schema, keyword),
  );

const isIn = (names: readonly string[], name: string): boolean => names.includes(name);

/** Assigns a member whatever its name, `__proto__` included. */
function define(target: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, enumerable: true, writable: true, configurable: true });
}

/** True when a schema says nothing of validity. */
export const saysNothing = (schema: JsonSchema): boolean =>
  schema === true || (isObject(schema) && !Object.keys(schema).some(decides));
