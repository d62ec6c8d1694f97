import { describe, expect, it } from 'vitest';
import { readArguments } from '../../../conformance/mock/request.ts';
import type { Operation } from '../../../generator/contract/model.ts';
import { contractOf } from '../../../generator/testing/small-contract.ts';
import { encodeRequest } from '../../../generator/wire/encode.ts';
import { generate } from '../../api/generate.ts';
import { runPackage } from '../testing/fuzz-documents.ts';
import { formWritings, type Part, partWritings } from './body-table.ts';
import { type Kind, kindOf, schemas } from './parameter-cells.ts';
import { type ValueName, values } from './parameter-table.ts';

const form = 'application/x-www-form-urlencoded';
const multipart = 'multipart/form-data';

const cells = [
  ...formWritings.map((writing) => ({ ...writing, type: form })),
  ...partWritings.map((writing) => ({ ...writing, type: multipart })),
].flatMap(({ name: way, type, encoding, cells: own, unreadable = [] }, index) =>
  Object.entries(own).map(([name, want]) => {
    const value: unknown = values[name as ValueName];
    const id = `way${index}${kindOf(value)}`;
    const isReadable = !unreadable.includes(name as ValueName);
    return { way, type, encoding, name, value, id, kind: kindOf(value), want, isReadable };
  }),
);
type Cell = (typeof cells)[number];

const contract = contractOf({
  servers: [{ url: 'https://api.test' }],
  paths: Object.fromEntries(
    cells.map(({ id, type, encoding, kind }: { readonly kind: Kind } & Cell) => {
      const schema = { type: 'object', properties: { color: schemas[kind] } };
      const media = { schema, ...(encoding === undefined ? {} : { encoding: { color: encoding } }) };
      const requestBody = { content: { [type]: media } };
      const responses = { 204: { description: 'done' } };
      return [`/${id}`, { post: { operationId: id, tags: ['wire'], requestBody, responses } }];
    }),
  ),
});
const operationOf = (id: string): Operation => {
  const operation = contract.operations.find(({ operationId }) => operationId === id);
  if (operation === undefined) throw new Error(`no operation ${id}`);
  return operation;
};

/** The text of a form, or its parts, read by the platform's own reader and not by ours. */
async function seenIn({ type }: Cell, request: Request): Promise<string | readonly Part[]> {
  if (type === form) return request.text();
  const bytes = Buffer.from(await request.arrayBuffer()).toString('utf8');
  const boundary = /boundary=([^;]+)/.exec(request.headers.get('content-type') ?? '')?.[1] ?? '';
  return bytes
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => {
      const [head = '', ...text] = part.slice(2, -2).split('\r\n\r\n');
      expect(head.toLowerCase()).toContain('content-disposition: form-data; name="color"');
      return [/content-type: (.*)/i.exec(head)?.[1] ?? 'text/plain', text.join('\r\n\r\n')];
    });
}

/** A body with exactly the parts of a cell. */
function requestOf({ type, want, id }: Cell): Request {
  const body =
    typeof want === 'string'
      ? want
      : `${want
          .map(
            ([own, text]: Part) =>
              `--b\r\ncontent-disposition: form-data; name="color"\r\ncontent-type: ${own}\r\n\r\n${text}\r\n`,
          )
          .join('')}--b--\r\n`;
  const contentType = typeof want === 'string' ? type : `${type}; boundary=b`;
  return new Request(`https://api.test/${id}`, {
    method: 'POST',
    headers: { 'content-type': contentType },
    body,
  });
}

describe('members of a form are written and read as their encoding says', async () => {
  const { client } = await runPackage(await generate(contract, { only: ['client', 'types', 'validators'] }));
  const Client = client['Test'] as new (
    options: object,
  ) => { readonly wire: { readonly [method: string]: (body: unknown) => Promise<unknown> } };

  it.each(cells)('$type, $way, $name: the SDK writes it', async (cell) => {
    let seen: string | readonly Part[] | undefined;
    const fetch = async (url: string, init: RequestInit): Promise<Response> => {
      seen = await seenIn(cell, new Request(url, { ...init, duplex: 'half' } as RequestInit));
      return new Response(null, { status: 204 });
    };
    const { wire } = new Client({ fetch });
    await wire[cell.id]?.({ color: cell.value });
    expect(seen).toEqual(cell.want);
  });

  it.each(cells)('$type, $way, $name: the harness writes it', async (cell) => {
    const none = { path: {}, query: {}, header: {}, cookie: {} };
    const body = { contentType: cell.type, value: { color: cell.value } };
    const { headers, body: bytes } = encodeRequest(operationOf(cell.id), { ...none, body });
    const request = new Request('https://api.test/', {
      method: 'POST',
      headers: headers.map(([name, text]): [string, string] => [name, text]),
      body: Buffer.from(bytes ?? []),
    });
    expect(await seenIn(cell, request)).toEqual(cell.want);
  });

  it.each(cells.filter(({ isReadable }) => isReadable))(
    '$type, $way, $name: the mock reads it',
    async (cell) => {
      const request = requestOf(cell);
      const bytes = new Uint8Array(await request.clone().arrayBuffer());
      const read = await readArguments(contract, operationOf(cell.id), {}, request, bytes);
      if (!('arguments' in read)) throw new Error(read.unreadable.message);
      expect(read.arguments.body?.value).toEqual({ color: cell.value });
    },
  );
});
