import { lengthOf } from '../json/code-points.ts';
import { equalJson, hasDuplicates } from '../json/equal-json.ts';
import { isSchema } from '../json/guards.ts';
import { isMultipleOf } from '../json/multiple-of.ts';
import { matchesPattern } from '../json/pattern.ts';
import { escapeToken, isObject, child as pointerTo } from '../json/pointer.ts';
import { typeOf } from '../json/type-of.ts';
import type { JsonObject, JsonSchema, Pointer } from '../json/types.ts';
import { branchFor } from './branch.ts';
import { evaluatedItems, evaluatedProperties } from './evaluated.ts';
import { isFilePart } from './file-part.ts';
import type { Placed, Reader } from './reader.ts';
import { hasFormat } from './scalars.ts';

/** One cause why a value is refused, counted inside the branch that was meant. */
export interface Breach {
  readonly keyword: string;
  /** Where the keyword stands in the document. */
  readonly keywordLocation: Pointer;
  /** JSON Pointer into the value, `` for the whole. */
  readonly instanceLocation: string;
}

/** Whether the value is valid; interprets the schema, so that nothing is compiled for a schema that is used once. */
export const holds = (reader: Reader, { schema, at }: Placed, value: unknown): boolean =>
  new Check(reader, undefined).schema(schema, at, value, '');

/** Every cause why the value is refused, each once; empty when it is valid. */
export function breaches(reader: Reader, { schema, at }: Placed, value: unknown): readonly Breach[] {
  const found = new Map<string, Breach>();
  new Check(reader, (breach, key) => {
    if (!found.has(key)) found.set(key, breach);
  }).schema(schema, at, value, '');
  // What has the wrong type cannot keep to anything else said of it: that is one cause, not several.
  const mistyped = new Map<string, Breach>();
  for (const breach of found.values()) {
    const { keyword, instanceLocation } = breach;
    if (keyword === 'type' && !mistyped.has(instanceLocation)) mistyped.set(instanceLocation, breach);
  }
  return [...found.values()].filter((breach) => (mistyped.get(breach.instanceLocation) ?? breach) === breach);
}

const plain = /^[\w.-]+$/;

/** As `child`, and quick for the plain tokens that nearly all are: this is the inmost loop of a check. */
function child(at: Pointer, ...tokens: readonly (string | number)[]): Pointer {
  let place = at;
  for (const token of tokens) {
    place = typeof token === 'number' || plain.test(token) ? `${place}/${token}` : pointerTo(place, token);
  }
  return place;
}

type Report = (breach: Breach, key: string) => void;
const deepest = 400;
/** Schemas entered and not yet left, over all walks under way: a `$ref` circle on one value must end. */
let depth = 0;

/** One walk over a value; stops at the first breach unless somebody listens. */
class Check {
  readonly #reader: Reader;
  readonly #report: Report | undefined;

  constructor(reader: Reader, report: Report | undefined) {
    this.#reader = reader;
    this.#report = report;
  }

  schema(schema: JsonSchema, at: Pointer, value: unknown, path: string, blame?: string): boolean {
    if (schema === true) return true;
    // What is no schema at all admits nothing, as in a plan.
    if (schema === false || !isObject(schema)) return this.#refuse(blame ?? 'false', at, path);
    if (depth > deepest) return this.#refuse('$ref', at, path);
    depth++;
    try {
      return this.#object(this.#reader.read(schema), at, value, path);
    } finally {
      depth--;
    }
  }

