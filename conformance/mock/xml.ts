import type { Contract, MediaType } from '../../generator/contract/model.ts';
import { essence } from '../../generator/json/media-type.ts';
import { isObject } from '../../generator/json/pointer.ts';
import type { JsonSchema } from '../../generator/json/types.ts';
import { shapeOf } from '../../generator/wire/decode.ts';

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
