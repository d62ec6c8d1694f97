import { createMock, type Mock } from '../../../conformance/mock/mock.ts';
import { buildContract } from '../../../generator/build/build-contract.ts';
import type { JsonObject } from '../../../generator/json/types.ts';

/** How long a page of 20 takes among few and among many items, in microseconds, and the ratio of the two. */
export interface PageRow {
  readonly style: string;
  readonly few: number;
  readonly many: number;
  readonly ratio: number;
}

const counts = { few: 100, many: 100_000 };
const rounds = 400;
/** Each counts as one; the middle one of their ratios is shown, since a busy machine disturbs some. */
const blocks = 7;

const item: JsonObject = {
  type: 'object',
  required: ['id', 'name'],
  properties: { id: { type: 'integer' }, name: { type: 'string' }, kind: { type: 'string' } },
};
const query = (name: string, schema: JsonObject): JsonObject => ({ name, in: 'query', schema });

/** A list that is paged in each of these ways, and the query of a page at a position. */
const styles: readonly {
  readonly style: string;
  readonly parameter: JsonObject;
  readonly at: (index: number) => string;
}[] = [
  { style: 'offset', parameter: query('offset', { type: 'integer' }), at: (index) => `offset=${index}` },
  {
    style: 'page',
    parameter: query('page', { type: 'integer' }),
    at: (index) => `page=${1 + Math.floor(index / 20)}`,
  },
  {
    style: 'after the key of an item',
    parameter: query('after', { type: 'string' }),
    // The newest item is first.
    at: (index) => `after=${21 + index}`,
  },
];

const documentOf = (parameter: JsonObject): JsonObject => ({
  openapi: '3.1.0',
  info: { title: 'Pages', version: '1' },
  paths: {
    '/items': {
      get: {
        operationId: 'list',
        parameters: [query('limit', { type: 'integer', maximum: 100 }), parameter],
        responses: {
          200: {
            description: 'a page',
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  required: ['data'],
                  properties: { data: { type: 'array', items: item }, has_more: { type: 'boolean' } },
                },
              },
            },
          },
        },
      },
      post: {
        operationId: 'create',
        requestBody: { content: { 'application/json': { schema: item } } },
        responses: { 201: { description: 'made', content: { 'application/json': { schema: item } } } },
      },
    },
    '/items/{id}': {
      get: {
        operationId: 'read',
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
        responses: { 200: { description: 'one', content: { 'application/json': { schema: item } } } },
      },
    },
  },
});

function mockOf(document: JsonObject, count: number): Mock {
  const contract = buildContract({
    value: document,
    dialect: '3.1',
    origin: (pointer) => ({ file: 'pages.json', pointer, position: () => undefined }),
  });
  const items = Array.from({ length: count }, (_, index) => ({ id: index + 1, name: `item ${index + 1}` }));
  return createMock(contract, { seedData: { '/items': items } });
}

/** Requests pages anywhere in both lists in turn; the 95th of a hundred durations counts. */
export async function benchMockPages(): Promise<readonly PageRow[]> {
  const rows: PageRow[] = [];
  for (const { style, parameter, at } of styles) {
    const document = documentOf(parameter);
    const mocks = { few: mockOf(document, counts.few), many: mockOf(document, counts.many) };
    const measured: { readonly few: number; readonly many: number }[] = [];
    for (let block = 0; block <= blocks; block++) {
      const times: { readonly [which in keyof typeof counts]: number[] } = { few: [], many: [] };
      for (let round = 0; round < rounds; round++)
        for (const which of ['few', 'many'] as const) {
          // A prime step visits all parts of a list.
          const index = ((block * rounds + round) * 7_919) % (counts[which] - 20);
          times[which].push(await timeOf(mocks[which], `/items?limit=20&${at(index)}`));
        }
      // The first block warms up.
      if (block > 0) measured.push({ few: p95(times.few), many: p95(times.many) });
    }
    measured.sort((a, b) => a.many / a.few - b.many / b.few);
    const { few, many } = measured[Math.floor(blocks / 2)] ?? { few: 0, many: 0 };
    rows.push({ style, few, many, ratio: many / few });
  }
  return rows;
}

async function timeOf(mock: Mock, target: string): Promise<number> {
  const request = new Request(`http://mock.test${target}`);
  const start = process.hrtime.bigint();
  const response = await mock.fetch(request);
  const { data } = (await response.json()) as { readonly data: readonly unknown[] };
  const took = Number(process.hrtime.bigint() - start) / 1_000;
  if (data.length !== 20) throw new Error(`${target}: ${data.length} items instead of 20`);
  return took;
}

const p95 = (times: readonly number[]): number =>
  [...times].sort((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? 0;

export const formatPageRows = (rows: readonly PageRow[]): string =>
  [
    `page of 20, by                p95 of ${counts.few}  p95 of ${counts.many}  ratio`,
    ...rows.map(
      ({ style, few, many, ratio }) =>
        `${style.padEnd(28)}  ${few.toFixed(0).padStart(7)} us  ${many.toFixed(0).padStart(10)} us  ${ratio.toFixed(2).padStart(5)}`,
    ),
  ].join('\n');
