import { child, isObject } from '../json/pointer.ts';
import type { JsonObject, JsonSchema } from '../json/types.ts';
import type { Collision } from './plan.ts';
import type { Placed, Reader } from './reader.ts';

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

const applicators = new Set([
  '$ref',
  '$dynamicRef',
  '$recursiveRef',
  '$recursiveAnchor',
  'allOf',
  'anyOf',
  'oneOf',
  'if',
  'then',
  'else',
  'not',
  'dependentSchemas',
  'dependencies',
]);
const annotations = new Set([
  'title',
  'description',
  '$comment',
  '$schema',
  '$id',
  '$anchor',
  '$defs',
  'deprecated',
  'discriminator',
  'externalDocs',
  'xml',
  'readOnly',
  'writeOnly',
]);
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
      never ??= { message: 'what stands here is no schema', keywords: [{ keyword, at }] };
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
  const follow: Placed[] = [];
  const choices: Placed[] = [];
  const settled = (...members: readonly string[]): JsonObject => reader.settle(pick(schema, ...members));
  const { $ref, $dynamicRef } = schema;
  // A reference to nowhere is reported by the loader; here it admits nothing, so that no value is made up.
  if (typeof $ref === 'string')
    follow.push(reader.resolve($ref, at) ?? { schema: false, at: child(at, '$ref') });
  if (typeof $dynamicRef === 'string') {
    const targets = reader.dynamic($dynamicRef, at);
    follow.push(...(targets.length > 0 ? targets : [{ schema: false, at: child(at, '$dynamicRef') }]));
  }
  if (schema['$recursiveRef'] === '#') {
    follow.push(reader.recursion(at) ?? { schema: false, at: child(at, '$recursiveRef') });
  }
  if (Array.isArray(schema['allOf'])) {
    for (const [index, part] of schema['allOf'].entries()) {
      follow.push({ schema: part as JsonSchema, at: child(at, 'allOf', index) });
    }
  }
  for (const keyword of ['oneOf', 'anyOf', 'not'] as const) {
    if (schema[keyword] !== undefined) choices.push({ schema: settled(keyword, 'discriminator'), at });
  }
  if (schema['if'] !== undefined && (schema['then'] !== undefined || schema['else'] !== undefined)) {
    choices.push({ schema: settled('if', 'then', 'else'), at });
  }
  const { dependentSchemas } = schema;
  for (const trigger of Object.keys(isObject(dependentSchemas) ? dependentSchemas : {})) {
    const entry = { dependentSchemas: pick(dependentSchemas as JsonObject, trigger) };
    choices.push({ schema: reader.settle(entry), at });
  }
  const own = keys.filter((key) => !applicators.has(key) && !annotations.has(key) && !key.startsWith('x-'));
  const whole = own.length === keys.length;
  const local = own.length === 0 ? undefined : { schema: whole ? schema : settled(...own), at };
  const unevaluated =
    schema['unevaluatedProperties'] !== undefined || schema['unevaluatedItems'] !== undefined;
  return { local, choices, check: unevaluated ? { schema, at } : undefined, follow };
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
