import type { Contract, Parameter } from '../contract/model.ts';
import { isTooDeep } from '../json/depth.ts';
import { isObject } from '../json/pointer.ts';
import type { JsonSchema } from '../json/types.ts';
import { conjuncts } from '../schema/conjuncts.ts';

/** The types, items and members of a schema, through `$ref` and allOf, as far as decoding needs them. */
interface Shape {
  readonly types: ReadonlySet<string>;
  readonly items: JsonSchema | undefined;
  readonly properties: ReadonlyMap<string, JsonSchema>;
  /** It speaks of integers beyond 32 bits: by `format: int64`, or a bound out there. */
  readonly isWide: boolean;
}

const shapes = new WeakMap<Contract, WeakMap<object, Shape>>();

export function shapeOf(contract: Contract, schema: JsonSchema | undefined): Shape {
  if (!isObject(schema)) return findShape(contract, schema, new Set());
  const known = shapes.get(contract) ?? new WeakMap<object, Shape>();
  shapes.set(contract, known);
  const shape = known.get(schema) ?? findShape(contract, schema, new Set());
  known.set(schema, shape);
  return shape;
}

/** @param seen schemas that were looked into, which parts may refer to again */
function findShape(contract: Contract, schema: JsonSchema | undefined, seen: Set<object>): Shape {
  const types = new Set<string>();
  const properties = new Map<string, JsonSchema>();
  let items: JsonSchema | undefined;
  let isWide = false;
  if (isObject(schema) && !seen.has(schema)) {
    seen.add(schema);
    const bounds = [
      schema['maximum'],
      schema['minimum'],
      schema['exclusiveMaximum'],
      schema['exclusiveMinimum'],
    ];
    isWide =
      schema['format'] === 'int64' ||
      bounds.some((bound) => typeof bound === 'number' && Math.abs(bound) >= 2 ** 31);
    const { type } = schema;
    for (const name of Array.isArray(type) ? type : [type]) if (typeof name === 'string') types.add(name);
    for (const value of [...(Array.isArray(schema['enum']) ? schema['enum'] : []), schema['const']]) {
      if (value !== undefined && type === undefined)
        types.add(value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);
    }
    items = schema['items'] as JsonSchema | undefined;
    for (const [name, member] of Object.entries(isObject(schema['properties']) ? schema['properties'] : {})) {
      properties.set(name, member as JsonSchema);
    }
    const parts = [
      ...conjuncts<JsonSchema>(schema, {
        reference: (reference) =>
          reference.startsWith('#') ? contract.schemaAt(reference).normal.schema : undefined,
        branch: (branch) => branch,
      }),
      ...['oneOf', 'anyOf'].flatMap((keyword) => (Array.isArray(schema[keyword]) ? schema[keyword] : [])),
    ];
    for (const part of parts) {
      const shape = findShape(contract, part as JsonSchema, seen);
      for (const name of shape.types) types.add(name);
      for (const [name, member] of shape.properties) properties.set(name, member);
      items ??= shape.items;
      isWide ||= shape.isWide;
    }
  }
  return { types, items, properties, isWide };
}

/** Reads a text as the type of the schema; a text of another form stays a string, which the validator then rejects. */
function primitive(contract: Contract, schema: JsonSchema | undefined, raw: string): unknown {
  const { types } = shapeOf(contract, schema);
  if (types.has('string') || types.size === 0) return raw;
  if ((types.has('integer') || types.has('number')) && /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(raw))
    return Number(raw);
  if (types.has('boolean') && (raw === 'true' || raw === 'false')) return raw === 'true';
  if (types.has('null') && raw === '') return null;
  return raw;
}

const list = (contract: Contract, shape: Shape, raw: readonly string[]): unknown =>
  raw.map((item) => primitive(contract, shape.items, item));

function record(contract: Contract, shape: Shape, pairs: readonly (readonly [string, string])[]): unknown {
  return Object.fromEntries(
    pairs.map(([key, raw]) => [key, primitive(contract, shape.properties.get(key), raw)]),
  );
}

/** Names and values that stand one behind the other. */
export const pairsOf = (flat: readonly string[]): (readonly [string, string])[] =>
  flat.flatMap((key, index) => (index % 2 === 0 ? [[key, flat[index + 1] ?? ''] as const] : []));

const splitPair = (text: string): readonly [string, string] => {
  const at = text.indexOf('=');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
};

const decodeText = (raw: string): string => {
  try {
    return decodeURIComponent(raw);
  } catch {
    return raw;
  }
};

/** What a text says as JSON; the text itself where it says nothing. */
export function jsonOf(raw: string): unknown {
  if (isTooDeep(raw)) return raw;
  try {
    return JSON.parse(raw);
  } catch {
    return raw;
  }
}

/** A path parameter from the raw (still escaped) text that stood in its place. */
export function decodePath(contract: Contract, parameter: Parameter, raw: string): unknown {
  if (parameter.content !== undefined) return jsonOf(decodeText(raw));
  const { style, explode, name } = parameter;
  const schema = parameter.schema?.normal.schema;
  const shape = shapeOf(contract, schema);
  const structured = shape.types.has('array') || shape.types.has('object');
  let body = style === 'label' ? raw.replace(/^\./, '') : style === 'matrix' ? raw.replace(/^;/, '') : raw;
  if (style === 'matrix' && !(explode && structured))
    body = body === name ? '' : body.replace(`${name}=`, '');
  if (!structured) return primitive(contract, schema, decodeText(body));
  const joint = explode && style === 'label' ? '.' : explode && style === 'matrix' ? ';' : ',';
  const parts = body.split(joint);
  if (shape.types.has('array')) {
    return list(
      contract,
      shape,
      parts.map((part) => decodeText(style === 'matrix' && explode ? splitPair(part)[1] : part)),
    );
  }
  const pairs = explode ? parts.map(splitPair) : pairsOf(parts);
  return record(
    contract,
    shape,
    pairs.map(([key, value]) => [decodeText(key), decodeText(value)]),
  );
}

