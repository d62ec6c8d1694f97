import { child, isObject } from '../json/pointer.ts';
import type { JsonObject } from '../json/types.ts';
import { conjuncts } from '../schema/conjuncts.ts';
import { type DecidingKeyword, decides } from '../schema/keywords.ts';
import { below, type Placed } from '../schema/placed.ts';
import type { Reader } from '../schema/reader.ts';
import type { Collision } from './plan.ts';

/** A conjunction taken apart: what speaks of the value itself, what offers a choice, what can only be checked. */
export interface Atoms {
  readonly locals: readonly Placed[];
  /** Schemas of one applicator each: `oneOf`, `anyOf`, `if`, `not` or one entry of `dependentSchemas`. */
  readonly choices: readonly Placed[];
  readonly checks: readonly Placed[];
  readonly never: Collision | undefined;
}

interface Parts {
  readonly local: Placed | undefined;
  readonly choices: readonly Placed[];
  readonly check: Placed | undefined;
  readonly follow: readonly Placed[];
}

/**
 * What becomes of each keyword when a conjunction is taken apart: what it leads to holds of the same value; it offers a
 * choice; it is built into the shape of values (`build-*.ts`), or shapes them and is checked on what was made as well.
 */
const roles: { readonly [keyword in DecidingKeyword]: 'followed' | 'chosen' | 'shaped' | 'checked' } = {
  $ref: 'followed',
  $dynamicRef: 'followed',
  allOf: 'followed',
  anyOf: 'chosen',
  oneOf: 'chosen',
  not: 'chosen',
  if: 'chosen',
  then: 'chosen',
  else: 'chosen',
  dependentSchemas: 'chosen',
  type: 'shaped',
  const: 'shaped',
  enum: 'shaped',
  minimum: 'shaped',
  maximum: 'shaped',
  exclusiveMinimum: 'shaped',
  exclusiveMaximum: 'shaped',
  multipleOf: 'shaped',
  minLength: 'shaped',
  maxLength: 'shaped',
  pattern: 'shaped',
  format: 'shaped',
  minItems: 'shaped',
  maxItems: 'shaped',
  uniqueItems: 'shaped',
  prefixItems: 'shaped',
  items: 'shaped',
  contains: 'shaped',
  minContains: 'shaped',
  maxContains: 'shaped',
  required: 'shaped',
  minProperties: 'shaped',
  maxProperties: 'shaped',
  dependentRequired: 'shaped',
  propertyNames: 'shaped',
  properties: 'shaped',
  patternProperties: 'shaped',
  additionalProperties: 'shaped',
  unevaluatedItems: 'checked',
  unevaluatedProperties: 'checked',
};

/** Annotations that say how values look. */
const shaping = new Set(['default', 'example', 'examples', 'contentEncoding', 'contentMediaType']);

const isOwn = (keyword: string): boolean =>
  shaping.has(keyword) || (decides(keyword) && ['shaped', 'checked'].includes(roles[keyword]));

const parts = new WeakMap<Reader, WeakMap<object, Parts>>();

/** Takes a conjunction apart, through every `$ref` and `allOf`. */
export function atomsOf(reader: Reader, conjunction: readonly Placed[]): Atoms {
  const locals = new Map<object, Placed>();
  const choices = new Map<object, Placed>();
  const checks = new Map<object, Placed>();
  const seen = new Set<object>();
  let never: Collision | undefined;
  const visit = (placed: Placed, keyword: string): void => {
    const { schema, at } = placed;
    if (schema === true) return;
    if (typeof schema !== 'boolean' && !isObject(schema)) {
      never ??= { message: 'the value here is not a schema', keywords: [{ keyword, at }] };
      return;
    }
    if (schema === false) {
      const message = at.endsWith('/$ref')
        ? 'the $ref leads to no schema of this document'
        : 'the schema is false';
      never ??= { message, keywords: [{ keyword, at }] };
      return;
    }
    const reading = reader.read(schema);
    if (seen.has(reading)) return;
    seen.add(reading);
    const taken = partsOf(reader, reading, at);
    if (taken.local !== undefined) locals.set(taken.local.schema as object, taken.local);
    if (taken.check !== undefined) checks.set(taken.check.schema as object, taken.check);
    for (const choice of taken.choices) choices.set(choice.schema as object, choice);
    for (const next of taken.follow) visit(next, 'allOf');
  };
  for (const placed of conjunction) visit(placed, 'false');
  return {
    locals: [...locals.values()],
    choices: [...choices.values()],
    checks: [...checks.values()],
    never,
  };
}

function partsOf(reader: Reader, schema: JsonObject, at: string): Parts {
  const known = parts.get(reader) ?? new WeakMap<object, Parts>();
  parts.set(reader, known);
  const cached = known.get(schema);
  if (cached !== undefined) return cached;
  const result = takeApart(reader, schema, at);
  known.set(schema, result);
  // Parts are taken apart again when a choice is made: each is then its own only part.
  for (const { schema: own } of result.choices) {
    if (own !== schema) known.set(own as object, { ...empty, choices: [{ schema: own, at }] });
  }
  if (result.local !== undefined && result.local.schema !== schema) {
    known.set(result.local.schema as object, { ...empty, local: result.local });
  }
  return result;
}

const empty: Parts = { local: undefined, choices: [], check: undefined, follow: [] };

function takeApart(reader: Reader, schema: JsonObject, at: string): Parts {
  const keys = Object.keys(schema);
  const choices: Placed[] = [];
  const settled = (...members: readonly string[]): JsonObject => reader.settle(pick(schema, ...members));
  const { dependentSchemas } = schema;
  const follow = conjuncts<Placed>(schema, {
    // The loader reports a reference that leads nowhere; here no value is valid by it, so that none is invented.
    reference: (reference, keyword) =>
      (keyword === '$ref' ? reader.resolve(reference, at) : reader.resolveDynamic(reference, at)) ?? {
        schema: false,
        at: child(at, keyword),
      },
    branch: (part, index) => below(at, part, 'allOf', index),
  });
  for (const keyword of ['oneOf', 'anyOf', 'not'] as const) {
    if (schema[keyword] !== undefined) choices.push({ schema: settled(keyword, 'discriminator'), at });
  }
  if (schema['if'] !== undefined && (schema['then'] !== undefined || schema['else'] !== undefined)) {
    choices.push({ schema: settled('if', 'then', 'else'), at });
  }
  for (const trigger of Object.keys(isObject(dependentSchemas) ? dependentSchemas : {})) {
    const entry = { dependentSchemas: pick(dependentSchemas as JsonObject, trigger) };
    choices.push({ schema: reader.settle(entry), at });
  }
  const own = keys.filter(isOwn);
  const whole = own.length === keys.length;
  const local = own.length === 0 ? undefined : { schema: whole ? schema : settled(...own), at };
  const isChecked = own.some((keyword) => decides(keyword) && roles[keyword] === 'checked');
  return { local, choices, check: isChecked ? { schema, at } : undefined, follow };
}

/** A copy with these members only, where present. */
export function pick(schema: JsonObject, ...keys: readonly string[]): JsonObject {
  const picked: Record<string, unknown> = {};
  for (const key of keys) {
    if (!Object.hasOwn(schema, key)) continue;
    Object.defineProperty(picked, key, {
      value: schema[key],
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return picked;
}
