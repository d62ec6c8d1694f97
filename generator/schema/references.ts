import { DiagnosticError } from '../contract/diagnostics.ts';
import { isObject, isSchema } from '../json/guards.ts';
import { child, tokensOf, valueAt } from '../json/pointer.ts';
import type { JsonObject, JsonSchema, Pointer } from '../json/types.ts';
import { keywords, subschemas } from './keywords.ts';

/** Where a schema stands: a pointer into the document, or `uri#/pointer` into one of the other resources given. */
export type Location = string;

/** Dynamic anchors in force, outermost first: name to location (2020-12 Core 8.2.3.2). Empty in most documents. */
export type DynamicScope = ReadonlyMap<string, Location>;

/** Finds what references mean, by the rules of JSON Schema 2020-12 Core 8 and 9; nothing is fetched. */
export interface References {
  /** True when a schema of the document names itself (`$id`, anchors), so that moving it may change what it means. */
  readonly hasResources: boolean;
  /** The location a reference at `from` means; `undefined` when it leads to no schema. */
  find(reference: string, from: Location): Location | undefined;
  /** As `find`; a DiagnosticError when it leads to no schema. */
  resolve(reference: string, from: Location): Location;
  /** As `resolve`, for a `$dynamicRef`: the outermost dynamic anchor of its name, when it begins at a dynamic anchor. */
  resolveDynamic(reference: string, from: Location, scope: DynamicScope): Location;
  /** The value at a location; `undefined` when it does not exist. */
  valueAt(location: Location): unknown;
  /** The scope inside the schema resource at a location: outer anchors stay in force, new ones join. */
  enter(location: Location, scope: DynamicScope): DynamicScope;
}

const ownBase = 'https://plumbline.invalid/document';
const nothing: ReadonlyMap<string, Location> = new Map();

interface Index {
  /** Absolute URI, with or without an anchor, to location. */
  readonly byUri: ReadonlyMap<string, Location>;
  /** Absolute URI of a resource to its dynamic anchors. */
  readonly dynamic: ReadonlyMap<string, ReadonlyMap<string, Location>>;
}

const known = new WeakMap<object, References>();

/** The references of a document; the same for the same document, so it must not be altered once read. */
export function referencesOf(document: JsonSchema): References {
  if (typeof document === 'boolean') return createReferences(document);
  const references = known.get(document) ?? createReferences(document);
  known.set(document, references);
  return references;
}

/** @param resources further schemas by absolute URI, for bare schemas that refer to others; an OpenAPI document is bundled and needs none */
export function createReferences(
  document: JsonSchema,
  resources: ReadonlyMap<string, JsonSchema> = new Map(),
): References {
  // Plain OpenAPI documents name no resource of their own: every reference is a pointer, and no index is needed.
  const hasResources = holds(document, ['$id', '$anchor', '$dynamicAnchor']);
  const isPlain = resources.size === 0 && !hasResources;
  let index: Index | undefined;
  const indexed = (): Index => {
    index ??= buildIndex(document, resources);
    return index;
  };
  const rootOf = (
    location: Location,
  ): { readonly root: unknown; readonly uri: string; readonly pointer: Pointer } => {
    const hash = location.indexOf('#');
    const uri = location.slice(0, hash);
    return { root: uri === '' ? document : resources.get(uri), uri, pointer: location.slice(hash) };
  };
  const baseOf = (location: Location): string => {
    const { root, uri, pointer } = rootOf(location);
    let base = uri === '' ? ownBase : uri;
    let value: unknown = root;
    const enter = (): void => {
      if (isObject(value) && typeof value['$id'] === 'string')
        base = absolute(value['$id'], base).replace(/#$/, '');
    };
    enter();
    for (const token of tokensOf(pointer)) {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, token)) break;
      value = (value as Record<string, unknown>)[token];
      enter();
    }
    return base;
  };
  const locate = (reference: string, from: Location): Location | undefined => {
    const isRooted = reference === '#' || reference.startsWith('#/');
    if (isPlain && isRooted) return canonical(reference);
    const uri = absolute(reference, baseOf(from));
    const hash = uri.indexOf('#');
    const resource = hash < 0 ? uri : uri.slice(0, hash);
    const fragment = hash < 0 ? '' : uri.slice(hash + 1);
    const { byUri } = indexed();
    if (fragment !== '' && !fragment.startsWith('/'))
      return byUri.get(`${resource}#${decodeURIComponent(fragment)}`);
    const at = byUri.get(resource);
    const found = at === undefined ? undefined : child(at, ...tokensOf(`#${fragment}`));
    if (found !== undefined && isSchema(schemaValue(found))) return found;
    // Authors of OpenAPI write pointers from the root of the document, also inside a schema with an `$id`.
    return isRooted && isOpenApi(document) ? canonical(reference) : found;
  };
  const schemaValue = (location: Location): unknown => {
    const { root, pointer } = rootOf(location);
    return valueAt(root, pointer);
  };
  const find = (reference: string, from: Location): Location | undefined => {
    const found = locate(reference, from);
    return found !== undefined && isSchema(schemaValue(found)) ? found : undefined;
  };
  const resolve = (reference: string, from: Location): Location => {
    const found = find(reference, from);
    if (found !== undefined) return found;
    throw new DiagnosticError([
      {
        code: 'ref-not-found',
        severity: 'error',
        message: `the reference ${JSON.stringify(reference)} leads to no schema`,
        pointer: from,
        hint: 'Only schemas inside the document can be referred to; check the spelling of the pointer.',
      },
    ]);
  };
  const enter = (location: Location, scope: DynamicScope): DynamicScope => {
    if (isPlain) return scope;
    const anchors = indexed().dynamic.get(baseOf(location)) ?? nothing;
    const added = [...anchors].filter(([name]) => !scope.has(name));
    return added.length === 0 ? scope : new Map([...scope, ...added]);
  };
  return {
    hasResources,
    valueAt: schemaValue,
    find,
    resolve,
    enter,
    resolveDynamic(reference, from, scope) {
      const target = resolve(reference, from);
      const name = reference.slice(reference.indexOf('#') + 1);
      const begun = schemaValue(target);
      // Without a dynamic anchor at its first target it is a plain reference.
      if (!reference.includes('#') || !isObject(begun) || begun['$dynamicAnchor'] !== name) return target;
      return enter(from, scope).get(name) ?? target;
    },
  };
}

