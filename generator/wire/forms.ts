import type { Contract, MediaType } from '../contract/model.ts';
import { isObject } from '../json/pointer.ts';
import type { JsonSchema } from '../json/types.ts';
import { decodeField, memberSchema, shapeOf } from './decode.ts';

/** A name of a form and what stands there: a text, a file, or a value that becomes a text. */
export type Field = readonly [name: string, item: unknown];

export const fieldText = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value);

const separators: { readonly [style: string]: string } = {
  form: ',',
  spaceDelimited: ' ',
  pipeDelimited: '|',
};

/**
 * The fields of a form. A list is one field an item; a member whose encoding has a style is written in it, and `deepObject`
 * goes on into what is below: `items[0][price]=7` (OpenAPI 3.1, 4.8.15; below the first level as servers read it).
 */
export const formFields = (value: unknown, media: MediaType | undefined): readonly Field[] =>
  Object.entries(isObject(value) ? value : {}).flatMap(([name, member]): readonly Field[] => {
    const { style, explode = style === 'form' } = media?.encoding.get(name) ?? {};
    if (typeof member !== 'object' || member === null) return [[name, member]];
    if (style === 'deepObject') return deepFields(name, member);
    if (!Array.isArray(member)) return [[name, member]];
    const separator = explode ? undefined : separators[style ?? ''];
    if (separator === undefined) return member.map((item): Field => [name, item]);
    return member.length === 0 ? [] : [[name, member.map(fieldText).join(separator)]];
  });

const deepFields = (name: string, value: unknown): readonly Field[] =>
  typeof value !== 'object' || value === null || isFile(value)
    ? [[name, value]]
    : Object.entries(value).flatMap(([key, member]) => deepFields(`${name}[${key}]`, member));

const isFile = (value: object): boolean => Object.hasOwn(value, '$file');

/** More brackets than that are a name like any other. */
const mostBrackets = 32;

/** What a server reads of the fields of a form; a name that comes twice or is declared a list is a list. */
export function readFields(
  contract: Contract,
  media: MediaType,
  fields: readonly Field[],
): { readonly [name: string]: unknown } {
  const schema = media.schema?.normal.schema;
  const plain = new Map<string, unknown[]>();
  const deep = new Map<string, Branch[]>();
  for (const [name, item] of fields) {
    const [, base = name, brackets] = /^([^[\]]+)((?:\[[^\]]*\])+)$/.exec(name) ?? [];
    const tokens = brackets?.slice(1, -1).split('][');
    const isDeep = media.encoding.get(base)?.style === 'deepObject' && (tokens?.length ?? 0) <= mostBrackets;
    if (tokens !== undefined && isDeep) add(deep, base, { tokens, item });
    else add(plain, name, item);
  }
  return Object.fromEntries([
    ...[...plain].map(([name, items]) => [
      name,
      readMember(contract, memberSchema(contract, schema, name), media.encoding.get(name), items),
    ]),
    ...[...deep].map(([name, branches]) => [
      name,
      readBranches(contract, memberSchema(contract, schema, name), branches),
    ]),
  ]);
}

interface Branch {
  readonly tokens: readonly string[];
  readonly item: unknown;
}

function add<Item>(map: Map<string, Item[]>, key: string, item: Item): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [item]);
  else known.push(item);
}

function readMember(
  contract: Contract,
  schema: JsonSchema | undefined,
  encoding: { readonly style?: string; readonly explode?: boolean } | undefined,
  given: readonly unknown[],
): unknown {
  const { types, items } = shapeOf(contract, schema);
  const [first] = given;
  const separator = encoding?.explode === true ? undefined : separators[encoding?.style ?? ''];
  const isJoined = types.has('array') && separator !== undefined && encoding?.style !== undefined;
  if (
    isJoined &&
    given.length === 1 &&
    typeof first === 'string' &&
    (encoding.style !== 'form' || encoding.explode === false)
  )
    return first.split(separator).map((item) => decodeField(contract, items, item));
  // A field of a list is one item of it, unless it is the whole list in JSON.
  const itemOf = (text: string): unknown =>
    types.has('array') && !types.has('object') && !(given.length === 1 && /^\s*\[/.test(text))
      ? decodeField(contract, types.has('string') ? schema : items, text)
      : decodeField(contract, schema, text);
  const values = given.map((item) => (typeof item === 'string' ? itemOf(item) : item));
  const isList = types.has('array') && values.every((item) => !Array.isArray(item));
  // Where a lone text may stand for itself, it does.
  const isAlone = typeof first === 'string' && types.has('string');
  return values.length === 1 && (!isList || isAlone) ? values[0] : values;
}

function readBranches(
  contract: Contract,
  schema: JsonSchema | undefined,
  branches: readonly Branch[],
): unknown {
  const leaves = branches.filter(({ tokens }) => tokens.length === 0);
  if (leaves.length > 0)
    return readMember(
      contract,
      schema,
      undefined,
      leaves.map(({ item }) => item),
    );
  const shape = shapeOf(contract, schema);
  const below = new Map<string, Branch[]>();
  for (const { tokens, item } of branches) add(below, tokens[0] ?? '', { tokens: tokens.slice(1), item });
  const isList = shape.types.has('array') && [...below.keys()].every((key) => /^\d*$/.test(key));
  const read = (key: string, own: readonly Branch[]): unknown =>
    readBranches(contract, isList ? shape.items : shape.properties.get(key), own);
  if (!isList) return Object.fromEntries([...below].map(([key, own]) => [key, read(key, own)]));
  return [...below].flatMap(([key, own]) =>
    // `a[]=1&a[]=2` are two items.
    key === '' ? own.map((each) => read(key, [each])) : [read(key, own)],
  );
}
