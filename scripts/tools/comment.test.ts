import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type CommentTarget, comment } from './comment.ts';

/** GitHub's comments of one pull request, as far as they are needed; a comment below 1,000 belongs to somebody else. */
let comments: { id: number; body: string }[] = [];
let target: CommentTarget;
let isReadOnly = false;
const server = createServer(async (request, response) => {
  const { method, url = '' } = request;
  let text = '';
  for await (const part of request) text += part;
  const reply = (status: number, value: unknown): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  };
  if (request.headers.authorization !== 'Bearer secret') return reply(401, {});
  const { body } = text === '' ? { body: '' } : (JSON.parse(text) as { readonly body: string });
  if (method === 'GET') {
    const page = Number(new URL(url, 'http://x').searchParams.get('page'));
    return reply(200, comments.slice((page - 1) * 100, page * 100));
  }
  if (isReadOnly) return reply(403, {});
  if (method === 'POST' && url === '/repos/o/r/issues/7/comments') {
    comments.push({ id: 1_000 + comments.length, body });
    return reply(201, {});
  }
  const id = Number(/\/repos\/o\/r\/issues\/comments\/(\d+)$/.exec(url)?.[1]);
  const own = comments.find((each) => each.id === id && id >= 1_000);
  if (method !== 'PATCH' || own === undefined) return reply(403, {});
  own.body = body;
  return reply(200, {});
}).listen(0, '127.0.0.1');

beforeAll(async () => {
  if (!server.listening) await once(server, 'listening');
  const api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  target = { api, repository: 'o/r', pullRequest: '7', token: 'secret', document: 'api/openapi.yaml' };
});
beforeEach(() => {
  comments = Array.from({ length: 120 }, (_, id) => ({ id, body: 'looks good' }));
  isReadOnly = false;
});
afterAll(() => server.close());

it('writes one comment and changes it later, behind a hundred others', async () => {
  expect(await comment('first', target)).toBe('created');
  expect(await comment('second', target)).toBe('updated');
  expect(comments).toHaveLength(121);
  expect(comments.at(-1)?.body).toBe('<!-- plumbline drift of api/openapi.yaml -->\nsecond');
});

it('has a comment for each document, and leaves a copied mark to its author', async () => {
  comments[3] = { id: 3, body: '<!-- plumbline drift of api/openapi.yaml -->\nmine' };
  expect(await comment('first', target)).toBe('created');
  expect(await comment('other', { ...target, document: 'b.json' })).toBe('created');
  expect(await comment('again', target)).toBe('updated');
  expect(comments[3]?.body).toContain('mine');
  expect(comments).toHaveLength(122);
});

it('cuts what GitHub does not take, and names the permission that is missing', async () => {
  await comment('x'.repeat(100_000), target);
  expect(comments.at(-1)?.body.length).toBeLessThan(65_536);
  isReadOnly = true;
  await expect(comment('x', { ...target, document: 'c' })).rejects.toThrow('pull-requests: write');
});
