import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../generator/json/types.ts';
import { contractOf } from '../../generator/testing/small-contract.ts';
import { createMock, type MockOptions } from './mock.ts';

/** What documents imply without stating it, in shapes of real documents. */

const answered = (schema: JsonObject, more: JsonObject = {}): JsonObject => ({
  responses: { 200: { description: 'answered', content: { 'application/json': { schema } } }, ...more },
});
const sending = (schema: JsonObject, type = 'application/json'): JsonObject => ({
  requestBody: { content: { [type]: { schema } } },
});
const parameters = (...names: readonly string[]): JsonObject => ({
  parameters: names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
});
const object = (properties: JsonObject, required = Object.keys(properties)): JsonObject => ({
  type: 'object',
  required,
  properties,
});
const text = { type: 'string' };

/** Sends one request after another; `$1` is the id in the first response. */
async function sendAll(paths: JsonObject, steps: readonly string[], options: MockOptions = {}) {
  const mock = createMock(contractOf({ paths }), options);
  const ids: string[] = [];
  const seen: (readonly [number, unknown])[] = [];
  for (const step of steps) {
    const [method = '', path = '', body] = step.split(' ');
    const form = body?.startsWith('file=') === true ? new FormData() : undefined;
    form?.set('file', new File(['four'], body?.slice('file='.length) ?? ''));
    const response = await mock.fetch(
      new Request(`http://mock.test${path.replace(/\$(\d)/g, (_, at) => ids[at - 1] ?? '')}`, {
        method,
        ...(body === undefined ? {} : { body: form ?? body }),
        ...(body === undefined || form !== undefined
          ? {}
          : { headers: { 'content-type': 'application/json' } }),
      }),
    );
    const json = JSON.parse((await response.text()) || 'null');
    ids.push(json?.id ?? json?.data?.gid);
    seen.push([response.status, json]);
  }
  return seen;
}

const thing = object({ id: text, name: text });
const things = {
  '/things': {
    post: { ...answered(thing), ...sending(object({ name: text })) },
    get: answered(
      object({
        data: { type: 'array', items: thing },
        has_more: { type: 'boolean' },
        total: { type: 'integer' },
      }),
    ),
  },
  '/things/{thing_id}': {
    get: { ...answered(thing), ...parameters('thing_id') },
    post: { ...answered(thing), ...parameters('thing_id'), ...sending(object({ name: text }, [])) },
    delete: { ...answered(object({ id: text, deleted: { type: 'boolean' } })), ...parameters('thing_id') },
  },
  '/things/{thing_id}/parts': {
    post: { ...answered(thing), ...parameters('thing_id'), ...sending(object({ name: text })) },
    get: { ...answered({ type: 'array', items: thing }), ...parameters('thing_id') },
  },
  '/things/{thing_id}/parts/{part_id}': {
    get: { ...answered(thing), ...parameters('thing_id', 'part_id') },
    delete: { ...answered(object({ id: text })), ...parameters('thing_id', 'part_id') },
  },
};
const make = 'POST /things {"name":"a"}';

describe('without a 404 in the document', () => {
  it('an unknown or deleted id is 404, and the message names the id', async () => {
    const [, before, gone, after] = await sendAll(things, [
      make,
      'GET /things/no',
      'DELETE /things/$1',
      'GET /things/$1',
    ]);
    expect([before?.[0], gone?.[0], after?.[0]]).toEqual([404, 200, 404]);
    expect(JSON.stringify(before)).toContain('no');
  });

  it('a lenient mock responds to every request', async () => {
    expect((await sendAll(things, ['GET /things/no'], { lenient: true }))[0]?.[0]).toBe(200);
  });
});

it('a POST to the path of an item changes it', async () => {
  const [, changed, read] = await sendAll(things, [make, 'POST /things/$1 {"name":"b"}', 'GET /things/$1']);
  expect(changed).toEqual([200, expect.objectContaining({ name: 'b' })]);
  expect(read).toEqual(changed);
});

it('a list has the total, and whether more items follow', async () => {
  const [, , list] = await sendAll(things, [make, make, 'GET /things']);
  expect(list).toEqual([200, expect.objectContaining({ has_more: false, total: 2 })]);
});

