import { canonicalJson } from '../json/canonical-json.ts';
import { isObject } from '../json/pointer.ts';
import type { JsonObject, JsonSchema } from '../json/types.ts';
import type { Annotations, Joint, Merger } from './joint.ts';
import { decides } from './keywords.ts';
import { mergeArrays } from './merge-arrays.ts';
import { mergeObjects } from './merge-objects.ts';
import type { Origins } from './origins.ts';

const upper = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'];
const lower = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'];
const objectKeywords = [
  ...['properties', 'patternProperties', 'additionalProperties', 'unevaluatedProperties', 'required'],
  ...['propertyNames', 'dependentRequired', 'dependentSchemas'],
];
const arrayKeywords = [
  'items',
  'prefixItems',
  'unevaluatedItems',
  'contains',
  'minContains',
  'maxContains',
  'uniqueItems',
];
const conditional = ['if', 'then', 'else'];

/** @param expand see Stage.expand */
export function createMerger(
  origins: Origins,
  expand: (schema: JsonSchema) => JsonSchema | undefined,
): Merger {
  const merge = (first: JsonSchema, second: JsonSchema, annotations: Annotations): JsonSchema | undefined => {
    if (first === false || second === false) return false;
    if (second === true) return first;
    if (first === true) return second;
    if (first === second) return first;
    const result: Record<string, unknown> = {};
    origins.copy(first, result);
    const residue: JsonSchema[] = [];
    const take: Joint['take'] = (keyword, value, from) => {
      Object.defineProperty(result, keyword, { value, enumerable: true, writable: true, configurable: true });
      if (from !== first) origins.place(result, [keyword], origins.of(from, keyword));
    };
    const joint: Joint = {
      first,
      second,
      merger,
      take,
      place: (tokens, from, ...there) => origins.place(result, tokens, origins.of(from, ...there)),
      leave(...keywords) {
        const left: Record<string, unknown> = {};
        origins.set(left, origins.of(second));
        for (const keyword of keywords) {
          if (!Object.hasOwn(second, keyword)) continue;
          left[keyword] = second[keyword];
          origins.place(left, [keyword], origins.of(second, keyword));
        }
        residue.push(left);
      },
      made(schema, from, ...there) {
        if (isObject(schema)) origins.set(schema, origins.of(from, ...there));
        return schema;
      },
    };
    for (const keyword of Object.keys(first)) take(keyword, first[keyword], first);
    const agreed = mergeType(joint) && mergeValues(joint) && mergeObjects(joint) && mergeArrays(joint);
    if (!agreed) return undefined;
    const handled = new Set([
      'type',
      'enum',
      'const',
      'allOf',
      ...objectKeywords,
      ...arrayKeywords,
      ...conditional,
    ]);
    if (conditional.some((keyword) => Object.hasOwn(second, keyword))) {
      if (conditional.some((keyword) => Object.hasOwn(first, keyword))) joint.leave(...conditional);
      else
        for (const keyword of conditional)
          if (Object.hasOwn(second, keyword)) take(keyword, second[keyword], second);
    }
    for (const [keyword, value] of Object.entries(second)) {
      if (handled.has(keyword)) continue;
      const own = first[keyword];
      if (!Object.hasOwn(first, keyword)) {
        // A parent's discriminator speaks of the parent's children, not of this schema.
        if (keyword === 'discriminator' && !isUnion(second)) continue;
        take(keyword, value, second);
      } else if (upper.includes(keyword) || lower.includes(keyword)) {
        const isTighter = upper.includes(keyword) ? Number(value) < Number(own) : Number(value) > Number(own);
        if (isTighter) take(keyword, value, second);
      } else if (keyword === 'multipleOf') mergeMultiples(joint);
      else if (!decides(keyword)) {
        if (annotations === 'last' && keyword !== 'discriminator') take(keyword, value, second);
      } else if (canonicalJson(own) !== canonicalJson(value)) joint.leave(keyword);
    }
    const inner = [first['allOf'], second['allOf']].flatMap((list) =>
      Array.isArray(list) ? (list as readonly JsonSchema[]) : [],
    );
    const all = [...inner, ...residue];
    if (all.length > 0) {
      take('allOf', all, Object.hasOwn(first, 'allOf') ? first : second);
      for (const [index, part] of all.entries()) {
        for (const side of [first, second]) {
          const place = Array.isArray(side['allOf']) ? side['allOf'].indexOf(part) : -1;
          if (place >= 0) joint.place(['allOf', index], side, 'allOf', place);
        }
      }
    }
    return result;
  };

  /** Pairs that are being merged: schemas that hold themselves meet again further down. */
  const inProgress = new Set<string>();
  const mergedOf = (first: JsonSchema, second: JsonSchema): JsonSchema | undefined => {
    const left = expandIfNeeded(first, second);
    const right = expandIfNeeded(second, first);
    if (left === undefined || right === undefined) return undefined;
    if (left === first && right === second) return merge(left, right, 'last');
    const pair = canonicalJson([first, second]);
    if (inProgress.has(pair)) return undefined;
    inProgress.add(pair);
    try {
      return merge(left, right, 'last');
    } finally {
      inProgress.delete(pair);
    }
  };
  const both = (first: JsonSchema, second: JsonSchema): JsonSchema => {
    const merged = mergedOf(first, second);
    if (merged !== undefined) return merged;
    const pair = { allOf: [first, second] };
    for (const schema of [second, first]) if (isObject(schema)) origins.set(pair, origins.of(schema));
    return pair;
  };
  /** A reference stays one beside mere annotations, and beside the same reference. */
  const expandIfNeeded = (schema: JsonSchema, other: JsonSchema): JsonSchema | undefined => {
    if (!isObject(schema) || !isObject(other)) return schema;
    const asserts = Object.keys(other).some(decides);
    if (!asserts || (other['$ref'] === schema['$ref'] && Object.keys(other).length === 1)) return schema;
    return expand(schema);
  };
  const merger: Merger = { merge, both };
  return merger;
}