/** A query parameter from all pairs of the query, or `undefined` when it was not sent. */
export function decodeQuery(contract: Contract, parameter: Parameter, search: string): unknown {
  const pairs = search
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const [key, value] = splitPair(part);
      return [decodeText(key.replaceAll('+', ' ')), value.replaceAll('+', ' ')] as const;
    });
  const { name, style, explode } = parameter;
  const schema = parameter.schema?.normal.schema;
  const shape = shapeOf(contract, schema);
  const own = pairs.filter(([key]) => key === name).map(([, value]) => value);
  if (parameter.content !== undefined) return own[0] === undefined ? undefined : jsonOf(decodeText(own[0]));
  if (shape.types.has('object') && (style === 'deepObject' || explode)) {
    const members =
      style === 'deepObject'
        ? pairs.flatMap(([key, value]) =>
            key.startsWith(`${name}[`) && key.endsWith(']')
              ? [[key.slice(name.length + 1, -1), decodeText(value)] as const]
              : [],
          )
        : pairs.flatMap(([key, value]) =>
            shape.properties.has(key) ? [[key, decodeText(value)] as const] : [],
          );
    return members.length === 0 ? undefined : record(contract, shape, members);
  }
  const [first] = own;
  if (first === undefined) return undefined;
  const separator = style === 'spaceDelimited' ? / |%20/ : style === 'pipeDelimited' ? /\||%7C/i : ',';
  if (shape.types.has('array')) {
    return list(contract, shape, (explode ? own : first.split(separator)).map(decodeText));
  }
  if (shape.types.has('object'))
    return record(contract, shape, pairsOf(first.split(separator).map(decodeText)));
  return primitive(contract, schema, decodeText(first));
}

/** The whole query (`in: querystring`, OpenAPI 3.2), or `undefined` when there is none. */
export function decodeWholeQuery(contract: Contract, parameter: Parameter, search: string): unknown {
  if (search === '') return undefined;
  const { content } = parameter;
  if (content?.contentType.startsWith('application/x-www-form-urlencoded') !== true)
    return jsonOf(decodeText(search));
  const { properties } = shapeOf(contract, content.schema?.normal.schema);
  const members = new Map<string, unknown>();
  for (const [name, text] of new URLSearchParams(search)) {
    const schema = properties.get(name);
    const { types, items } = shapeOf(contract, schema);
    const known = members.get(name);
    if (types.has('array'))
      members.set(name, [...(Array.isArray(known) ? known : []), primitive(contract, items, text)]);
    else members.set(name, primitive(contract, schema, text));
  }
  return Object.fromEntries(members);
}

/** A cookie parameter from the header `Cookie`, or `undefined` when it was not sent. */
export function decodeCookie(contract: Contract, parameter: Parameter, header: string): unknown {
  const { name, style, explode, content } = parameter;
  const isEscaped = style === 'form' || content !== undefined;
  const pairs = header
    .split(/;\s*/)
    .filter((pair) => pair.includes('='))
    .map(splitPair);
  const text = (raw: string): string => (isEscaped ? decodeText(raw) : raw);
  const own = pairs.filter(([key]) => key === name).map(([, value]) => value);
  const [first] = own;
  if (content !== undefined) return first === undefined ? undefined : jsonOf(text(first));
  const schema = parameter.schema?.normal.schema;
  const shape = shapeOf(contract, schema);
  if (shape.types.has('object') && explode) {
    const members = pairs.flatMap(([key, value]) =>
      shape.properties.has(text(key)) ? [[text(key), text(value)] as const] : [],
    );
    return members.length === 0 ? undefined : record(contract, shape, members);
  }
  if (first === undefined) return undefined;
  if (shape.types.has('array')) {
    // Several cookies of a name are items; so are commas in one, as older clients write them.
    const items = own.length > 1 ? own : first.split(',');
    return list(contract, shape, items.map(text));
  }
  if (shape.types.has('object')) return record(contract, shape, pairsOf(first.split(',').map(text)));
  return primitive(contract, schema, text(first));
}

/** A header from its text. */
export function decodeHeader(contract: Contract, parameter: Parameter, raw: string): unknown {
  if (parameter.content !== undefined) return jsonOf(raw);
  const schema = parameter.schema?.normal.schema;
  const shape = shapeOf(contract, schema);
  const parts = raw.split(',').map((part) => part.trim());
  if (shape.types.has('array')) return list(contract, shape, parts);
  if (shape.types.has('object'))
    return record(contract, shape, parameter.explode ? parts.map(splitPair) : pairsOf(parts));
  return primitive(contract, schema, raw);
}

/** A text field of a form: JSON for lists and objects, else by the type of the schema. */
export function decodeField(contract: Contract, schema: JsonSchema | undefined, raw: string): unknown {
  const shape = shapeOf(contract, schema);
  return shape.types.has('object') || shape.types.has('array')
    ? jsonOf(raw)
    : primitive(contract, schema, raw);
}

/** The schema of a member of a form. */
export const memberSchema = (
  contract: Contract,
  schema: JsonSchema | undefined,
  name: string,
): JsonSchema | undefined => shapeOf(contract, schema).properties.get(name);

/** The types that a schema, through `$ref` and allOf, names. */
export const typesOf = (contract: Contract, schema: JsonSchema | undefined): ReadonlySet<string> =>
  shapeOf(contract, schema).types;