it('items are stored below their own parents', async () => {
  const part = 'POST /things/$1/parts {"name":"p"}';
  const steps = [make, make, part, 'GET /things/$1/parts', 'GET /things/$2/parts', 'GET /things/$1/parts/$3'];
  const [, , made, mine, others, read] = await sendAll(things, steps);
  expect(mine).toEqual([200, [made?.[1]]]);
  expect(others).toEqual([200, []]);
  expect(read).toEqual(made);
  const more = [
    'GET /things/$2/parts/$3',
    'GET /things/no/parts',
    'DELETE /things/$1/parts/$3',
    'GET /things/$1/parts/$3',
  ];
  const statuses = (await sendAll(things, [make, make, part, ...more])).slice(3).map(([status]) => status);
  expect(statuses).toEqual([404, 404, 200, 404]);
});

it('the id is the last word of its parameter, in a wrapper, next to the sent members', async () => {
  const task = object({ data: object({ gid: text, name: text, done: { type: 'boolean' } }, []) });
  const tasks = {
    '/tasks': { post: { ...answered(task), ...sending(object({ data: object({ name: text }) })) } },
    '/tasks/{task_gid}': { get: { ...answered(task), ...parameters('task_gid') } },
  };
  const [made, read] = await sendAll(tasks, ['POST /tasks {"data":{"name":"a"}}', 'GET /tasks/$1']);
  expect(made).toEqual([200, { data: expect.objectContaining({ name: 'a', gid: expect.any(String) }) }]);
  expect(read).toEqual(made);
});

it('an upload is described by its name and its size', async () => {
  const upload = object({ id: text, filename: text, bytes: { type: 'integer' } });
  const files = {
    '/files': { post: { ...answered(upload), ...sending(object({ file: text }), 'multipart/form-data') } },
    '/files/{file_id}': { get: { ...answered(upload), ...parameters('file_id') } },
  };
  const [, read] = await sendAll(files, ['POST /files file=a.txt', 'GET /files/$1']);
  expect(read).toEqual([200, expect.objectContaining({ filename: 'a.txt', bytes: 4 })]);
});

it('a refusal has its message where the document declares a text for it, also within a list', async () => {
  const errors = object({ errors: { type: 'array', items: object({ message: text }, []) } }, []);
  const refused = { 404: { description: 'gone', content: { 'application/json': { schema: errors } } } };
  const paths = {
    ...things,
    '/things/{thing_id}': { get: { ...answered(thing, refused), ...parameters('thing_id') } },
  };
  const [, seen] = await sendAll(paths, [make, 'GET /things/no']);
  expect(seen).toEqual([
    404,
    { errors: [expect.objectContaining({ message: expect.stringContaining('"no"') })] },
  ]);
});

it('paths also follow the base path of a server', async () => {
  const servers = [{ url: 'https://api.example.test/v1/' }, { url: '/' }, { url: 'https://{place}.test/v2' }];
  const mock = createMock(contractOf({ paths: things, servers }));
  const status = async (path: string): Promise<number> =>
    (await mock.fetch(new Request(`http://mock.test${path}`))).status;
  expect(await status('/things')).toBe(200);
  expect(await status('/v1/things')).toBe(200);
  expect(await status('/v1things')).toBe(404);
  expect(await status('/v3/things')).toBe(404);
});

it('requested events are sent, each valid against its schema', async () => {
  const content = {
    'application/json': { schema: thing },
    'text/event-stream': {
      itemSchema: object({ piece: { type: 'integer' } }),
      'x-plumbline-stream-end': '[DONE]',
    },
  };
  const post = {
    responses: { 200: { description: 'said', content } },
    ...sending(object({ stream: { type: 'boolean' } })),
  };
  const mock = createMock(contractOf({ paths: { '/say': { post } } }));
  const say = async (stream: boolean): Promise<readonly [string | null, string]> => {
    const headers = { 'content-type': 'application/json' };
    const init = { method: 'POST', headers, body: JSON.stringify({ stream }) };
    const response = await mock.fetch(new Request('http://mock.test/say', init));
    return [response.headers.get('content-type'), await response.text()];
  };
  expect(await say(false)).toEqual(['application/json', expect.stringMatching(/^\{"id":/)]);
  expect(await say(true)).toEqual([
    'text/event-stream; charset=utf-8',
    expect.stringMatching(/^(?:data: \{"piece":-?\d+\}\n\n){3}data: \[DONE\]\n\n$/),
  ]);
});
