import type { Dialect } from '../contract/model.ts';
import { child, isObject } from '../json/pointer.ts';
import type { Pointer } from '../json/types.ts';
import { decides } from '../schema/keywords.ts';
import type { Draft } from './draft.ts';
import type { Violation } from './official-schemas.ts';
import { type Done, lastToken, leftOut, wrote } from './value-repairs.ts';

/** Repairs that look at the whole object: what people write in parameters, security schemes and schemas. */
export function repairObject(draft: Draft, violation: Violation, dialect: Dialect): Done | undefined {
  const found = draft.objectAt(violation.pointer);
  // A list of schemas where one is expected is a matter of the schema around it.
  const { place, pointer } =
    found.place === 'schemaList' && lastToken(found.pointer) === 'items'
      ? draft.objectAt(found.pointer.slice(0, found.pointer.lastIndexOf('/')))
      : found;
  const object = draft.value(pointer);
  if (!isObject(object) || typeof object['$ref'] === 'string') return undefined;
  switch (place) {
    case 'parameter':
    case 'header':
      return parameter(draft, pointer, object, violation);
    case 'securityScheme':
      return securityScheme(draft, pointer, object, violation);
    case 'schema':
      return dialect === '3.0'
        ? schema30(draft, pointer, object, violation)
        : schema31(draft, pointer, object, violation);
    default:
      return undefined;
  }
}

/** Members of a parameter of Swagger 2.0 that its schema has later; `required` is the parameter's own there too. */
const isOfSchema = (name: string): boolean =>
  (decides(name) && name !== 'required') || name === 'default' || name === 'nullable';
const notBesideContent = ['style', 'explode', 'allowReserved', 'example', 'examples'];

function parameter(
  draft: Draft,
  pointer: Pointer,
  object: Record<string, unknown>,
  { keyword, pointer: at, params }: Violation,
): Done | undefined {
  if (lastToken(at) === 'in' && keyword !== 'type')
    return leftOut(draft, pointer, 'the parameter is left out');
  if (keyword === 'required' && params['missingProperty'] === 'required')
    return wrote(draft, child(pointer, 'required'), true);
  const { schema, content } = object;
  const isUnknown = keyword === 'additionalProperties' || keyword === 'unevaluatedProperties';
  if (at !== pointer && lastToken(at) !== 'content') return undefined;
  if (schema !== undefined && content !== undefined)
    return leftOut(draft, child(pointer, 'content'), 'content is left out');
  if (content !== undefined) {
    const many = isObject(content) ? Object.entries(content) : [];
    if (many.length > 1)
      return wrote(
        draft,
        child(pointer, 'content'),
        Object.fromEntries(many.slice(0, 1)),
        'read as the first of its media types',
      );
    if (many.length === 0) return leftOut(draft, child(pointer, 'content'), 'content is left out');
    const extra = notBesideContent.find((name) => Object.hasOwn(object, name));
    return extra === undefined ? undefined : leftOut(draft, child(pointer, extra), `${extra} is left out`);
  }
  if (schema !== undefined) return undefined;
  const isShape = isUnknown || ['required', 'oneOf', 'not'].includes(keyword);
  if (!isShape || params['missingProperty'] === 'name' || params['missingProperty'] === 'in')
    return undefined;
  const made = Object.fromEntries(Object.entries(object).filter(([name]) => isOfSchema(name)));
  for (const name of Object.keys(made)) draft.remove(child(pointer, name));
  draft.set(child(pointer, 'schema'), made);
  return { at: pointer, how: `read as if it had the schema ${JSON.stringify(made).slice(0, 120)}` };
}

function securityScheme(
  draft: Draft,
  pointer: Pointer,
  object: Record<string, unknown>,
  { pointer: at, keyword }: Violation,
): Done | undefined {
  if (object['type'] === 'basic') {
    draft.set(child(pointer, 'scheme'), 'basic');
    draft.set(child(pointer, 'type'), 'http');
    return { at: pointer, how: 'read as the scheme basic of the type http' };
  }
  if (
    typeof object['type'] !== 'string' ||
    lastToken(at) === 'type' ||
    (at === pointer && keyword === 'required')
  )
    return leftOut(draft, pointer, 'the security scheme is left out');
  return undefined;
}

/** Words of programming languages for the types of JSON Schema. */
const aliases: Readonly<Record<string, string>> = {
  ...{
    int: 'integer',
    int32: 'integer',
    int64: 'integer',
    long: 'integer',
    float: 'number',
    double: 'number',
  },
  ...{
    decimal: 'number',
    bool: 'boolean',
    str: 'string',
    text: 'string',
    date: 'string',
    datetime: 'string',
  },
  ...{
    'date-time': 'string',
    uuid: 'string',
    file: 'string',
    binary: 'string',
    dict: 'object',
    map: 'object',
    list: 'array',
  },
};

