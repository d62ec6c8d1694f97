import { lengthOf } from '../json/code-points.ts';
import { equalJson, hasDuplicates } from '../json/equal-json.ts';
import { isFilePart } from '../json/file-part.ts';
import { isObject, isSchema } from '../json/guards.ts';
import { isMultipleOf } from '../json/multiple-of.ts';
import { matchesPattern } from '../json/pattern.ts';
import { child, escapeToken } from '../json/pointer.ts';
import { typeOf } from '../json/type-of.ts';
import type { JsonObject, JsonSchema } from '../json/types.ts';
import { evaluatedBy } from './evaluated.ts';
import { hasFormat } from './formats.ts';
import { branchFor } from './hints.ts';
import { accepts, type Check, type Frame, fails, inPlace, refuse } from './interpret-frame.ts';
import type { DecidingKeyword } from './keywords.ts';
import { memberSchemas } from './members.ts';
import { below } from './placed.ts';
import type { SchemaVisitor } from './visit.ts';

/** `type`; the checks after it are pointless for a value that fails it. */
export const checkType: Check = ({ type }, frame) => {
  const name = isFilePart(frame.value) ? 'string' : typeOf(frame.value);
  const is = (wanted: unknown): boolean =>
    wanted === name || (wanted === 'integer' && name === 'number' && Number.isInteger(frame.value));
  return (Array.isArray(type) ? type.some(is) : is(type)) || fails(frame, 'type');
};

/** A limit, where it is a number and the test says that it is passed. */
const limit =
  (keyword: DecidingKeyword, isPassed: (size: number, bound: number) => boolean): Check =>
  (schema, frame) => {
    const bound = schema[keyword];
    return typeof bound !== 'number' || !isPassed(sizeOf(frame.value), bound) || fails(frame, keyword);
  };
const isBelow = (size: number, bound: number): boolean => size < bound;
const isAbove = (size: number, bound: number): boolean => size > bound;

/** What limits count: a number itself, characters, bytes of a file, items, members. */
function sizeOf(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'string') return lengthOf(value);
  if (Array.isArray(value)) return value.length;
  return isFilePart(value) ? value.$file.bytes.length : Object.keys(value as object).length;
}

const checkItems: Check = ({ prefixItems, items }, frame) => {
  const { walk, at, value, path } = frame;
  const prefix = Array.isArray(prefixItems) ? (prefixItems as readonly JsonSchema[]) : [];
  const rest = isSchema(items) ? items : true;
  let valid = true;
  for (const [index, item] of (value as readonly unknown[]).entries()) {
    const own = prefix[index];
    if (own === undefined && rest === true) break;
    const keyword = own === undefined ? 'items' : 'prefixItems';
    const placed = own === undefined ? below(at, rest, 'items') : below(at, own, 'prefixItems', index);
    valid = walk.check(walk, placed, item, `${path}/${index}`, frame, keyword) && valid;
    if (!valid && walk.report === undefined) return false;
  }
  return valid;
};

const checkContains: Check = ({ contains, minContains, maxContains }, frame) => {
  if (contains === undefined) return true;
  const wanted = below(frame.at, contains, 'contains');
  const count = (frame.value as readonly unknown[]).filter((item) => accepts(frame, wanted, item)).length;
  if (count < (typeof minContains === 'number' ? minContains : 1))
    return fails(frame, typeof minContains === 'number' ? 'minContains' : 'contains');
  return typeof maxContains !== 'number' || count <= maxContains || fails(frame, 'maxContains');
};

/** The path of a part. Where nothing is reported it only needs to be another one than that of the whole. */
const pathOf = ({ walk, path }: Frame, name: string): string =>
  walk.report === undefined ? `${path}/` : `${path}/${escapeToken(name)}`;

const checkMembers: Check = (schema, frame) => {
  const { walk, at, value } = frame;
  let valid = true;
  for (const [name, member] of Object.entries(value as JsonObject)) {
    for (const placed of memberSchemas(schema, at, name)) {
      valid = walk.check(walk, placed, member, pathOf(frame, name), frame, placed.keyword) && valid;
      if (!valid && walk.report === undefined) return false;
    }
  }
  return valid;
};

const union =
  (keyword: 'anyOf' | 'oneOf'): Check =>
  (schema, frame) => {
    const list = schema[keyword];
    if (!Array.isArray(list)) return true;
    const branches = list.map((branch, index) => below(frame.at, branch, keyword, index));
    const { walk, value, path } = frame;
    const fitting: number[] = [];
    for (const [index, branch] of branches.entries()) {
      if (accepts(frame, branch, value)) fitting.push(index);
      if (fitting.length > 0 && keyword === 'anyOf') return true;
    }
    if (keyword === 'oneOf' && walk.oneOf({ schema, at: frame.at }, fitting, value)) return true;
    if (walk.report === undefined) return false;
    const closest = fitting.length === 0 ? branchFor(walk.reader, schema, branches, value) : undefined;
    return closest === undefined
      ? fails(frame, keyword)
      : walk.check(walk, closest, value, path, frame, keyword);
  };

const checkConditional: Check = (schema, frame) => {
  if (schema['if'] === undefined) return true;
  const arm = accepts(frame, below(frame.at, schema['if'], 'if'), frame.value) ? 'then' : 'else';
  return schema[arm] === undefined || inPlace(frame, below(frame.at, schema[arm], arm), arm);
};

