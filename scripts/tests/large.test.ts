import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { figure, isFull } from '../../generator/testing/figure.ts';
import { runCommand } from './testing/run-command.ts';

/** A document of many operations: a run with a small budget plans little, and spreads it over the tags. */

const tags = 23;
const resources = 161;
const membersEach = 40;

const words = 'what it is for, when it is set, and who may change it. '.repeat(3);
const types = [
  { type: 'string', maxLength: 120 },
  { type: 'integer', minimum: 0, maximum: 9000 },
  { type: 'boolean' },
  { type: 'string', enum: ['a', 'b', 'c'] },
  { type: 'string', format: 'date-time' },
  { type: 'array', items: { type: 'string' }, maxItems: 8 },
];
const json = (schema: object) => ({ content: { 'application/json': { schema } } });
const error = { '4XX': { description: 'an error' } };

/** Six operations for each of 161 resources: 966, about 2 MB. */
function largeDocument(): object {
  const paths: Record<string, object> = {};
  const schemas: Record<string, object> = {};
  for (let index = 0; index < resources; index++) {
    const name = `thing${index}`;
    const schema = { $ref: `#/components/schemas/${name}` };
    const next = { $ref: `#/components/schemas/thing${(index + 1) % resources}` };
    const members = Array.from({ length: membersEach }, (_, at) => [
      `member${at}`,
      at === 7 ? next : { ...types[at % types.length], description: `Member ${at} of ${name}: ${words}` },
    ]);
    schemas[name] = {
      type: 'object',
      required: ['name'],
      properties: {
        id: { type: 'string', readOnly: true },
        name: { type: 'string', minLength: 1 },
        ...Object.fromEntries(members),
      },
    };
    const own = { tags: [`tag${index % tags}`] };
    const ok = { description: 'ok', ...json(schema) };
    const id = { name: `${name}Id`, in: 'path', required: true, schema: { type: 'string' } };
    const list = json({ type: 'object', properties: { data: { type: 'array', items: schema } } });
    const body = { requestBody: { required: true, ...json(schema) } };
    paths[`/${name}`] = {
      get: {
        operationId: `list-${name}`,
        ...own,
        responses: { 200: { description: 'all', ...list }, ...error },
      },
      post: { operationId: `create-${name}`, ...own, ...body, responses: { 201: ok, ...error } },
    };
    paths[`/${name}/{${name}Id}`] = {
      parameters: [id],
      get: { operationId: `read-${name}`, ...own, responses: { 200: ok, ...error } },
      put: { operationId: `replace-${name}`, ...own, ...body, responses: { 200: ok, ...error } },
      delete: {
        operationId: `delete-${name}`,
        ...own,
        responses: { 204: { description: 'gone' }, ...error },
      },
    };
    paths[`/${name}/{${name}Id}/archive`] = {
      post: { operationId: `archive-${name}`, ...own, parameters: [id], responses: { 200: ok, ...error } },
    };
  }
  return { openapi: '3.1.0', info: { title: 'Large', version: '1' }, paths, components: { schemas } };
}

let folder = '';
let target = '';
const seen: string[] = [];
const server = createServer((request, response) => {
  seen.push(request.url ?? '');
  response.writeHead(404, { 'content-type': 'application/json' });
  response.end('{}');
});

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'plumbline-large-'));
  writeFileSync(join(folder, 'openapi.json'), JSON.stringify(largeDocument(), null, 1));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  target = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

const conform = (most: number) =>
  runCommand(
    ['conform', 'openapi.json', '--target', target, '--max-requests', String(most), '--quiet'],
    folder,
  );

it.runIf(isFull)(
  '966 operations: the first request comes soon, and ten requests are of ten tags',
  async () => {
    const first = await conform(1);
    seen.length = 0;
    const ten = await conform(10);
    expect(ten.stdout).toContain('10 requests');
    const tagsSeen = new Set(seen.map((url) => Number(/^\/thing(\d+)/.exec(url)?.[1]) % tags));
    expect(tagsSeen.size).toBe(10);
    figure({
      issue: 20,
      what: '966 operations, 2 MB: CPU to the first request; ten requests: CPU, memory, tags',
      expected: 'under 5 s; under 6 s, 300 MB, spread over tags',
      seen: `${first.cpu.toFixed(1)} s; ${ten.cpu.toFixed(1)} s, ${ten.megabytes.toFixed(0)} MB, ${tagsSeen.size} tags of ten requests`,
      ok: first.cpu < 5 && ten.cpu < 6 && ten.megabytes < 300,
    });
    expect(first.cpu).toBeLessThan(5);
    expect(ten.cpu).toBeLessThan(6);
    expect(ten.megabytes).toBeLessThan(300);
  },
  120_000,
);