  #refuse(keyword: string, at: Pointer, path: string, detail = ''): boolean {
    this.#report?.({ keyword, keywordLocation: at, instanceLocation: path }, `${path} ${keyword} ${detail}`);
    return false;
  }

  #object(schema: JsonObject, at: Pointer, value: unknown, path: string): boolean {
    const typed = this.#type(schema, at, value, path);
    if (!typed && this.#report === undefined) return false;
    // A value of the wrong type breaks one rule, not every other one too.
    let valid = typed && this.#values(schema, at, value, path);
    if (!valid && this.#report === undefined) return false;
    if (typed) valid = this.#byType(schema, at, value, path) && valid;
    if (!valid && this.#report === undefined) return false;
    valid = this.#applicators(schema, at, value, path) && valid;
    if (!valid) return false;
    return this.#unevaluated(schema, at, value, path);
  }

  #type(schema: JsonObject, at: Pointer, value: unknown, path: string): boolean {
    const { type } = schema;
    if (type === undefined) return true;
    const file = isFilePart(value);
    const name = file ? 'string' : typeOf(value);
    const is = (wanted: unknown): boolean =>
      wanted === name || (wanted === 'integer' && name === 'number' && Number.isInteger(value));
    if (Array.isArray(type) ? type.some(is) : is(type)) return true;
    return this.#refuse('type', child(at, 'type'), path);
  }

  #values(schema: JsonObject, at: Pointer, value: unknown, path: string): boolean {
    if (Object.hasOwn(schema, 'const') && !equalJson(schema['const'], value)) {
      return this.#refuse('const', child(at, 'const'), path);
    }
    const { enum: values } = schema;
    if (!Array.isArray(values) || values.some((known) => equalJson(known, value))) return true;
    return this.#refuse('enum', child(at, 'enum'), path);
  }

  #byType(schema: JsonObject, at: Pointer, value: unknown, path: string): boolean {
    if (typeof value === 'number') return this.#number(schema, at, value, path);
    if (typeof value === 'string') return this.#string(schema, at, value, path);
    if (Array.isArray(value)) return this.#array(schema, at, value, path);
    if (isFilePart(value)) return this.#length(schema, at, value.$file.bytes.length, path);
    return isObject(value) ? this.#members(schema, at, value, path) : true;
  }

  #number(schema: JsonObject, at: Pointer, value: number, path: string): boolean {
    const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf, format } = schema;
    let valid = true;
    const refuse = (keyword: string): void => {
      valid = this.#refuse(keyword, child(at, keyword), path);
    };
    if (typeof minimum === 'number' && value < minimum) refuse('minimum');
    if (typeof maximum === 'number' && value > maximum) refuse('maximum');
    if (typeof exclusiveMinimum === 'number' && value <= exclusiveMinimum) refuse('exclusiveMinimum');
    if (typeof exclusiveMaximum === 'number' && value >= exclusiveMaximum) refuse('exclusiveMaximum');
    if (typeof multipleOf === 'number' && !isMultipleOf(value, multipleOf)) refuse('multipleOf');
    if (typeof format === 'string' && !hasFormat(format, value)) refuse('format');
    return valid;
  }

  #length(schema: JsonObject, at: Pointer, length: number, path: string): boolean {
    const { minLength, maxLength } = schema;
    if (typeof minLength === 'number' && length < minLength)
      return this.#refuse('minLength', child(at, 'minLength'), path);
    if (typeof maxLength === 'number' && length > maxLength)
      return this.#refuse('maxLength', child(at, 'maxLength'), path);
    return true;
  }

  #string(schema: JsonObject, at: Pointer, value: string, path: string): boolean {
    const { pattern, format } = schema;
    let valid =
      schema['minLength'] === undefined && schema['maxLength'] === undefined
        ? true
        : this.#length(schema, at, lengthOf(value), path);
    if (typeof pattern === 'string' && matchesPattern(pattern, value) === false) {
      valid = this.#refuse('pattern', child(at, 'pattern'), path);
    }
    if (typeof format === 'string' && !hasFormat(format, value)) {
      valid = this.#refuse('format', child(at, 'format'), path);
    }
    return valid;
  }

  #array(schema: JsonObject, at: Pointer, value: readonly unknown[], path: string): boolean {
    const { minItems, maxItems, uniqueItems, prefixItems, items } = schema;
    let valid = true;
    if (typeof minItems === 'number' && value.length < minItems) {
      valid = this.#refuse('minItems', child(at, 'minItems'), path);
    }
    if (typeof maxItems === 'number' && value.length > maxItems) {
      valid = this.#refuse('maxItems', child(at, 'maxItems'), path);
    }
    if (uniqueItems === true && hasDuplicates(value)) {
      valid = this.#refuse('uniqueItems', child(at, 'uniqueItems'), path);
    }
    const prefix = Array.isArray(prefixItems) ? (prefixItems as readonly JsonSchema[]) : [];
    const rest = isSchema(items) ? items : true;
    for (const [index, item] of value.entries()) {
      if (!valid && this.#report === undefined) return false;
      const own = prefix[index];
      const place = own === undefined ? child(at, 'items') : child(at, 'prefixItems', index);
      if (own === undefined && rest === true) break;
      valid =
        this.schema(
          own ?? rest,
          place,
          item,
          `${path}/${index}`,
          own === undefined ? 'items' : 'prefixItems',
        ) && valid;
    }
    return this.#contains(schema, at, value, path) && valid;
  }

  #contains(schema: JsonObject, at: Pointer, value: readonly unknown[], path: string): boolean {
    const { contains, minContains, maxContains } = schema;
    if (contains === undefined) return true;
    const placed: Placed = { schema: contains as JsonSchema, at: child(at, 'contains') };
    const count = value.filter((item) => holds(this.#reader, placed, item)).length;
    const least = typeof minContains === 'number' ? minContains : 1;
    if (count < least) {
      const keyword = typeof minContains === 'number' ? 'minContains' : 'contains';
      return this.#refuse(keyword, child(at, keyword), path);
    }
    if (typeof maxContains === 'number' && count > maxContains) {
      return this.#refuse('maxContains', child(at, 'maxContains'), path);
    }
    return true;
  }

  #members(schema: JsonObject, at: Pointer, value: JsonObject, path: string): boolean {
    const { required, minProperties, maxProperties, propertyNames, dependentRequired } = schema;
    let valid = true;
    for (const name of Array.isArray(required) ? required : []) {
      if (!Object.hasOwn(value, String(name))) {
        valid = this.#refuse('required', child(at, 'required'), path, String(name));
      }
    }
    const keys = Object.keys(value);
    if (typeof minProperties === 'number' && keys.length < minProperties) {
      valid = this.#refuse('minProperties', child(at, 'minProperties'), path);
    }
    if (typeof maxProperties === 'number' && keys.length > maxProperties) {
      valid = this.#refuse('maxProperties', child(at, 'maxProperties'), path);
    }
    for (const [trigger, wanted] of Object.entries(isObject(dependentRequired) ? dependentRequired : {})) {
      if (!Object.hasOwn(value, trigger) || !Array.isArray(wanted)) continue;
      for (const name of wanted) {
        if (Object.hasOwn(value, String(name))) continue;
        valid = this.#refuse(
          'dependentRequired',
          child(at, 'dependentRequired', trigger),
          path,
          String(name),
        );
      }
    }
    if (!valid && this.#report === undefined) return false;
    if (isSchema(propertyNames)) {
      const placed: Placed = { schema: propertyNames, at: child(at, 'propertyNames') };
      if (!keys.every((key) => holds(this.#reader, placed, key))) {
        valid = this.#refuse('propertyNames', placed.at, path);
      }
    }
    for (const key of keys) {
      if (!valid && this.#report === undefined) return false;
      for (const { schema: own, at: place, keyword } of memberSchemas(schema, at, key)) {
        valid = this.schema(own, place, value[key], `${path}/${escapeToken(key)}`, keyword) && valid;
      }
    }
    return valid;
  }

  #applicators(schema: JsonObject, at: Pointer, value: unknown, path: string): boolean {
    let valid = true;
    const { $ref, $dynamicRef, allOf, anyOf, oneOf, not, dependentSchemas } = schema;
    const target = typeof $ref === 'string' ? this.#reader.resolve($ref, at) : undefined;
    if (target !== undefined) valid = this.schema(target.schema, target.at, value, path, '$ref');
    for (const next of typeof $dynamicRef === 'string' ? this.#reader.dynamic($dynamicRef, at) : []) {
      valid = this.schema(next.schema, next.at, value, path, '$dynamicRef') && valid;
    }
    const recursion = schema['$recursiveRef'] === '#' ? this.#reader.recursion(at) : undefined;
    if (recursion !== undefined) {
      valid = this.schema(recursion.schema, recursion.at, value, path, '$recursiveRef') && valid;
    }
    for (const [index, part] of (Array.isArray(allOf) ? allOf : []).entries()) {
      if (!valid && this.#report === undefined) return false;
      valid = this.schema(part, child(at, 'allOf', index), value, path, 'allOf') && valid;
    }
    if (Array.isArray(anyOf)) valid = this.#union('anyOf', schema, at, value, path) && valid;
    if (!valid && this.#report === undefined) return false;
    if (Array.isArray(oneOf)) valid = this.#union('oneOf', schema, at, value, path) && valid;
    if (isSchema(not)) {
      const placed: Placed = { schema: not, at: child(at, 'not') };
      if (holds(this.#reader, placed, value)) valid = this.#refuse('not', placed.at, path);
    }
    if (isObject(dependentSchemas) && isObject(value)) {
      for (const [trigger, own] of Object.entries(dependentSchemas)) {
        if (!Object.hasOwn(value, trigger)) continue;
        const place = child(at, 'dependentSchemas', trigger);
        valid = this.schema(own as JsonSchema, place, value, path, 'dependentSchemas') && valid;
      }
    }
    return this.#conditional(schema, at, value, path) && valid;
  }

  #conditional(schema: JsonObject, at: Pointer, value: unknown, path: string): boolean {
    if (schema['if'] === undefined) return true;
    const test: Placed = { schema: schema['if'] as JsonSchema, at: child(at, 'if') };
    const arm = holds(this.#reader, test, value) ? 'then' : 'else';
    const own = schema[arm];
    return own === undefined ? true : this.schema(own as JsonSchema, child(at, arm), value, path, arm);
  }

  #union(keyword: 'anyOf' | 'oneOf', schema: JsonObject, at: Pointer, value: unknown, path: string): boolean {
    const branches = schema[keyword] as readonly JsonSchema[];
    const placed = branches.map((branch, index) => ({ schema: branch, at: child(at, keyword, index) }));
    let matches = 0;
    for (const branch of placed) {
      if (holds(this.#reader, branch, value)) matches++;
      if (matches > 0 && keyword === 'anyOf') return true;
    }
    if (matches === 1) return true;
    if (this.#report === undefined) return false;
    const meant = matches === 0 ? branchFor(this.#reader, schema, placed, value) : undefined;
    if (meant === undefined) return this.#refuse(keyword, child(at, keyword), path);
    return this.schema(meant.schema, meant.at, value, path, keyword);
  }

  #unevaluated(schema: JsonObject, at: Pointer, value: unknown, path: string): boolean {
    const { unevaluatedProperties: members, unevaluatedItems: items } = schema;
    let valid = true;
    if (members !== undefined && isObject(value) && !isFilePart(value)) {
      const known = evaluatedProperties(this.#reader, { schema, at }, value, holds, false);
      for (const [key, part] of Object.entries(value)) {
        if (known.has(key)) continue;
        const place = `${path}/${escapeToken(key)}`;
        valid =
          this.schema(
            members as JsonSchema,
            child(at, 'unevaluatedProperties'),
            part,
            place,
            'unevaluatedProperties',
          ) && valid;
      }
    }
    if (items !== undefined && Array.isArray(value)) {
      const known = evaluatedItems(this.#reader, { schema, at }, value, holds, false);
      for (const [index, part] of value.entries()) {
        if (known.has(index)) continue;
        const place = child(at, 'unevaluatedItems');
        valid =
          this.schema(items as JsonSchema, place, part, `${path}/${index}`, 'unevaluatedItems') && valid;
      }
    }
    return valid;
  }
}

/** The subschemas of one schema object that speak of the member `key`, and the keyword each stands under. */
export function memberSchemas(
  schema: JsonObject,
  at: Pointer,
  key: string,
): readonly (Placed & { readonly keyword: string })[] {
  const found: (Placed & { keyword: string })[] = [];
  const { properties, patternProperties, additionalProperties } = schema;
  if (isObject(properties) && Object.hasOwn(properties, key)) {
    found.push({
      schema: properties[key] as JsonSchema,
      at: child(at, 'properties', key),
      keyword: 'properties',
    });
  }
  if (isObject(patternProperties)) {
    for (const [source, own] of Object.entries(patternProperties)) {
      if (matchesPattern(source, key) !== true) continue;
      found.push({
        schema: own as JsonSchema,
        at: child(at, 'patternProperties', source),
        keyword: 'patternProperties',
      });
    }
  }
  if (found.length === 0 && additionalProperties !== undefined && additionalProperties !== true) {
    found.push({
      schema: additionalProperties as JsonSchema,
      at: child(at, 'additionalProperties'),
      keyword: 'additionalProperties',
    });
  }
  return found;
}
