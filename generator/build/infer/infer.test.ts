import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Contract, Resource } from '../../contract/model.ts';
import type { JsonObject } from '../../json/types.ts';
import { contractOf } from '../../testing/small-contract.ts';

/** One operation of a real document, in short, and what is to be inferred of it. */
interface Row {
  readonly operation: string;
  readonly gives?: string;
  readonly sends?: string;
  readonly query?: string;
  readonly linkHeader?: boolean;
  readonly want: {
    readonly role: string;
    readonly resource: string | null;
    readonly key?: string;
    readonly parent?: string;
    readonly created?: string;
    readonly pagination?: string;
    readonly takes?: string;
  };
}

const { apis } = JSON.parse(readFileSync(new URL('./paths.json', import.meta.url), 'utf8')) as {
  readonly apis: readonly { readonly api: string; readonly operations: readonly Row[] }[];
};

/** The schema that a text in short stands for. */
function schemaOf(short: string): JsonObject {
  if (short.startsWith('[')) return { type: 'array', items: schemaOf(short.slice(1, -1)) };
  const properties: { [name: string]: JsonObject } = {};
  let rest = short;
  while (rest !== '') {
    const [whole = rest, name = rest, mark = ''] = /^([\w-]+)([#?~{[]|="[^"]*")?/.exec(rest) ?? [];
    rest = rest.slice(whole.length);
    if (mark === '{' || mark === '[') {
      const end = endOf(rest, mark === '{' ? '}' : ']', mark);
      const inner = rest.slice(0, end);
      const object = inner === '' ? { type: 'string' } : schemaOf(inner);
      properties[name] = mark === '{' ? object : { type: 'array', items: object };
      rest = rest.slice(end + 1);
    } else if (mark.startsWith('=')) properties[name] = { type: 'string', description: mark.slice(2, -1) };
    else if (mark === '~') properties[name] = { type: ['string', 'null'], format: 'uri' };
    else properties[name] = { type: mark === '#' ? 'integer' : mark === '?' ? 'boolean' : 'string' };
    rest = rest.trimStart();
  }
  return { type: 'object', properties };
}

function endOf(text: string, close: string, open: string): number {
  let depth = 1;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === open) depth++;
    if (text[at] === close && --depth === 0) return at;
  }
  return text.length;
}

function contractOfRows(rows: readonly Row[]): Contract {
  const paths: { [path: string]: JsonObject } = {};
  for (const { operation, gives, sends, query = '', linkHeader = false } of rows) {
    const [method = '', path = ''] = operation.split(' ');
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const item: JsonObject = {
      parameters: [
        ...names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
        ...query
          .split(' ')
          .filter((name) => name !== '')
          .map((name) => ({ name, in: 'query', schema: { type: 'string' } })),
      ],
      ...(sends === undefined
        ? {}
        : { requestBody: { content: { 'application/json': { schema: schemaOf(sends) } } } }),
      responses: {
        200: {
          description: 'ok',
          ...(linkHeader ? { headers: { Link: { schema: { type: 'string' } } } } : {}),
          ...(gives === undefined ? {} : { content: { 'application/json': { schema: schemaOf(gives) } } }),
        },
      },
    };
    paths[path] = { ...paths[path], [method.toLowerCase()]: item };
  }
  return contractOf({ paths });
}

/** What was inferred of an operation, as far as the table wants to know. */
function inferred(contract: Contract, { operation, want }: Row): Row['want'] {
  const [method = '', path = ''] = operation.split(' ');
  const { roles, references, pagination } = contract.inferred;
  const { operationId = '' } =
    contract.operations.find((each) => each.path === path && each.method === method.toLowerCase()) ?? {};
  const found = roles.get(operationId);
  const resource: Resource | undefined = found?.resource;
  const paging = pagination.get(operationId);
  const [place] = want.takes?.split(' ') ?? [];
  const taken = references.find(
    (each) => each.operationId === operationId && each.in === 'body' && each.members.join('.') === place,
  );
  const created = resource?.created;
  const all = {
    role: found?.role ?? 'none',
    resource: resource?.path ?? null,
    key: resource?.keys.at(-1)?.member?.join('.') ?? 'none',
    parent: resource?.parent?.path ?? 'none',
    created: [
      created?.in,
      created !== undefined && 'members' in created ? created.members.join('.') : undefined,
    ]
      .filter((part) => part !== undefined)
      .join(' '),
    pagination: [paging?.style, paging?.parameter, (paging?.next ?? paging?.itemCursor)?.join('.')]
      .filter((part) => part !== undefined)
      .join(' '),
    takes: `${place} ${taken?.resource.path}`,
  };
  return Object.fromEntries(Object.entries(all).filter(([name]) => Object.hasOwn(want, name))) as Row['want'];
}

describe.each(apis)('the paths of $api', ({ operations }) => {
  const contract = contractOfRows(operations);
  it.each(operations)('$operation', (row) => {
    expect(inferred(contract, row)).toEqual(row.want);
  });
});

it('the table has 80 paths at least', () => {
  expect(apis.flatMap(({ operations }) => operations).length).toBeGreaterThanOrEqual(80);
});