const isUnion = (schema: JsonObject): boolean =>
  Object.hasOwn(schema, 'oneOf') || Object.hasOwn(schema, 'anyOf');

const typesOf = (type: unknown): readonly string[] =>
  Array.isArray(type) ? type.map(String) : [String(type)];

/** The types that both admit; false for a contradiction, which is better left as it was written. */
function mergeType({ first, second, take }: Joint): boolean {
  if (!Object.hasOwn(second, 'type')) return true;
  if (!Object.hasOwn(first, 'type')) {
    take('type', second['type'], second);
    return true;
  }
  const left = typesOf(first['type']);
  const right = typesOf(second['type']);
  const common = left.flatMap((type) =>
    right.includes(type) || (type === 'integer' && right.includes('number'))
      ? [type]
      : type === 'number' && right.includes('integer')
        ? ['integer']
        : [],
  );
  const kept = [...new Set(common)];
  const [only] = kept;
  if (only === undefined) return false;
  const isNarrower = kept.length < left.length || kept.some((type) => !left.includes(type));
  if (isNarrower) take('type', kept.length === 1 ? only : kept, second);
  return true;
}

/** `enum` and `const`: the values in both lists; false where none is. */
function mergeValues({ first, second, take, place }: Joint): boolean {
  const keyword = Object.hasOwn(second, 'const') ? 'const' : 'enum';
  if (!Object.hasOwn(second, keyword)) return true;
  // A schema with both is rare enough to be left alone.
  if (Object.hasOwn(second, 'const') && Object.hasOwn(second, 'enum')) return false;
  if (!Object.hasOwn(first, 'enum') && !Object.hasOwn(first, 'const')) {
    take(keyword, second[keyword], second);
    return true;
  }
  const listed = (schema: JsonObject): readonly unknown[] =>
    Object.hasOwn(schema, 'const') ? [schema['const']] : Array.isArray(schema['enum']) ? schema['enum'] : [];
  const theirs = new Set(listed(second).map(canonicalJson));
  const common = listed(first).filter((value) => theirs.has(canonicalJson(value)));
  if (common.length === 0) return false;
  if (Object.hasOwn(first, 'const')) return !Object.hasOwn(first, 'enum');
  if (common.length < listed(first).length) {
    take('enum', common, second);
    place(['enum'], second, keyword);
  }
  return true;
}

function mergeMultiples({ first, second, take, leave }: Joint): void {
  const [left, right] = [Number(first['multipleOf']), Number(second['multipleOf'])];
  const areWhole = Number.isSafeInteger(left) && Number.isSafeInteger(right);
  if (left === right || (areWhole && left % right === 0)) return;
  if (areWhole && right % left === 0) take('multipleOf', right, second);
  else leave('multipleOf');
}
