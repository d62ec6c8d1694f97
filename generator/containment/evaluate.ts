import { lengthOf } from '../json/code-points.ts';
import { equalJson } from '../json/equal-json.ts';
import { isMultipleOf } from '../json/multiple-of.ts';
import { isObject } from '../json/pointer.ts';
import type { JsonObject } from '../json/types.ts';
import { typesOf } from './canonical.ts';
import { evaluatedBy } from './evaluated.ts';
import type { SchemaNode } from './node.ts';
import { matches } from './patterns.ts';
import { kindOf } from './values.ts';

/** A schema that is being applied to a value, and the one that led there. */
interface Frame {
  readonly node: SchemaNode;
  readonly value: unknown;
  readonly depth: number;
  readonly above: Frame | undefined;
}

/** Whether the same schema is being applied to the same value already: asked again it would never end. */
function isOpen(node: SchemaNode, value: unknown, frame: Frame | undefined): boolean {
  for (let above = frame; above !== undefined && above.value === value; above = above.above)
    if (above.node === node) return true;
  return false;
}

/**
 * Whether a schema takes a value, `format` left aside. It steers the search only; what is reported is confirmed by the
 * judge.
 */
export function takes(node: SchemaNode, value: unknown, above?: Frame): boolean {
  const { schema, space } = node;
  if (typeof schema === 'boolean') return schema;
  if ((above?.depth ?? 0) > 200 || isOpen(node, value, above)) return true;
  const frame: Frame = { node, value, depth: (above?.depth ?? 0) + 1, above };
  const sub = (...tokens: (string | number)[]): SchemaNode => space.below(node, ...tokens);
  const ok = (target: SchemaNode, part: unknown = value): boolean => takes(target, part, frame);
  const list = (keyword: string): readonly SchemaNode[] => {
    const members = schema[keyword];
    return Array.isArray(members) ? members.map((_, index) => sub(keyword, index)) : [];
  };
  if (typeof schema['$ref'] === 'string') {
    const target = space.target(schema['$ref']);
    if (target !== undefined && !ok(target)) return false;
  }
  const types = typesOf(schema);
  const kind = kindOf(value);
  if (
    types.length > 0 &&
    !types.some((type) => type === kind || (type === 'number' && typeof value === 'number'))
  ) {
    return false;
  }
  if (Object.hasOwn(schema, 'const') && !equalJson(schema['const'], value)) return false;
  if (Array.isArray(schema['enum']) && !schema['enum'].some((each) => equalJson(each, value))) return false;
  if (!list('allOf').every((each) => ok(each))) return false;
  const any = list('anyOf');
  if (any.length > 0 && !any.some((each) => ok(each))) return false;
  const one = list('oneOf');
  if (one.length > 0 && !oneFits(node, one, value, ok)) return false;
  if (schema['not'] !== undefined && ok(sub('not'))) return false;
  if (schema['if'] !== undefined) {
    const branch = ok(sub('if')) ? 'then' : 'else';
    if (schema[branch] !== undefined && !ok(sub(branch))) return false;
  }
  const limit = (keyword: string): number | undefined => {
    const bound = schema[keyword];
    return typeof bound === 'number' ? bound : undefined;
  };
  const within = (size: number, least: string, most: string): boolean =>
    size >= (limit(least) ?? 0) && size <= (limit(most) ?? Number.POSITIVE_INFINITY);
  if (typeof value === 'number') {
    const above = limit('exclusiveMinimum');
    const under = limit('exclusiveMaximum');
    const step = limit('multipleOf');
    return (
      value >= (limit('minimum') ?? Number.NEGATIVE_INFINITY) &&
      value <= (limit('maximum') ?? Number.POSITIVE_INFINITY) &&
      (above === undefined || value > above) &&
      (under === undefined || value < under) &&
      (step === undefined || isMultipleOf(value, step))
    );
  }
  if (typeof value === 'string') {
    if (!within(lengthOf(value), 'minLength', 'maxLength')) return false;
    return typeof schema['pattern'] !== 'string' || matches(schema['pattern'], value);
  }
  if (Array.isArray(value)) {
    if (!within(value.length, 'minItems', 'maxItems')) return false;
    if (
      schema['uniqueItems'] === true &&
      value.some((each, index) => value.slice(0, index).some((other) => equalJson(each, other)))
    ) {
      return false;
    }
    const prefix = list('prefixItems');
    if (!prefix.every((each, index) => index >= value.length || ok(each, value[index]))) return false;
    if (schema['items'] !== undefined && !value.slice(prefix.length).every((each) => ok(sub('items'), each)))
      return false;
    if (schema['contains'] !== undefined) {
      const count = value.filter((each) => ok(sub('contains'), each)).length;
      if (count < (limit('minContains') ?? 1) || count > (limit('maxContains') ?? Number.POSITIVE_INFINITY))
        return false;
    }
    return unevaluatedFit(node, schema, value, ok);
  }
  if (!isObject(value)) return true;
  const names = Object.keys(value);
  if (!within(names.length, 'minProperties', 'maxProperties')) return false;
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  if (!required.every((name) => Object.hasOwn(value, String(name)))) return false;
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  const patterns = Object.keys(isObject(schema['patternProperties']) ? schema['patternProperties'] : {});
  for (const name of names) {
    const matched = patterns.filter((pattern) => matches(pattern, name));
    if (Object.hasOwn(properties, name) && !ok(sub('properties', name), value[name])) return false;
    if (!matched.every((pattern) => ok(sub('patternProperties', pattern), value[name]))) return false;
    const known = Object.hasOwn(properties, name) || matched.length > 0;
    if (
      !known &&
      schema['additionalProperties'] !== undefined &&
      !ok(sub('additionalProperties'), value[name])
    )
      return false;
    if (schema['propertyNames'] !== undefined && !ok(sub('propertyNames'), name)) return false;
    const needs = isObject(schema['dependentRequired']) ? schema['dependentRequired'][name] : undefined;
    if (Array.isArray(needs) && !needs.every((each) => Object.hasOwn(value, String(each)))) return false;
    if (
      isObject(schema['dependentSchemas']) &&
      Object.hasOwn(schema['dependentSchemas'], name) &&
      !ok(sub('dependentSchemas', name))
    ) {
      return false;
    }
  }
  return unevaluatedFit(node, schema, value, ok);
}

/** Whether exactly one branch takes a value; or any, where the union means that. */
function oneFits(
  node: SchemaNode,
  branches: readonly SchemaNode[],
  value: unknown,
  ok: (branch: SchemaNode) => boolean,
): boolean {
  const fitting = [...branches.entries()].filter(([, branch]) => ok(branch));
  if (fitting.length === 0) return false;
  const foreign = isObject(value) ? node.space.overlap(node) : undefined;
  if (foreign === undefined) return fitting.length === 1;
  return fitting.some(
    ([index]) => foreign[index]?.some((name) => Object.hasOwn(value as object, name)) !== true,
  );
}

/** Whether what no other keyword has looked at is as `unevaluatedProperties` or `unevaluatedItems` says. */
function unevaluatedFit(
  node: SchemaNode,
  schema: JsonObject,
  value: object,
  ok: (target: SchemaNode, part: unknown) => boolean,
): boolean {
  const keyword = Array.isArray(value) ? 'unevaluatedItems' : 'unevaluatedProperties';
  if (schema[keyword] === undefined || schema[keyword] === true) return true;
  const evaluated = evaluatedBy(node, value, takes);
  const rest = node.space.below(node, keyword);
  return Object.entries(value).every(([name, part]) => evaluated.has(name) || ok(rest, part));
}
