import { isObject, tokensOf } from '../../generator/json/pointer.ts';
import type { Pointer } from '../../generator/json/types.ts';
import type { Engine, FuzzTarget } from './engine.ts';

/** Whether a value is valid, according to a validator that somebody else wrote; throws where the validator is defective. */
export type Accepts = (value: unknown) => boolean;

/** The validators that a module exports, by the schemas of a document. */
export interface ForeignValidators {
  /** Undefined where the module has no validator for any schema. */
  readonly engine: Engine | undefined;
  /** The schemas that it has a validator for. */
  readonly covered: readonly FuzzTarget[];
  readonly uncovered: readonly FuzzTarget[];
}

/** Errors that are thrown by mistake; a validator that asserts throws an error of its own class. */
const mistakes: readonly unknown[] = [
  TypeError,
  RangeError,
  ReferenceError,
  SyntaxError,
  URIError,
  EvalError,
];

/**
 * The validators in the exports of a module. Each is a function of the value, a Standard Schema (`~standard`), or an object
 * with a function `validate`, `safeParse` or `parse`. They are found
 * - by the name of a schema: `Pet`, `petSchema`, `validatePet`, `isPet`, also in the default export;
 * - as a function `validate(schema, value)` with two parameters, for every schema that has a name: those of `components`, and the
 *   only one that is fuzzed;
 * - as the default export or `validate`, for the only schema that is fuzzed (`--only`).
 */
export function foreignValidators(
  exported: Readonly<Record<string, unknown>>,
  targets: readonly FuzzTarget[],
): ForeignValidators {
  const main = exported['default'] ?? exported['validate'];
  const named = new Map<string, unknown>();
  const learn = (members: object): void => {
    for (const [name, member] of Object.entries(members)) named.set(plainName(name), member);
  };
  if (isObject(main) && standardOf(main) === undefined) learn(main);
  learn(exported);
  const general = [exported['validate'], exported['default']].find(
    (each) => typeof each === 'function' && each.length >= 2 && standardOf(each) === undefined,
  );
  const own = new Map<Pointer, Accepts>();
  for (const { pointer, name } of targets) {
    const accepts =
      acceptsOf(named.get(plainName(name))) ??
      (general === undefined || (nameInDocument(pointer) === undefined && targets.length > 1)
        ? undefined
        : acceptsOf((value: unknown) => call(general, nameInDocument(pointer) ?? name, value))) ??
      (targets.length === 1 ? acceptsOf(main) : undefined);
    if (accepts !== undefined) own.set(pointer, accepts);
  }
  const engine: Engine = {
    name: 'validator',
    accepts(pointer, value) {
      const accepts = own.get(pointer);
      if (accepts === undefined) throw new Error(`no validator for ${pointer}`);
      return accepts(value);
    },
  };
  return {
    engine: own.size === 0 ? undefined : engine,
    covered: targets.filter(({ pointer }) => own.has(pointer)),
    uncovered: targets.filter(({ pointer }) => !own.has(pointer)),
  };
}

/** The name of a schema of `components` as the document spells it; schemas within operations have none. */
const nameInDocument = (pointer: Pointer): string | undefined =>
  /^#\/(?:components\/schemas|\$defs|definitions)\/[^/]+$/.test(pointer)
    ? tokensOf(pointer).at(-1)
    : undefined;

/** A validator as a function of the value; `undefined` for anything else. */
export function acceptsOf(validator: unknown): Accepts | undefined {
  const standard = standardOf(validator);
  if (standard !== undefined) return (value) => verdictIn(call(standard, value));
  if (typeof validator === 'function') return (value) => deciding(validator, value);
  if (!isObject(validator)) return undefined;
  const method = ['validate', 'safeParse', 'parse'].find((name) => typeof validator[name] === 'function');
  if (method === undefined) return undefined;
  return (value) => deciding((given: unknown) => call(validator[method], given, validator), value);
}

/** A validator that asserts throws its own error for an invalid value; another error is a defect. */
function deciding(validator: unknown, value: unknown): boolean {
  let result: unknown;
  try {
    result = call(validator, value);
  } catch (cause) {
    if (cause instanceof Error && mistakes.includes(cause.constructor)) throw cause;
    return false;
  }
  return verdictIn(result);
}

/** What a result says: `true`, `{ valid }`, `{ success }`, `{ issues }` and a list of errors are the usual ones. */
function verdictIn(result: unknown): boolean {
  if (typeof result === 'boolean') return result;
  if (Array.isArray(result)) return result.length === 0;
  if (result instanceof Promise)
    throw new Error('the validator is asynchronous: a function that returns its verdict at once is needed');
  if (!isObject(result)) return true;
  for (const name of ['valid', 'success', 'ok', 'isValid'])
    if (typeof result[name] === 'boolean') return result[name];
  for (const name of ['issues', 'errors', 'error']) {
    const errors = result[name];
    if (errors !== undefined && errors !== null) return Array.isArray(errors) && errors.length === 0;
  }
  return true;
}

/** The function of a Standard Schema: https://standardschema.dev */
function standardOf(validator: unknown): unknown {
  if ((typeof validator !== 'object' && typeof validator !== 'function') || validator === null)
    return undefined;
  const standard: unknown = Reflect.get(validator, '~standard');
  return isObject(standard) && typeof standard['validate'] === 'function' ? standard['validate'] : undefined;
}

function call(run: unknown, ...parts: readonly unknown[]): unknown {
  return typeof run === 'function' ? Reflect.apply(run, undefined, parts) : undefined;
}

/** `PetSchema`, `validatePet` and `is_pet` belong to the schema `Pet`. */
const plainName = (name: string): string =>
  name
    .replaceAll(/[^A-Za-z0-9]/g, '')
    .toLowerCase()
    .replace(/^(validate|is|assert)(?=.)/, '')
    .replace(/(schema|validator)$/, '');
