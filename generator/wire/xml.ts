import { XMLParser, XMLValidator } from 'fast-xml-parser';
import type { Contract, MediaType } from '../contract/model.ts';
import { essence } from '../json/media-type.ts';
import { isObject } from '../json/pointer.ts';
import type { JsonSchema } from '../json/types.ts';
import { shapeOf } from './decode.ts';

/** Whether a media type is XML. SVG is an image. */
export const isXml = ({ contentType }: Pick<MediaType, 'contentType'>): boolean =>
  /[/+]xml$/.test(essence(contentType)) && !essence(contentType).startsWith('image/');

interface XmlHints {
  readonly name?: string;
  readonly prefix?: string;
  readonly namespace?: string;
  readonly attribute: boolean;
  readonly wrapped: boolean;
}

/** A value as XML, by the `xml` objects of its schema (OpenAPI 3.1, 4.8.26). */
export function toXml(contract: Contract, schema: JsonSchema | undefined, value: unknown): string {
  const root =
    hintsOf(contract, schema).name ?? referenceName(schema) ?? (Array.isArray(value) ? 'items' : 'root');
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element(contract, schema, root, value, true)}`;
}

/** The value that an XML text has by the `xml` objects of its schema, or what is wrong with the text. */
export function fromXml(
  contract: Contract,
  schema: JsonSchema | undefined,
  text: string,
): { readonly value: unknown } | { readonly problem: string } {
  const checked = XMLValidator.validate(text);
  if (checked !== true) return { problem: `${checked.err.msg} (line ${checked.err.line})` };
  let parsed: unknown;
  try {
    parsed = parser.parse(text);
  } catch (cause) {
    // Bounds of the parser, such as on the expansion of entities.
    return { problem: cause instanceof Error ? cause.message : String(cause) };
  }
  const [root, ...others] = isObject(parsed) ? Object.entries(parsed) : [];
  if (root === undefined || others.length > 0) return { problem: 'one root element is expected' };
  const [name, node] = root;
  const wanted = hintsOf(contract, schema).name;
  if (wanted !== undefined && wanted !== name)
    return { problem: `the root element is ${name}, expected ${wanted}` };
  return { value: shapedValue(contract, schema, node, true) };
}

/** Types are given by the schema, and prefixes only by namespaces. */
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  textNodeName: '#',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  removeNSPrefix: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
});

function shapedValue(
  contract: Contract,
  schema: JsonSchema | undefined,
  node: unknown,
  isOuter = false,
): unknown {
  const { types, items, properties } = shapeOf(contract, schema);
  if (types.has('array')) {
    const isWrapped = isOuter || hintsOf(contract, schema).wrapped;
    const inner = isWrapped && isObject(node) ? elementsOf(node).flatMap(([, each]) => each) : node;
    const list = isWrapped && !isObject(node) ? [] : Array.isArray(inner) ? inner : [inner];
    return list.map((item) => shapedValue(contract, items, item));
  }
  if (properties.size > 0 || types.has('object')) {
    const given = isObject(node) ? node : {};
    const value: Record<string, unknown> = {};
    const known = new Set<string>();
    for (const [name, member] of properties) {
      const own = hintsOf(contract, member);
      const key = `${own.attribute ? '@' : ''}${own.name ?? name}`;
      known.add(key);
      if (Object.hasOwn(given, key)) value[name] = shapedValue(contract, member, given[key]);
    }
    for (const [name, each] of elementsOf(given)) if (!known.has(name)) value[name] = each;
    return value;
  }
  const text = isObject(node) ? node['#'] : node;
  if (isObject(node) && node['@nil'] === 'true') return null;
  return typed(types, typeof text === 'string' ? text : '');
}

const elementsOf = (node: Readonly<Record<string, unknown>>): readonly (readonly [string, unknown])[] =>
  Object.entries(node).filter(([name]) => name !== '#' && !name.startsWith('@'));

/** A text of another form stays a text, which is then invalid. */
function typed(types: ReadonlySet<string>, text: string): unknown {
  const trimmed = text.trim();
  if (
    (types.has('integer') || types.has('number')) &&
    /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/.test(trimmed)
  )
    return Number(trimmed);
  if (types.has('boolean') && /^(true|false|1|0)$/.test(trimmed))
    return trimmed === 'true' || trimmed === '1';
  if (types.has('null') && trimmed === '') return null;
  return text;
}

function element(
  contract: Contract,
  schema: JsonSchema | undefined,
  name: string,
  value: unknown,
  isRoot = false,
): string {
  const { types, items, properties } = shapeOf(contract, schema);
  const hints = hintsOf(contract, schema);
  if (Array.isArray(value) || (types.has('array') && value !== undefined)) {
    const list = Array.isArray(value) ? value : [value];
    const itemName = hintsOf(contract, items).name ?? (isRoot ? (referenceName(items) ?? 'item') : name);
    const inner = list.map((item) => element(contract, items, itemName, item)).join('');
    if (!hints.wrapped && !isRoot) return inner;
    const outer = tagOf(hints, name);
    return `<${outer}${namespaceOf(hints)}>${inner}</${outer}>`;
  }
  const tag = tagOf(hints, name);
  if (!isObject(value)) {
    if (value === null || value === undefined) return `<${tag}${namespaceOf(hints)}/>`;
    return `<${tag}${namespaceOf(hints)}>${escaped(String(value))}</${tag}>`;
  }
  let attributes = namespaceOf(hints);
  let inner = '';
  for (const [key, member] of Object.entries(value)) {
    if (member === undefined) continue;
    const memberSchema = properties.get(key);
    const own = hintsOf(contract, memberSchema);
    const memberName = own.name ?? key;
    if (own.attribute) attributes += ` ${safeName(memberName)}="${escaped(String(member))}"`;
    else inner += element(contract, memberSchema, memberName, member);
  }
  return inner === '' ? `<${tag}${attributes}/>` : `<${tag}${attributes}>${inner}</${tag}>`;
}

function hintsOf(contract: Contract, schema: JsonSchema | undefined): XmlHints {
  const given = isObject(schema) ? schema['xml'] : undefined;
  const ref = isObject(schema) ? schema['$ref'] : undefined;
  if (!isObject(given))
    return typeof ref === 'string' && ref.startsWith('#')
      ? hintsOf(contract, contract.schemaAt(ref).raw)
      : { attribute: false, wrapped: false };
  const text = (key: 'name' | 'prefix' | 'namespace') =>
    typeof given[key] === 'string' ? { [key]: given[key] } : {};
  const nodeType = given['nodeType'];
  return {
    ...text('name'),
    ...text('prefix'),
    ...text('namespace'),
    attribute: given['attribute'] === true || nodeType === 'attribute',
    wrapped: given['wrapped'] === true || nodeType === 'element',
  };
}

const referenceName = (schema: JsonSchema | undefined): string | undefined => {
  const ref = isObject(schema) ? schema['$ref'] : undefined;
  return typeof ref === 'string' ? /[^/]+$/.exec(ref)?.[0] : undefined;
};

const tagOf = ({ prefix, name: own }: XmlHints, name: string): string =>
  `${prefix === undefined ? '' : `${safeName(prefix)}:`}${safeName(own ?? name)}`;

const namespaceOf = ({ namespace, prefix }: XmlHints): string =>
  namespace === undefined
    ? ''
    : ` xmlns${prefix === undefined ? '' : `:${safeName(prefix)}`}="${escaped(namespace)}"`;

/** A name that XML allows. */
function safeName(name: string): string {
  const safe = name.replaceAll(/[^\p{L}\p{N}_.-]/gu, '_');
  return /^[\p{L}_]/u.test(safe) ? safe : `_${safe}`;
}

/** Characters that XML cannot represent are left out (XML 1.0, 2.2). */
const escaped = (text: string): string =>
  [...text]
    .filter((character) => /[\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u.test(character))
    .join('')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
