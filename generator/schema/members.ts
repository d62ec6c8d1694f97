import { isObject } from '../json/guards.ts';
import { matchesPattern } from '../json/pattern.ts';
import type { JsonObject, Pointer } from '../json/types.ts';
import { below, type Placed } from './placed.ts';

/** A subschema that speaks of a member, and the keyword that it stands under. */
export interface MemberSchema extends Placed {
  readonly keyword: 'properties' | 'patternProperties' | 'additionalProperties';
}

/** What was found for the named members of a schema object that stands at one place. */
const found = new WeakMap<
  JsonObject,
  { readonly at: Pointer; readonly byName: Map<string, readonly MemberSchema[]> }
>();

/** The subschemas of one schema object that speak of the member `name`. A pattern that is not decided matches nothing. */
export function memberSchemas(schema: JsonObject, at: Pointer, name: string): readonly MemberSchema[] {
  const { properties } = schema;
  // Other names have no end.
  if (!isObject(properties) || !Object.hasOwn(properties, name)) return find(schema, at, name);
  let known = found.get(schema);
  if (known?.at !== at) {
    known = { at, byName: new Map() };
    found.set(schema, known);
  }
  let own = known.byName.get(name);
  if (own === undefined) {
    own = find(schema, at, name);
    known.byName.set(name, own);
  }
  return own;
}

function find(schema: JsonObject, at: Pointer, name: string): readonly MemberSchema[] {
  const { properties, patternProperties, additionalProperties } = schema;
  const speaking: MemberSchema[] = [];
  if (isObject(properties) && Object.hasOwn(properties, name))
    speaking.push({ ...below(at, properties[name], 'properties', name), keyword: 'properties' });
  for (const source of isObject(patternProperties) ? Object.keys(patternProperties) : []) {
    if (matchesPattern(source, name) !== true) continue;
    const own = (patternProperties as JsonObject)[source];
    speaking.push({ ...below(at, own, 'patternProperties', source), keyword: 'patternProperties' });
  }
  if (speaking.length > 0 || additionalProperties === undefined || additionalProperties === true)
    return speaking;
  return [{ ...below(at, additionalProperties, 'additionalProperties'), keyword: 'additionalProperties' }];
}
