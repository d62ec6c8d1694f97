import { atLeast, isObject, type Json, type MfjsRules, type Path, refuse } from './mfjs-error.ts';

const about = ['description', 'title'];
const rootOnly = ['$defs', '$id'];
const ranges = ['minLength', 'maxLength', 'minimum', 'maximum', 'minItems', 'maxItems'];
const known = new Set([
  ...about,
  ...rootOnly,
  ...ranges,
  ...['type', 'properties', 'additionalProperties', 'items', 'enum', 'required', 'anyOf', 'default'],
  ...['$ref', 'pattern'],
]);
const number = ['minimum', 'maximum', 'enum', 'default'];
const keywordsOf: Readonly<Record<string, readonly string[]>> = {
  object: ['properties', 'required', 'additionalProperties', '$ref', 'anyOf', 'default'],
  array: ['items', 'minItems', 'maxItems', '$ref', 'default'],
  string: ['minLength', 'maxLength', 'pattern', 'enum', 'default'],
  number,
  integer: number,
  boolean: ['enum', 'default'],
  null: ['enum', 'default'],
};

/** The types of a schema as a list; empty when it names none. Checks their spelling. */
export function typesOf(schema: Json, path: Path): readonly string[] {
  if (!Object.hasOwn(schema, 'type')) return [];
  const { type } = schema;
  const names = Array.isArray(type) ? (type as readonly unknown[]) : [type];
  if (typeof type !== 'string' && !Array.isArray(type))
    refuse(path, 'type must be string or array of strings');
  if (names.length === 0) refuse(path, 'type array cannot be empty');
  for (const name of names) {
    if (typeof name !== 'string') refuse(path, 'invalid type in type array: not a string');
    if (!Object.hasOwn(keywordsOf, name)) {
      refuse(path, `invalid type '${name}'`, `Use one of ${Object.keys(keywordsOf).join(', ')}.`);
    }
  }
  return names as readonly string[];
}

/** Keywords of the dialect; only level ultra rejects others. */
export function checkKnown(schema: Json, path: Path, { level }: MfjsRules): void {
  if (!atLeast(level, 'ultra')) return;
  const unknown = Object.keys(schema).filter((name) => !known.has(name));
  if (unknown.length > 0) refuse(path, `unsupported keywords: ${unknown.sort().join(', ')}`, 'Remove them.');
}

/** Which keywords stand beside each other. */
export function checkSiblings(schema: Json, types: readonly string[], path: Path, rules: MfjsRules): void {
  const names = Object.keys(schema);
  for (const union of ['anyOf', '$ref']) {
    if (!Object.hasOwn(schema, union)) continue;
    if (types.length > 0) {
      const where = union === 'anyOf' ? 'anyOf items' : 'the referenced schema';
      const message = `when using ${union}, type should be defined in ${where} instead of the parent schema`;
      refuse(path, message, 'Move `type` there.');
    }
    if (!atLeast(rules.level, 'ultra')) continue;
    const other = names.find((name) => ![union, ...about, ...rootOnly, 'default'].includes(name));
    if (other !== undefined) refuse(path, `${other} is not allowed at the same level as ${union}`);
  }
  if (types.length > 1) checkTypeList(schema, types, path, rules);
  const [type] = types;
  if (types.length === 1 && type !== undefined && atLeast(rules.level, 'ultra')) {
    const wrong = names.filter(
      (name) => !['type', ...about, ...rootOnly, ...(keywordsOf[type] ?? [])].includes(name),
    );
    if (wrong.length > 0) refuse(path, `invalid keywords: ${wrong.sort().join(', ')} (type ${type})`);
  }
  if (path.length === 0) return;
  const misplaced = rootOnly.find((name) => Object.hasOwn(schema, name));
  if (misplaced !== undefined) refuse(path, `${misplaced} must be at root level`);
}

function checkTypeList(schema: Json, types: readonly string[], path: Path, { level }: MfjsRules): void {
  const beside = Object.keys(schema).filter(
    (name) => !['type', ...about].includes(name) && !(path.length === 0 && rootOnly.includes(name)),
  );
  if (Object.hasOwn(schema, 'enum')) {
    const other = types.find((name) => !['string', 'integer', 'number', 'boolean', 'null'].includes(name));
    if (other !== undefined) refuse(path, `type '${other}' is not allowed in combination with enum`);
    if (types.length !== 2 || !types.includes('null'))
      refuse(path, `types ${types.join(', ')} are not allowed in combination with enum`);
    const wrong = beside.filter((name) => name !== 'enum' && name !== 'default');
    if (atLeast(level, 'strict') && wrong.length > 0) refuse(path, `invalid keywords: ${wrong.join(', ')}`);
  } else if (atLeast(level, 'strict') && beside.length > 0) {
    const message = `${beside[0]} is not allowed in combination with multiple types`;
    refuse(path, message, 'Give each type its own branch of anyOf.');
  }
}

