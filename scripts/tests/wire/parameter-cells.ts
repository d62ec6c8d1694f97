import type { readArguments } from '../../../conformance/mock/request.ts';
import type { Operation } from '../../../generator/contract/model.ts';
import type { JsonObject } from '../../../generator/json/types.ts';
import { contractOf } from '../../../generator/testing/small-contract.ts';
import type { encodeRequest } from '../../../generator/wire/encode.ts';
import { absent, refused, type ValueName, values, type Writing, writings } from './parameter-table.ts';

/** The schema that each value is of. */
export const schemas = {
  text: { type: 'string' },
  integer: { type: 'integer' },
  flag: { type: 'boolean' },
  list: { type: 'array', items: { type: 'string' } },
  object: {
    type: 'object',
    properties: {
      R: { type: 'integer' },
      G: { type: 'integer' },
      B: { type: 'integer' },
      'a b': { type: 'string' },
    },
  },
} as const;
export type Kind = keyof typeof schemas;

export const kindOf = (value: unknown): Kind => {
  if (Array.isArray(value)) return 'list';
  const kinds: { readonly [type: string]: Kind } = { string: 'text', number: 'integer', boolean: 'flag' };
  return kinds[typeof value] ?? 'object';
};

const idOf = (index: number, kind: Kind): string => `way${index}${kind}`;

/** An operation for each way of writing and each kind of value. */
const paths = Object.fromEntries(
  writings.flatMap((writing, index) =>
    (Object.keys(schemas) as Kind[]).map((kind): readonly [string, JsonObject] => {
      const { in: place, style, explode, allowReserved, content } = writing;
      const schema = schemas[kind];
      const parameter = {
        name: 'color',
        in: place,
        ...(place === 'path' ? { required: true } : {}),
        ...(content === undefined ? { style, explode, schema } : { content: { [content]: { schema } } }),
        ...(allowReserved ? { allowReserved } : {}),
      };
      const id = idOf(index, kind);
      return [
        `/${id}${place === 'path' ? '/{color}' : ''}`,
        {
          get: {
            operationId: id,
            tags: ['wire'],
            parameters: [parameter],
            responses: { 204: { description: 'done' } },
          },
        },
      ];
    }),
  ),
);
export const contract = contractOf({ servers: [{ url: 'https://api.test' }], paths }, '3.2.0');
const operationOf = (id: string): Operation => {
  const operation = contract.operations.find(({ operationId }) => operationId === id);
  if (operation === undefined) throw new Error(`no operation ${id}`);
  return operation;
};

/** The parameter as it stood in a request. */
function cellOf(
  { in: place }: Writing,
  id: string,
  target: string,
  headers: Headers,
): string | typeof absent {
  const [path = '', query = ''] = target.split('?', 2);
  switch (place) {
    case 'path':
      return path.slice(id.length + 2);
    case 'query':
    case 'querystring':
      return target.includes('?') && query !== '' ? target.slice(target.indexOf('?') + 1) : absent;
    case 'header':
      return headers.get('color') ?? absent;
    case 'cookie':
      return headers.get('cookie') ?? absent;
    default:
      return place satisfies never;
  }
}

export const cells = writings.flatMap((writing, index) =>
  Object.entries(writing.cells).map(([name, want]) => {
    const value: unknown = values[name as ValueName];
    return { writing, name: name as ValueName, value, want, id: idOf(index, kindOf(value)) };
  }),
);

export type Cell = (typeof cells)[number];

/** What a client writes, given how it calls `fetch`. */
export const seenIn = ({ writing, id }: Cell, target: string, headers: Headers): string | typeof absent =>
  cellOf(writing, id, target, headers);

const placeOf = ({ in: place }: Writing) => (place === 'querystring' ? 'query' : place);

/** What the harness writes. A path that no server takes is written too, as nothing: for requests that are wrong on purpose. */
export function written(encode: typeof encodeRequest, cell: Cell): string | symbol {
  const none = { path: {}, query: {}, header: {}, cookie: {} };
  const { writing, value, id, want } = cell;
  const call = { ...none, [placeOf(writing)]: { color: value } };
  const { target, headers } = encode(operationOf(id), call);
  const seen = seenIn(
    cell,
    target,
    new Headers(headers.map(([name, text]): [string, string] => [name, text])),
  );
  return want === refused && seen === '' ? refused : seen;
}

/** Cells that a server can read back. */
export const readable = cells.filter(
  ({ writing, name, want }) => want !== refused && writing.unreadable?.includes(name) !== true,
);

/** What the mock reads of the text of a cell. */
export async function readBack(read: typeof readArguments, { writing, want, id }: Cell): Promise<unknown> {
  const text = typeof want === 'string' ? want : undefined;
  const place = placeOf(writing);
  const query = place === 'query' && text !== undefined ? `?${text}` : '';
  const header = place === 'cookie' ? 'cookie' : 'color';
  const headers = text !== undefined && (place === 'header' || place === 'cookie') ? { [header]: text } : {};
  const path: { readonly [name: string]: string } =
    place === 'path' && text !== undefined ? { color: text } : {};
  const request = new Request(`https://api.test/${id}${query}`, { headers });
  const result = await read(contract, operationOf(id), path, request, new Uint8Array());
  return 'arguments' in result ? result.arguments[place] : result.unreadable;
}
