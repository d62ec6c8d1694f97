import { describe, expect, it } from 'vitest';
import { contractOf } from '../../generator/testing/small-contract.ts';
import { createMock } from './mock.ts';

/** Forms as clients write them, and how the mock reads their members. */

const thing = {
  type: 'object',
  required: ['file'],
  properties: {
    file: { type: 'string', format: 'binary' },
    count: { type: 'integer' },
    tags: { type: 'array', items: { type: 'string' } },
    about: { type: 'object', properties: { size: { type: 'integer' } } },
  },
};
const operation = {
  requestBody: {
    required: true,
    content: {
      'multipart/form-data': { schema: thing },
      'application/x-www-form-urlencoded': { schema: thing },
    },
  },
  responses: { 204: { description: 'taken' }, 400: { description: 'refused' } },
};
const mock = createMock(contractOf({ paths: { '/things': { post: operation } } }));

const file = 'Content-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nx';
const post = async (contentType: string, body: string, headers = {}): Promise<readonly [number, string]> => {
  const response = await mock.fetch(
    new Request('http://mock.test/things', {
      method: 'POST',
      headers: { 'content-type': contentType, ...headers },
      body,
    }),
  );
  return [response.status, await response.text()];
};
const multipart = (...parts: readonly string[]): Promise<readonly [number, string]> =>
  post('multipart/form-data; boundary=b', `${parts.map((each) => `--b\r\n${each}\r\n`).join('')}--b--\r\n`);
const field = (name: string, value: string, more = ''): string =>
  `Content-Disposition: form-data; name="${name}"${more}\r\n\r\n${value}`;
const json = '; filename="blob"\r\nContent-Type: application/json';

describe('members', () => {
  it.each([
    { what: 'a file', parts: [file], status: 204 },
    { what: 'nothing', parts: [], status: 400 },
    { what: 'a number', parts: [file, field('count', '3')], status: 204 },
    { what: 'no number', parts: [file, field('count', 'three')], status: 400 },
    { what: 'one of a list', parts: [file, field('tags', 'a')], status: 204 },
    { what: 'two of a list', parts: [file, field('tags', 'a'), field('tags', 'b')], status: 204 },
    { what: 'an object as text', parts: [file, field('about', '{"size":3}')], status: 204 },
    {
      what: 'an object sent as a file of JSON',
      parts: [file, field('about', '{"size":3}', json)],
      status: 204,
    },
    {
      what: 'a wrong object sent as a file of JSON',
      parts: [file, field('about', '{"size":"3"}', json)],
      status: 400,
    },
    { what: 'a file of JSON', parts: [field('file', '{"size":3}', json)], status: 204 },
    {
      what: 'a file where an object is required',
      parts: [file, field('about', 'x', '; filename="a.bin"')],
      status: 400,
    },
    { what: 'an object too deep', parts: [file, field('about', '['.repeat(100_000))], status: 400 },
    { what: 'a name of the prototype', parts: [file, field('__proto__', 'x')], status: 204 },
    {
      what: 'more members than any client sends',
      parts: Array.from({ length: 10_001 }, () => file),
      status: 400,
    },
  ])('$what', async ({ parts, status }) => {
    expect((await multipart(...parts))[0]).toBe(status);
  });

  it('of a form in a URL', async () => {
    const form = 'application/x-www-form-urlencoded; charset=utf-8';
    expect(await post(form, 'file=x&count=3&tags=a&tags=b')).toEqual([204, '']);
    expect((await post(form, 'file=x&count=a'))[0]).toBe(400);
    expect((await post(form, 'file=x&'.repeat(10_001)))[1]).toContain('more than 10000 members');
  });
});

it('a compressed body is refused with a reason', async () => {
  const [status, text] = await post('application/x-www-form-urlencoded', 'file=x', {
    'content-encoding': 'gzip',
  });
  expect([status, text]).toEqual([400, expect.stringContaining('content-encoding gzip is not supported')]);
});

it('a name that was sent beside a file is kept; the name of the file is shown where none was sent', async () => {
  const shown = {
    type: 'object',
    required: ['id', 'name', 'filename'],
    properties: { id: { type: 'string' }, name: { type: 'string' }, filename: { type: 'string' } },
  };
  const upload = {
    requestBody: {
      required: true,
      content: {
        'multipart/form-data': {
          schema: { ...thing, properties: { ...thing.properties, name: { type: 'string' } } },
        },
      },
    },
    responses: { 201: { description: 'made', content: { 'application/json': { schema: shown } } } },
  };
  const voices = createMock(contractOf({ paths: { '/voices': { post: upload } } }));
  const form = new FormData();
  form.set('name', 'Ann');
  form.set('file', new File(['x'], 'a.wav'));
  const response = await voices.fetch(new Request('http://mock.test/voices', { method: 'POST', body: form }));
  expect(await response.json()).toMatchObject({ name: 'Ann', filename: 'a.wav' });
});