const unevaluated =
  (keyword: 'unevaluatedItems' | 'unevaluatedProperties'): Check =>
  (schema, frame) => {
    const { walk, at } = frame;
    // Only a value that is valid so far has been evaluated by anything.
    if (!frame.valid) return true;
    const value = frame.value as Readonly<Record<string, unknown>>;
    const known = evaluatedBy(walk.reader, { schema, at }, value, (placed, each) =>
      accepts(frame, placed, each),
    );
    let valid = true;
    for (const [name, part] of Object.entries(value)) {
      if (known.has(name)) continue;
      const rest = below(at, schema[keyword], keyword);
      valid = walk.check(walk, rest, part, pathOf(frame, name), frame, keyword) && valid;
      if (!valid && walk.report === undefined) return false;
    }
    return valid;
  };

/** What each keyword requires of a value, in the order of the checks. */
export const interpreter: SchemaVisitor<boolean, Frame> = {
  type: checkType,
  const: (schema, frame) => equalJson(schema['const'], frame.value) || fails(frame, 'const'),
  enum: ({ enum: values }, frame) =>
    !Array.isArray(values) || values.some((each) => equalJson(each, frame.value)) || fails(frame, 'enum'),
  minimum: limit('minimum', isBelow),
  maximum: limit('maximum', isAbove),
  exclusiveMinimum: limit('exclusiveMinimum', (value, bound) => value <= bound),
  exclusiveMaximum: limit('exclusiveMaximum', (value, bound) => value >= bound),
  multipleOf: ({ multipleOf }, frame) =>
    typeof multipleOf !== 'number' ||
    !(multipleOf > 0) ||
    isMultipleOf(frame.value as number, multipleOf) ||
    fails(frame, 'multipleOf'),
  minLength: limit('minLength', isBelow),
  maxLength: limit('maxLength', isAbove),
  pattern: ({ pattern }, frame) =>
    typeof pattern !== 'string' ||
    matchesPattern(pattern, frame.value as string) !== false ||
    fails(frame, 'pattern'),
  format: ({ format }, frame) =>
    !frame.walk.formats ||
    typeof format !== 'string' ||
    hasFormat(format, frame.value as string | number) ||
    fails(frame, 'format'),
  minItems: limit('minItems', isBelow),
  maxItems: limit('maxItems', isAbove),
  uniqueItems: ({ uniqueItems }, frame) =>
    uniqueItems !== true || !hasDuplicates(frame.value as readonly unknown[]) || fails(frame, 'uniqueItems'),
  prefixItems: checkItems,
  items: checkItems,
  contains: checkContains,
  minContains: checkContains,
  maxContains: checkContains,
  required: ({ required }, frame) => {
    let valid = true;
    for (const name of Array.isArray(required) ? required.map(String) : []) {
      if (!Object.hasOwn(frame.value as object, name)) valid = fails(frame, 'required', name);
    }
    return valid;
  },
  minProperties: limit('minProperties', isBelow),
  maxProperties: limit('maxProperties', isAbove),
  dependentRequired: ({ dependentRequired }, frame) => {
    let valid = true;
    const value = frame.value as object;
    for (const [trigger, wanted] of Object.entries(isObject(dependentRequired) ? dependentRequired : {})) {
      if (!Object.hasOwn(value, trigger) || !Array.isArray(wanted)) continue;
      for (const name of wanted.map(String)) {
        if (Object.hasOwn(value, name)) continue;
        const place = child(frame.at, 'dependentRequired', trigger);
        valid = refuse(frame.walk, 'dependentRequired', place, frame.path, name);
      }
    }
    return valid;
  },
  propertyNames: ({ propertyNames }, frame) => {
    if (!isSchema(propertyNames)) return true;
    const placed = below(frame.at, propertyNames, 'propertyNames');
    const names = Object.keys(frame.value as object);
    return names.every((name) => accepts(frame, placed, name)) || fails(frame, 'propertyNames');
  },
  properties: checkMembers,
  patternProperties: checkMembers,
  additionalProperties: checkMembers,
  $ref: ({ $ref }, frame) => {
    const target = typeof $ref === 'string' ? frame.walk.reader.resolve($ref, frame.at) : undefined;
    return target === undefined || inPlace(frame, target, '$ref');
  },
  $dynamicRef: ({ $dynamicRef }, frame) => {
    const { reader } = frame.walk;
    const target = typeof $dynamicRef === 'string' ? reader.resolveDynamic($dynamicRef, frame.at) : undefined;
    return target === undefined || inPlace(frame, target, '$dynamicRef');
  },
  allOf: ({ allOf }, frame) => {
    let valid = true;
    for (const [index, part] of (Array.isArray(allOf) ? allOf : []).entries()) {
      valid = inPlace(frame, below(frame.at, part, 'allOf', index), 'allOf') && valid;
      if (!valid && frame.walk.report === undefined) return false;
    }
    return valid;
  },
  anyOf: union('anyOf'),
  oneOf: union('oneOf'),
  not: ({ not }, frame) =>
    !isSchema(not) || !accepts(frame, below(frame.at, not, 'not'), frame.value) || fails(frame, 'not'),
  dependentSchemas: ({ dependentSchemas }, frame) => {
    let valid = true;
    for (const [trigger, own] of Object.entries(isObject(dependentSchemas) ? dependentSchemas : {})) {
      if (!Object.hasOwn(frame.value as object, trigger)) continue;
      valid = inPlace(frame, below(frame.at, own, 'dependentSchemas', trigger), 'dependentSchemas') && valid;
    }
    return valid;
  },
  if: checkConditional,
  then: checkConditional,
  else: checkConditional,
  unevaluatedItems: unevaluated('unevaluatedItems'),
  unevaluatedProperties: unevaluated('unevaluatedProperties'),
};
