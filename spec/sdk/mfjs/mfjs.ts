import { checkKnown, checkRequired, checkSiblings, checkValues, typesOf } from './keywords.ts';
import {
  atLeast,
  defaultLimits,
  isObject,
  type Json,
  MfjsError,
  type MfjsLevel,
  type MfjsLimits,
  type MfjsRules,
  type Path,
  refuse,
} from './mfjs-error.ts';
import { checkReferences, refuseDepth } from './references.ts';

/** The first thing wrong with a schema. */
export interface MfjsFinding {
  /** `At path '<dotted path>': <what is wrong>`, as the API words it. */
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
  /** The text is not JSON, or its root is not an object. */
  readonly syntax: boolean;
}

export interface MfjsOptions {
  /** Default `strict`, the level that the vendor recommends. */
  readonly level?: MfjsLevel;
  readonly limits?: Partial<MfjsLimits>;
}

/** Schemas nested more deeply than this are rejected unread: real schemas are flatter, and the checks recurse. */
const nestingLimit = 1000;

/**
 * Checks a text against Moonshot Flavored JSON Schema, the dialect of tool parameters and structured output.
 * Never throws for bad input. Numbers are seen as read: `1e5` and `100000` are one.
 */
export function checkMfjs(text: string, options: MfjsOptions = {}): MfjsFinding | undefined {
  const rules = { level: options.level ?? 'strict', limits: { ...defaultLimits, ...options.limits } };
  let schema: unknown;
  try {
    schema = JSON.parse(text);
  } catch (cause) {
    return syntaxFinding((cause as Error).message);
  }
  if (schema !== null && !isObject(schema)) return syntaxFinding('the root must be an object');
  return finding(() => {
    if (schema === null) return refuse([], 'schema must be a dict');
    const bytes = new TextEncoder().encode(text).length;
    checkText(schema, rules.level === 'loose');
    if (rules.level === 'loose') return;
    if (bytes > rules.limits.bytes)
      refuse([], `schema size ${bytes} exceeds maximum limit of ${rules.limits.bytes} bytes`);
    checkSchema(schema, [], 0, { ...rules, root: schema, count: { properties: 0 } });
    checkReferences(schema, rules);
  });
}

const syntaxFinding = (message: string): MfjsFinding => ({
  message: `JSON schema parsing error: ${message}`,
  syntax: true,
});

function finding(check: () => void): MfjsFinding | undefined {
  try {
    check();
    return undefined;
  } catch (cause) {
    if (cause instanceof NotJson) return syntaxFinding(cause.message);
    if (!(cause instanceof MfjsError)) throw cause;
    const message = `At path '${cause.path.join('.')}': ${cause.message}`;
    return { message, syntax: false, ...(cause.hint === undefined ? {} : { hint: cause.hint }) };
  }
}

class NotJson extends Error {}

/** Numbers that no double holds, and nesting; without recursion. */
function checkText(schema: unknown, loose: boolean): void {
  const open: { value: unknown; depth: number }[] = [{ value: schema, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, depth } = next;
    if (typeof value === 'number' && !Number.isFinite(value)) throw new NotJson('a number is out of range');
    if (typeof value !== 'object' || value === null) continue;
    if (!loose && depth > nestingLimit) refuse([], `schema is nested more than ${nestingLimit} levels deep`);
    for (const each of Object.values(value)) open.push({ value: each, depth: depth + 1 });
  }
}

interface Context extends MfjsRules {
  readonly root: Json;
  readonly count: { properties: number };
}

const reserved = ['$defs', '$ref', 'anyOf', 'required', 'additionalProperties'];

function checkSchema(schema: Json, path: Path, depth: number, context: Context): void {
  refuseDepth(depth, path, context);
  checkKnown(schema, path, context);
  const types = typesOf(schema, path);
  if (Object.hasOwn(schema, '$ref') && typeof schema['$ref'] !== 'string')
    refuse(path, '$ref must be a string');
  checkAnyOfShape(schema, path, context);
  checkSiblings(schema, types, path, context);
  checkValues(schema, types, path, context);
  checkProperties(schema, path, context);
  checkRequired(schema, path, context);
  checkBelow(schema, path, depth, context);
}

function checkAnyOfShape({ anyOf, ...rest }: Json, path: Path, { limits }: Context): void {
  if (anyOf === undefined) return;
  if (!Array.isArray(anyOf)) refuse(path, 'anyOf must be an array');
  if (anyOf.length === 0 || anyOf.length > limits.anyOf)
    refuse(path, `anyOf must have 1 to ${limits.anyOf} items`);
  if (Object.hasOwn(rest, '$ref')) refuse(path, 'anyOf is not allowed at the same level as $ref');
}

function checkProperties({ properties }: Json, path: Path, context: Context): void {
  if (properties === undefined) return;
  if (!isObject(properties)) refuse(path, 'properties must be an object');
  const at = [...path, 'properties'];
  for (const [name, member] of Object.entries(properties)) {
    context.count.properties += 1;
    if (context.count.properties > context.limits.properties)
      refuse(at, `schema has more than ${context.limits.properties} properties`);
    if (name === '' && atLeast(context.level, 'ultra')) refuse(at, 'property name cannot be empty');
    if (reserved.includes(name) && atLeast(context.level, 'strict'))
      refuse(at, `property name '${name}' is reserved for JSON Schema`, 'Call the property something else.');
    if (!isObject(member)) refuse([...at, name], 'property schema must be an object');
  }
}

function checkBelow(schema: Json, path: Path, depth: number, context: Context): void {
  const { properties, items, additionalProperties, anyOf, $defs } = schema;
  if (Object.hasOwn(schema, 'items') && !isObject(items)) {
    refuse(path, 'items must be an object', 'One schema for all items; tuples are not supported.');
  }
  if (
    Object.hasOwn(schema, 'additionalProperties') &&
    typeof additionalProperties !== 'boolean' &&
    !isObject(additionalProperties)
  ) {
    refuse(path, 'additionalProperties must be a boolean or an object');
  }
  const visit = (each: unknown, ...tokens: readonly string[]): void => {
    if (isObject(each))
      checkSchema(each, [...path, ...tokens], depth + (tokens[0] === 'properties' ? 1 : 0), context);
  };
  if (isObject(properties))
    for (const [name, each] of Object.entries(properties)) visit(each, 'properties', name);
  visit(items, 'items');
  visit(additionalProperties, 'additionalProperties');
  (Array.isArray(anyOf) ? (anyOf as readonly unknown[]) : []).forEach((each, index) => {
    if (!isObject(each)) refuse([...path, 'anyOf', String(index)], 'schema in anyOf must be an object');
    visit(each, 'anyOf', String(index));
  });
  if (!Object.hasOwn(schema, '$defs')) return;
  const at = [...path, '$defs'];
  if (!isObject($defs)) refuse(at, '$defs must be an object');
  refuseSlashes($defs, at);
  for (const name of Object.keys($defs).sort()) {
    if (name === '') refuse(at, '$defs property name cannot be empty');
    if (!isObject($defs[name])) refuse([...at, name], '$defs schema must be object');
    visit($defs[name], '$defs', name);
  }
}

/** References are split at `/`, so no name below $defs may hold one. */
function refuseSlashes(value: unknown, path: Path): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, each] of Object.entries(value)) {
    if (name.includes('/') && !Array.isArray(value))
      refuse(path, `$defs property name '${name.slice(0, 80)}' cannot contain '/' character`);
    refuseSlashes(each, [...path, name]);
  }
}
