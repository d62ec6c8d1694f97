import { expect, it } from 'vitest';
import { createExercise } from '../../conformance/coverage/exercise.ts';
import type { GivenValues, Handler } from '../../conformance/model.ts';
import { notExercisedLines } from '../../conformance/report/exercise-lines.ts';
import { contractOf } from '../../generator/testing/small-contract.ts';
import { conform } from '../api/conform.ts';

/** A server whose items live below a tenant that no operation creates: only its owner knows the name. */

const json = (schema: object) => ({ content: { 'application/json': { schema } } });
const error = { description: 'an error', ...json({ type: 'object' }) };
const item = {
  type: 'object',
  required: ['id', 'label'],
  properties: {
    id: { type: 'string', format: 'uuid', readOnly: true },
    label: { type: 'string', maxLength: 9 },
  },
};
const path = (name: string) => ({ name, in: 'path', required: true, schema: { type: 'string' } });
const contract = contractOf({
  paths: {
    '/tenants/{tenant}': {
      parameters: [path('tenant')],
      get: {
        operationId: 'getTenant',
        responses: { 200: { description: 'it', ...json({ type: 'object' }) }, 404: error },
      },
    },
    '/tenants/{tenant}/labels': {
      parameters: [path('tenant')],
      get: {
        operationId: 'listLabels',
        responses: { 200: { description: 'all', ...json({ type: 'array', items: item }) }, 404: error },
      },
      post: {
        operationId: 'createLabel',
        requestBody: { required: true, ...json(item) },
        responses: { 201: { description: 'made', ...json(item) }, 400: error, 404: error, 415: error },
      },
    },
    '/tenants/{tenant}/labels/{labelId}': {
      parameters: [path('tenant'), path('labelId')],
      get: { operationId: 'getLabel', responses: { 200: { description: 'it', ...json(item) }, 404: error } },
      delete: { operationId: 'deleteLabel', responses: { 204: { description: 'gone' }, 404: error } },
    },
  },
});

function labels(): Handler {
  const stored = new Map<string, object>();
  const respond = (status: number, value: unknown = {}): Response =>
    new Response(status === 204 ? null : JSON.stringify(value), {
      status,
      headers: { 'content-type': 'application/json', allow: 'GET, POST, DELETE' },
    });
  return async (request) => {
    const { pathname } = new URL(request.url);
    const [, tenant, id] = /^\/tenants\/([^/]*)(?:\/labels(?:\/([^/]*))?)?$/.exec(pathname) ?? [];
    if (tenant !== 'acme') return respond(404);
    const isList = pathname.endsWith('/labels');
    if (id === undefined && !isList) return respond(request.method === 'GET' ? 200 : 405);
    if (isList && request.method === 'GET') return respond(200, [...stored.values()]);
    if (isList && request.method === 'POST') {
      if (!/^application\/json/.test(request.headers.get('content-type') ?? '')) return respond(415);
      const body = await request.json().catch(() => undefined);
      const label = typeof body === 'object' && body !== null ? body.label : undefined;
      if (typeof label !== 'string' || [...label].length > 9) return respond(400);
      const made = { id: crypto.randomUUID(), label };
      stored.set(made.id, made);
      return respond(201, made);
    }
    const found = stored.get(id ?? '');
    if (!['GET', 'DELETE'].includes(request.method)) return respond(405);
    if (found === undefined) return respond(404);
    if (request.method === 'GET') return respond(200, found);
    stored.delete(id ?? '');
    return respond(204);
  };
}

async function run(values: GivenValues) {
  const { add, exercise } = createExercise(contract);
  const findings: string[] = [];
  for await (const event of conform(contract, { target: labels(), values })) {
    add(event);
    if (event.event === 'failure') findings.push(event.finding.message);
  }
  return { findings, missed: notExercisedLines(exercise()).join('\n') };
}

it('without the name of the tenant nothing is reached, and the report says so', async () => {
  const { findings, missed } = await run({});
  expect(findings).toEqual([]);
  for (const id of ['getTenant', 'listLabels', 'createLabel', 'getLabel']) expect(missed).toContain(id);
});

it('with its name everything below it is created, read and deleted', async () => {
  expect(await run({ names: { tenant: 'acme' } })).toEqual({ findings: [], missed: '' });
});
