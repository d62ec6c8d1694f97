import {
  type Field,
  type FormStyle,
  formFields as writtenFields,
} from '../../templates/runtime/form-fields.ts';
import type { Contract, Encoding, MediaType } from '../contract/model.ts';
import { isJson } from '../json/media-type.ts';
import { isObject } from '../json/pointer.ts';
import type { JsonSchema } from '../json/types.ts';
import { decodeField, jsonOf, memberSchema, pairsOf, shapeOf } from './decode.ts';

const separators: { readonly [style: string]: string } = {
  form: ',',
  spaceDelimited: ' ',
  pipeDelimited: '|',
};

export { fieldText } from '../../templates/runtime/form-fields.ts';

/** How the Encoding Object of a member says that it is written; undefined for one field an item (OpenAPI 3.1, 4.8.15). */
export function formStyleOf(encoding: Encoding | undefined): FormStyle | undefined {
  const { style = 'form', explode = style === 'form', contentType } = encoding ?? {};
  if (encoding?.style === undefined && encoding?.explode === undefined)
    return contentType !== undefined && isJson(contentType) ? 'json' : undefined;
  if (style === 'deepObject') return style;
  const between = separators[style];
  return explode || between === undefined ? 'exploded' : { between };
}

/** The fields of a form, each member as its encoding says. */
export const formFields = (value: unknown, media: MediaType | undefined): readonly Field[] =>
  writtenFields(
    isObject(value) ? value : {},
    Object.fromEntries(
      [...(media?.encoding ?? [])].flatMap(([name, encoding]) => {
        const style = formStyleOf(encoding);
        return style === undefined ? [] : [[name, style]];
      }),
    ),
  );

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
  const holders = explodedMembers(contract, media);
  for (const [name, item] of fields) {
    const holder = holders.get(name);
    if (holder !== undefined) {
      add(deep, holder, { tokens: [name], item });
      continue;
    }
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

/** Fields that are members of an object which is written as fields of their own, by name; a member of the form goes first. */
function explodedMembers(contract: Contract, { schema, encoding }: MediaType): ReadonlyMap<string, string> {
  const form = schema?.normal.schema;
  const holders = [...encoding].flatMap(([holder, each]) => {
    if (formStyleOf(each) !== 'exploded') return [];
    const { types, properties } = shapeOf(contract, memberSchema(contract, form, holder));
    return types.has('object') ? [...properties.keys()].map((name) => [name, holder] as const) : [];
  });
  const own = shapeOf(contract, form).properties;
  return new Map(holders.filter(([name]) => !own.has(name)));
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
  encoding: Encoding | undefined,
  given: readonly unknown[],
): unknown {
  const { types, items, properties } = shapeOf(contract, schema);
  const [first] = given;
  const style = formStyleOf(encoding);
  if (given.length === 1 && typeof first === 'string') {
    if (style === 'json') {
      const value = jsonOf(first);
      // A part is one item of a list.
      return types.has('array') && !types.has('string') && !Array.isArray(value) ? [value] : value;
    }
    if (typeof style === 'object' && types.has('array'))
      return first.split(style.between).map((item) => decodeField(contract, items, item));
    if (typeof style === 'object' && types.has('object'))
      return Object.fromEntries(
        pairsOf(first.split(style.between)).map(([name, text]) => [
          name,
          decodeField(contract, properties.get(name), text),
        ]),
      );
  }
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
