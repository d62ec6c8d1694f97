import { isObject } from '../../json/pointer.ts';
import type { JsonObject, JsonSchema } from '../../json/types.ts';
import { type JsonType, jsonTypes } from '../facts.ts';
import { decides } from '../keywords.ts';
import { type Body, listed, weightOf } from './emit-schema.ts';
import { every, isInherited, literal, not, some, type Test, typeTest } from './expressions.ts';

/** Above this many assertions an expression reads worse than a function. */
const mostAssertions = 10;

const always: Test = ['true', 'false'];

/**
 * A condition that is true when a value is valid, for the few keywords that conditions are made of; `undefined` when a
 * function is needed. `value` is a local of the function, as conditions narrow its type.
 */
export function smallTest(
  body: Body,
  schema: JsonSchema,
  value: string,
  known: JsonType | undefined,
): Test | undefined {
  if (typeof schema === 'boolean') return schema ? always : not(always);
  if (weightOf(schema) > mostAssertions) return undefined;
  const asserted = Object.keys(schema).filter(decides);
  const parts: Test[] = [];
  let isKnown = known;
  if (asserted.includes('type')) {
    const { type } = schema;
    if (type !== 'integer' && !jsonTypes.some((one) => one === type)) return undefined;
    if (known !== type) parts.push(typeTest(type as 'integer', value, body.writer.helper));
    isKnown = type === 'integer' ? 'number' : (type as JsonType);
  }
  for (const keyword of asserted) {
    const test = keyword === 'type' ? always : keywordTest(body, schema, keyword, value, isKnown);
    if (test === undefined) return undefined;
    if (test[0] !== 'true') parts.push(test);
  }
  return parts.length === 0 ? always : every(parts);
}

function keywordTest(
  body: Body,
  schema: JsonObject,
  keyword: string,
  value: string,
  known: JsonType | undefined,
): Test | undefined {
  switch (keyword) {
    case 'const':
      return scalarTest(body, [schema['const']], value);
    case 'enum':
      return Array.isArray(schema['enum']) ? scalarTest(body, schema['enum'], value) : undefined;
    case 'not': {
      const test = smallTest(body, schema['not'] as JsonSchema, value, known);
      return test === undefined ? undefined : not(test);
    }
    case 'required': {
      const test = requiredTest(schema, value);
      if (test === undefined || test[0] === 'true' || known === 'object') return test;
      if (known !== undefined) return always;
      return some([not(typeTest('object', value, body.writer.helper)), test]);
    }
    default:
      return undefined;
  }
}

function scalarTest(body: Body, values: readonly unknown[], value: string): Test | undefined {
  const isScalar = values.every((entry) => typeof entry !== 'object' || entry === null);
  return isScalar && values.length > 0 ? listed(body, values, value).test : undefined;
}

/** That members are there; names that every object inherits must be asked for as own members. */
function requiredTest(schema: JsonObject, value: string): Test | undefined {
  const names = Array.isArray(schema['required']) ? schema['required'].map(String) : [];
  if (names.some(isInherited) || isObject(schema['properties'])) return undefined;
  if (names.length === 0) return always;
  return every(
    names.map((name): Test => {
      const place = `${value}[${literal(name)}]`;
      return [`${place} !== undefined`, `${place} === undefined`];
    }),
  );
}