/** A type in other words; undefined for one that says nothing. */
function likelyType(type: unknown): string | undefined {
  const lower = String(type).toLowerCase();
  const known = ['string', 'number', 'integer', 'boolean', 'array', 'object'];
  return known.includes(lower) ? lower : aliases[lower];
}

function schema30(
  draft: Draft,
  pointer: Pointer,
  object: Record<string, unknown>,
  { pointer: at, keyword, params }: Violation,
): Done | undefined {
  const key = lastToken(at);
  if (keyword === 'additionalProperties' && at === pointer)
    return word31(draft, pointer, object, String(params['additionalProperty']));
  if (at === child(pointer, 'type')) return type30(draft, pointer, object['type']);
  const isBound = at === child(pointer, 'exclusiveMinimum') || at === child(pointer, 'exclusiveMaximum');
  if (isBound && typeof object[key] === 'number') {
    draft.set(child(pointer, key === 'exclusiveMinimum' ? 'minimum' : 'maximum'), object[key]);
    draft.set(at, true);
    return { at: pointer, how: `read as the exclusive bound ${object[key]}` };
  }
  return undefined;
}

/** A keyword of later versions in 3.0, in the words of 3.0 where it has some. */
function word31(
  draft: Draft,
  pointer: Pointer,
  object: Record<string, unknown>,
  name: string,
): Done | undefined {
  const value = object[name];
  const at = child(pointer, name);
  if (name === 'const' && object['enum'] === undefined) {
    draft.remove(at);
    draft.set(child(pointer, 'enum'), [value]);
    return { at: pointer, how: `read as the enum of ${JSON.stringify(value)}` };
  }
  if (name === 'examples' && Array.isArray(value) && value.length > 0 && object['example'] === undefined) {
    draft.remove(at);
    draft.set(child(pointer, 'example'), value[0]);
    return { at: pointer, how: 'read as the example that is the first of them' };
  }
  return leftOut(draft, at, `${JSON.stringify(name)} is not a keyword of 3.0; it is left out`);
}

function type30(draft: Draft, pointer: Pointer, type: unknown): Done | undefined {
  const at = child(pointer, 'type');
  if (type === 'null') {
    draft.remove(at);
    draft.set(child(pointer, 'nullable'), true);
    draft.set(child(pointer, 'enum'), [null]);
    return { at: pointer, how: 'read as a schema of null alone' };
  }
  if (Array.isArray(type)) {
    const types = type.map(likelyType).filter((each) => each !== undefined);
    const isNullable = type.some((each) => each === 'null' || each === null);
    if (isNullable) draft.set(child(pointer, 'nullable'), true);
    const [only, ...more] = types;
    const how = `read as ${types.join(' or ')}${isNullable ? ' or null' : ''}`;
    if (only !== undefined && more.length === 0) {
      draft.set(at, only);
      return { at: pointer, how };
    }
    draft.remove(at);
    const branches = types.map((each) => ({ type: each, ...(isNullable ? { nullable: true } : {}) }));
    if (types.length > 1 && draft.value(child(pointer, 'anyOf')) === undefined)
      draft.set(child(pointer, 'anyOf'), branches);
    return { at: pointer, how };
  }
  const likely = likelyType(type);
  return likely === undefined ? leftOut(draft, at, 'read as a schema of any type') : wrote(draft, at, likely);
}

function schema31(
  draft: Draft,
  pointer: Pointer,
  object: Record<string, unknown>,
  { pointer: at }: Violation,
): Done | undefined {
  const key = lastToken(at);
  const value = object[key];
  const bounds: Readonly<Record<string, string>> = {
    exclusiveMinimum: 'minimum',
    exclusiveMaximum: 'maximum',
  };
  const bound = at === child(pointer, key) ? bounds[key] : undefined;
  if (bound !== undefined && typeof value === 'boolean') {
    const limit = object[bound];
    if (!value || typeof limit !== 'number') return leftOut(draft, at, 'left out');
    draft.remove(child(pointer, bound));
    draft.set(at, limit);
    return { at: pointer, how: `read as the exclusive bound ${limit}, as in 3.0` };
  }
  if (at === child(pointer, 'items') && Array.isArray(value)) {
    draft.remove(at);
    draft.set(child(pointer, 'prefixItems'), value);
    return { at: pointer, how: 'read as prefixItems' };
  }
  if (at === child(pointer, 'type') || at.startsWith(`${child(pointer, 'type')}/`)) {
    const { type } = object;
    const types = [type].flat().map((each) => (each === 'null' || each === null ? 'null' : likelyType(each)));
    const known = [...new Set(types.filter((each) => each !== undefined))];
    const place = child(pointer, 'type');
    if (known.length === 0) return leftOut(draft, place, 'read as a schema of any type');
    return wrote(draft, place, known.length === 1 ? known[0] : known);
  }
  return undefined;
}
