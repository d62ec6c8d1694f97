import { isObject } from '../json/guards.ts';
import { matchesPattern } from '../json/pattern.ts';
import type { JsonObject, Pointer } from '../json/types.ts';
import { below, type Placed } from './placed.ts';

/** A subschema that speaks of a member, and the keyword that it stands under. */
export interface MemberSchema extends Placed {
  readonly keyword: 'properties' | 'patternProperties' | 'additionalProperties';
}

/** The subschemas of one schema object that speak of the member `name`. A pattern that is not decided matches nothing. */
export function memberSchemas(schema: JsonObject, at: Pointer, name: string): readonly MemberSchema[] {
  const { properties, patternProperties, additionalProperties } = schema;
  const found: MemberSchema[] = [];
  if (isObject(properties) && Object.hasOwn(properties, name))
    found.push({ ...below(at, properties[name], 'properties', name), keyword: 'properties' });
  for (const source of isObject(patternProperties) ? Object.keys(patternProperties) : []) {
    if (matchesPattern(source, name) !== true) continue;
    const own = (patternProperties as JsonObject)[source];
    found.push({ ...below(at, own, 'patternProperties', source), keyword: 'patternProperties' });
  }
  if (found.length > 0 || additionalProperties === undefined || additionalProperties === true) return found;
  return [{ ...below(at, additionalProperties, 'additionalProperties'), keyword: 'additionalProperties' }];
}