/** Values of the keywords that hold no schemas. */
export function checkValues(schema: Json, types: readonly string[], path: Path, rules: MfjsRules): void {
  for (const name of [...about, '$id', 'pattern']) {
    if (Object.hasOwn(schema, name) && typeof schema[name] !== 'string')
      refuse(path, `${name} must be a string`);
  }
  checkEnum(schema, types, path, rules);
  checkRange(schema, path, 'minLength', 'maxLength', 'count');
  checkRange(schema, path, 'minItems', 'maxItems', 'count');
  checkRange(schema, path, 'minimum', 'maximum', types.includes('integer') ? 'integer' : 'number');
}

function checkEnum(schema: Json, types: readonly string[], path: Path, { limits }: MfjsRules): void {
  if (!Object.hasOwn(schema, 'enum')) return;
  const { enum: values } = schema;
  if (!Array.isArray(values)) refuse(path, 'enum must be an array');
  if (values.length === 0) refuse(path, 'enum array cannot be empty');
  if (values.length > limits.enumValues)
    refuse(path, `enum array cannot have more than ${limits.enumValues} items`);
  const length = values.reduce<number>((sum, each) => sum + (typeof each === 'string' ? each.length : 0), 0);
  if (values.length > limits.longEnumFrom && length > limits.enumLength)
    refuse(path, `enum strings cannot have more than ${limits.enumLength} characters together`);
  if (types.length === 0) refuse(path, 'type is not defined', 'Put `type` beside `enum`.');
  for (const value of values as readonly unknown[]) checkEnumValue(value, types, path);
}

function checkEnumValue(value: unknown, types: readonly string[], path: Path): void {
  const fits = types.some((type) => {
    if (type === 'null') return value === null;
    if (type === 'integer') return Number.isInteger(value);
    return typeof value === type;
  });
  if (fits) return;
  const shown = JSON.stringify(value).slice(0, 80);
  const numeric = types.find((type) => type === 'integer' || type === 'number');
  if (numeric !== undefined) refuse(path, `enum value ${shown} is not a valid ${numeric}`);
  refuse(path, `enum value ${shown} does not match any type of ${types.join(', ')}`);
}

function checkRange(
  schema: Json,
  path: Path,
  low: string,
  high: string,
  kind: 'count' | 'integer' | 'number',
): void {
  for (const name of [low, high]) {
    if (!Object.hasOwn(schema, name)) continue;
    const value = schema[name];
    if (typeof value !== 'number')
      refuse(path, `${name} must be ${kind === 'number' ? 'a number' : 'an integer'}`);
    if (kind !== 'number' && !Number.isInteger(value)) {
      refuse(path, kind === 'count' ? `${name} must be an integer` : `${name} is not a valid integer`);
    }
    if (kind === 'count' && value < 0) refuse(path, `${name} must be non-negative`);
  }
  const [least, most] = [schema[low], schema[high]];
  if (typeof least === 'number' && typeof most === 'number' && least > most)
    refuse(path, `${low} cannot be greater than ${high}`);
}

/** `required`: names that `properties` declares. */
export function checkRequired(schema: Json, path: Path, { level }: MfjsRules): void {
  if (!Object.hasOwn(schema, 'required')) return;
  const { required, properties } = schema;
  if (!Array.isArray(required)) refuse(path, 'required must be an array');
  const ultra = atLeast(level, 'ultra');
  if (ultra && required.length > 0 && !isObject(properties)) {
    refuse(path, "'properties' keyword is missing", 'Declare what `required` names.');
  }
  const seen = new Set<string>();
  for (const name of required as readonly unknown[]) {
    if (typeof name !== 'string') refuse(path, 'items in required array must be strings');
    if (ultra && name === '') refuse(path, 'property names in required array cannot be empty');
    if (!isObject(properties) || !Object.hasOwn(properties, name)) {
      refuse(
        path,
        `required property '${name}' is not defined in properties`,
        'Declare it, or drop the name.',
      );
    }
    if (ultra && seen.has(name)) refuse(path, `required property '${name}' is listed twice`);
    seen.add(name);
  }
}
