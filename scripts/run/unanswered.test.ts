import { expect, it } from 'vitest';
import { contractOf } from '../../generator/testing/small-contract.ts';
import { leftovers } from './cleanup.ts';
import { findCreated } from './unanswered.ts';

const item = {
  type: 'object',
  required: ['id'],
  properties: {
    id: { type: 'string' },
    filename: { type: 'string' },
    bytes: { type: 'integer' },
    purpose: { type: 'string' },
  },
};
const json = (schema: object) => ({ content: { 'application/json': { schema } } });
const id = { name: 'id', in: 'path', required: true, schema: { type: 'string' } };
const contract = contractOf({
  paths: {
    '/files': {
      get: {
        operationId: 'list',
        responses: {
          200: { description: '', ...json({ properties: { data: { type: 'array', items: item } } }) },
        },
      },
      post: {
        operationId: 'create',
        requestBody: {
          content: {
            'multipart/form-data': {
              schema: {
                type: 'object',
                properties: { file: { type: 'string', format: 'binary' }, purpose: { type: 'string' } },
              },
            },
          },
        },
        responses: { 201: { description: '', ...json(item) } },
      },
    },
    '/files/{id}': {
      get: { operationId: 'get', parameters: [id], responses: { 200: { description: '', ...json(item) } } },
      delete: { operationId: 'delete', parameters: [id], responses: { 204: { description: '' } } },
    },
  },
});

const form = [
  '--b',
  'content-disposition: form-data; name="file"; filename="a.txt"',
  '',
  'hello',
  '--b',
  'content-disposition: form-data; name="purpose"',
  '',
  'test',
  '--b--',
  '',
].join('\r\n');
const sending = {
  event: 'sending',
  request: {
    method: 'POST',
    target: '/files',
    headers: [['content-type', 'multipart/form-data; boundary=b']],
    body: form,
  },
};
const listed = (data: readonly object[]) => ({
  event: 'exchange',
  request: { method: 'GET', target: '/files' },
  response: { status: 200, body: JSON.stringify({ data }) },
});
const text = (...lines: readonly object[]): string => lines.map((line) => JSON.stringify(line)).join('\n');
const mine = { id: 'f-1', filename: 'a.txt', bytes: 5, purpose: 'test' };

/** What is found for the last request of a journal when the server lists `now`. */
async function found(journal: string, now: readonly object[]): Promise<string> {
  const [unanswered] = leftovers(contract, journal).unanswered;
  if (unanswered === undefined) return 'nothing is unanswered';
  const result = await findCreated(contract, unanswered, async () => ({
    status: 200,
    headers: [['content-type', 'application/json']],
    body: Buffer.from(JSON.stringify({ data: now })),
  }));
  return result.kind === 'item' ? result.removal.request.target : result.kind;
}

it.each([
  { what: 'the one new item that repeats the request', before: [], now: [mine], want: '/files/f-1' },
  { what: 'nothing where none is new', before: [mine], now: [mine], want: 'nothing' },
  {
    what: 'nothing where the new item has another name',
    before: [],
    now: [{ ...mine, filename: 'b.txt' }],
    want: 'nothing',
  },
  {
    what: 'nothing where the new item has another length',
    before: [],
    now: [{ ...mine, bytes: 6 }],
    want: 'nothing',
  },
  {
    what: 'nothing for sure where two new items repeat it',
    before: [],
    now: [mine, { ...mine, id: 'f-2' }],
    want: 'unsure',
  },
])('finds $what', async ({ before, now, want }) => {
  expect(await found(text(listed(before), sending), now)).toBe(want);
});

it('touches nothing where the list was not seen before the request', async () => {
  expect(await found(text(sending), [mine])).toBe('unsure');
});

it('a request with a response is answered, one without a response is not', async () => {
  const answered = {
    event: 'exchange',
    request: sending.request,
    response: { status: 201, body: JSON.stringify(mine) },
  };
  expect(await found(text(listed([]), sending, answered), [mine])).toBe('nothing is unanswered');
  expect(leftovers(contract, text(sending, answered)).removals.map(({ request }) => request.target)).toEqual([
    '/files/f-1',
  ]);
  const cleaned = leftovers(contract, text(sending, answered, { event: 'cleaned' }));
  expect([cleaned.removals, cleaned.unanswered]).toEqual([[], []]);
  // The connection broke, and the run went on: the item may be there.
  expect(await found(text(listed([]), sending, { event: 'silence' }, listed([])), [mine])).toBe('/files/f-1');
});
