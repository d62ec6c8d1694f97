import { matchesPattern } from '../json/pattern.ts';
import { isObject } from '../json/pointer.ts';
import type { JsonObject, JsonSchema } from '../json/types.ts';
import type { Joint } from './joint.ts';

type SchemaMap = Readonly<Record<string, JsonSchema>>;

/** Merges the keywords of objects; false where `additionalProperties` of one and patterns of the other cannot be separated. */
export function mergeObjects(joint: Joint): boolean {
  const { first, second, take, leave, merger } = joint;
  if (Object.hasOwn(first, 'unevaluatedProperties') || Object.hasOwn(second, 'unevaluatedProperties')) {
    // It sees what its own schema evaluated, which merging would change: only the outer one may have it.
    if (Object.hasOwn(second, 'unevaluatedProperties')) return false;
  }
  mergeRequired(joint);
  if (!mergeMembers(joint)) return false;
  if (Object.hasOwn(second, 'propertyNames')) {
    if (Object.hasOwn(first, 'propertyNames')) leave('propertyNames');
    else take('propertyNames', second['propertyNames'], second);
  }
  for (const keyword of ['dependentRequired', 'dependentSchemas']) {
    const theirs = second[keyword];
    const ours = first[keyword];
    if (!isObject(theirs)) continue;
    if (!isObject(ours)) {
      take(keyword, theirs, second);
      continue;
    }
    const union: Record<string, unknown> = { ...ours };
    for (const [name, value] of Object.entries(theirs)) {
      const own = Object.hasOwn(ours, name) ? ours[name] : undefined;
      if (own === undefined) {
        union[name] = value;
        joint.place([keyword, name], second, keyword, name);
      } else if (keyword === 'dependentSchemas')
        union[name] = merger.both(own as JsonSchema, value as JsonSchema);
      else union[name] = [...new Set([...(own as readonly string[]), ...(value as readonly string[])])];
    }
    take(keyword, union, first);
  }
  return true;
}

function mergeRequired({ first, second, take, place }: Joint): void {
  const theirs = Array.isArray(second['required']) ? second['required'] : undefined;
  if (theirs === undefined) return;
  const ours = Array.isArray(first['required']) ? first['required'] : undefined;
  if (ours === undefined) {
    take('required', theirs, second);
    for (const index of theirs.keys()) place(['required', index], second, 'required', index);
    return;
  }
  const union = [...ours];
  for (const [index, name] of theirs.entries()) {
    if (union.includes(name)) continue;
    place(['required', union.length], second, 'required', index);
    union.push(name);
  }
  take('required', union, first);
}

/** `properties`, `patternProperties` and `additionalProperties` together, as the last depends on the first two. */
function mergeMembers(joint: Joint): boolean {
  const { first, second, take, place, merger } = joint;
  const ours = membersOf(first);
  const theirs = membersOf(second);
  if (!theirs.any) return true;
  if (!ours.any) {
    for (const keyword of ['properties', 'patternProperties', 'additionalProperties']) {
      if (Object.hasOwn(second, keyword)) take(keyword, second[keyword], second);
    }
    return true;
  }
  const patternsMeetRest =
    (ours.patterns !== undefined && theirs.rest !== undefined) ||
    (theirs.patterns !== undefined && ours.rest !== undefined);
  if (patternsMeetRest) return false;
  const names = [...new Set([...Object.keys(ours.properties), ...Object.keys(theirs.properties)])];
  const properties: Record<string, JsonSchema> = {};
  for (const name of names) {
    const left = ruleFor(ours, name);
    const right = ruleFor(theirs, name);
    const schema =
      left !== undefined && right !== undefined
        ? merger.both(left.schema, right.schema)
        : (left?.schema ?? right?.schema ?? true);
    Object.defineProperty(properties, name, {
      value: schema,
      enumerable: true,
      writable: true,
      configurable: true,
    });
    const from = left !== undefined && (right === undefined || schema === left.schema) ? first : second;
    const rule = from === first ? left : right;
    if (rule !== undefined) place(['properties', name], from, ...rule.place);
  }
  if (names.length > 0) take('properties', properties, Object.hasOwn(first, 'properties') ? first : second);
  mergePatterns(joint);
  if (theirs.rest !== undefined) {
    const rest = ours.rest === undefined ? theirs.rest : merger.both(ours.rest, theirs.rest);
    take('additionalProperties', rest, rest === ours.rest ? first : second);
  }
  return true;
}

function mergePatterns({ first, second, take, place, merger }: Joint): void {
  const theirs = second['patternProperties'];
  if (!isObject(theirs)) return;
  const ours = first['patternProperties'];
  if (!isObject(ours)) {
    take('patternProperties', theirs, second);
    return;
  }
  const union: Record<string, unknown> = { ...ours };
  for (const [pattern, schema] of Object.entries(theirs)) {
    if (Object.hasOwn(ours, pattern))
      union[pattern] = merger.both(ours[pattern] as JsonSchema, schema as JsonSchema);
    else {
      union[pattern] = schema;
      place(['patternProperties', pattern], second, 'patternProperties', pattern);
    }
  }
  take('patternProperties', union, first);
}

interface Members {
  readonly any: boolean;
  readonly properties: SchemaMap;
  readonly patterns: SchemaMap | undefined;
  /** `additionalProperties`, unless it admits everything. */
  readonly rest: JsonSchema | undefined;
}

interface Rule {
  readonly schema: JsonSchema;
  readonly place: readonly string[];
}

function membersOf(schema: JsonObject): Members {
  const { properties, patternProperties, additionalProperties } = schema;
  return {
    any: isObject(properties) || isObject(patternProperties) || additionalProperties !== undefined,
    properties: isObject(properties) ? (properties as SchemaMap) : {},
    patterns: isObject(patternProperties) ? (patternProperties as SchemaMap) : undefined,
    // `true` is kept: it evaluates members, which an outer `unevaluatedProperties` reads.
    rest: additionalProperties === undefined ? undefined : (additionalProperties as JsonSchema),
  };
}

/** What one side says of a member that one of the sides names. Patterns still stand in the result, so they need no word here. */
function ruleFor({ properties, patterns, rest }: Members, name: string): Rule | undefined {
  if (Object.hasOwn(properties, name)) {
    const schema = properties[name];
    return schema === undefined ? undefined : { schema, place: ['properties', name] };
  }
  const isMatched = Object.keys(patterns ?? {}).some((pattern) => matchesPattern(pattern, name) ?? true);
  if (isMatched || rest === undefined || rest === true) return undefined;
  return { schema: rest, place: ['additionalProperties'] };
}