const canonical = (reference: string): Location => child('#', ...tokensOf(reference));

function absolute(reference: string, base: string): string {
  try {
    return new URL(reference, base).href;
  } catch {
    return reference;
  }
}

function holds(value: unknown, names: readonly string[]): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (!Array.isArray(value)) {
    for (const name of names) if (Object.hasOwn(value, name)) return true;
  }
  return Object.values(value).some((part) => holds(part, names));
}

function buildIndex(document: JsonSchema, resources: ReadonlyMap<string, JsonSchema>): Index {
  const byUri = new Map<string, Location>();
  const dynamic = new Map<string, Map<string, Location>>();
  const visit = (schema: unknown, at: Location, base: string): void => {
    if (!isObject(schema)) return;
    let here = base;
    if (typeof schema['$id'] === 'string') {
      here = absolute(schema['$id'], base).replace(/#$/, '');
      byUri.set(here, at);
    }
    for (const keyword of ['$anchor', '$dynamicAnchor']) {
      const name = schema[keyword];
      if (typeof name !== 'string') continue;
      byUri.set(`${here}#${name}`, at);
      if (keyword === '$anchor') continue;
      const anchors = dynamic.get(here) ?? new Map<string, Location>();
      dynamic.set(here, anchors);
      if (!anchors.has(name)) anchors.set(name, at);
    }
    for (const [tokens, sub] of subschemas(schema)) visit(sub, child(at, ...tokens), here);
  };
  // The schemas of an OpenAPI document stand where its own keywords put them, so every object is looked at.
  const visitDocument = (value: unknown, at: Location): void => {
    if (Array.isArray(value))
      for (const [place, part] of value.entries()) visitDocument(part, child(at, place));
    if (!isObject(value)) return;
    for (const [key, part] of Object.entries(value)) {
      const place = child(at, key);
      if (key === 'schema' || key === 'itemSchema') visit(part, place, ownBase);
      else if (key === 'schemas' && isObject(part))
        for (const [name, schema] of Object.entries(part)) visit(schema, child(place, name), ownBase);
      else if (key !== 'example' && key !== 'examples') visitDocument(part, place);
    }
  };
  // Any other document is a schema, or holds schemas below members of its own.
  const visitHolder = (value: unknown, at: Location): void => {
    if (isObject(value) && Object.keys(value).some((key) => Object.hasOwn(keywords, key)))
      visit(value, at, ownBase);
    else if (typeof value === 'object' && value !== null)
      for (const [key, part] of Object.entries(value)) visitHolder(part, child(at, key));
  };
  byUri.set(ownBase, '#');
  if (isOpenApi(document)) visitDocument(document, '#');
  else visitHolder(document, '#');
  for (const [uri, schema] of resources) {
    byUri.set(uri, `${uri}#`);
    visit(schema, `${uri}#`, uri);
  }
  return { byUri, dynamic };
}

const isOpenApi = (document: JsonSchema): document is JsonObject =>
  isObject(document) && typeof document['openapi'] === 'string';
