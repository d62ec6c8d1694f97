import { expect, it } from 'vitest';
import { createExercise } from '../../conformance/coverage/exercise.ts';
import { runSuite } from '../../conformance/engine/run-suite.ts';
import type { JsonObject } from '../../generator/json/types.ts';
import { openSuite } from '../run/suite.ts';
import { loadApi } from './testing/in-process-run.ts';

/** The mock and the requests that are made for it agree on documents whose sentences are easily read in two ways. */

const text: JsonObject = { type: 'string' };
const json = (schema: JsonObject): JsonObject => ({ 'application/json': { schema } });
const body = (schema: JsonObject): JsonObject => ({ required: true, content: json(schema) });
const shows = (schema: JsonObject): JsonObject => ({ description: 'ok', content: json(schema) });
const reference = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });
const inPath = (name: string, schema: JsonObject): JsonObject => ({
  name,
  in: 'path',
  required: true,
  schema,
});
const wrong = { 400: { description: 'wrong' }, 404: { description: 'not there' } };

interface Row {
  readonly title: string;
  readonly paths: JsonObject;
  readonly schemas?: JsonObject;
}

const rows: readonly Row[] = [
  {
    title: 'alternatives that overlap, told apart by a mapping',
    paths: {
      '/payments': {
        post: {
          operationId: 'pay',
          requestBody: body({
            oneOf: [reference('Card'), reference('Cash')],
            discriminator: {
              propertyName: 'kind',
              mapping: { card: '#/components/schemas/Card', cash: '#/components/schemas/Cash' },
            },
          }),
          responses: { 200: { description: 'paid' } },
        },
      },
    },
    schemas: {
      Card: { type: 'object', required: ['kind'], properties: { kind: text, pan: text } },
      Cash: { type: 'object', required: ['kind'], properties: { kind: text, till: { type: 'integer' } } },
    },
  },
  {
    title: 'alternatives that differ in members of the server only',
    paths: {
      '/pages': {
        post: {
          operationId: 'write',
          requestBody: body({ oneOf: [reference('Draft'), reference('Page')] }),
          responses: { 200: { description: 'written' } },
        },
      },
    },
    schemas: {
      Draft: { type: 'object', required: ['title'], properties: { title: text } },
      Page: {
        type: 'object',
        required: ['title', 'links'],
        properties: { title: text, links: { type: 'array', items: text, readOnly: true } },
      },
    },
  },
  {
    title: 'items under a name that the client chooses and may leave out',
    paths: {
      '/people': {
        post: {
          operationId: 'addPerson',
          requestBody: body(reference('Person')),
          responses: { default: { description: 'added' } },
        },
      },
      '/people/{nick}': {
        parameters: [inPath('nick', text)],
        get: { operationId: 'readPerson', responses: { 200: shows(reference('Person')), ...wrong } },
        put: {
          operationId: 'changePerson',
          requestBody: body(reference('Person')),
          responses: { 200: { description: 'changed' }, ...wrong },
        },
        delete: { operationId: 'dropPerson', responses: { 204: { description: 'gone' }, ...wrong } },
      },
    },
    schemas: {
      Person: { type: 'object', properties: { nick: text, name: text, age: { type: 'integer' } } },
    },
  },
  {
    title: 'items below others, by numbers that are bounded',
    paths: {
      '/shelves': {
        post: {
          operationId: 'addShelf',
          requestBody: body({ type: 'object', required: ['name'], properties: { name: text } }),
          responses: { 201: shows(reference('Thing')), ...wrong },
        },
      },
      '/shelves/{shelfId}/books': {
        parameters: [inPath('shelfId', { type: 'integer', minimum: 1, maximum: 99_999 })],
        post: {
          operationId: 'addBook',
          requestBody: body({ type: 'object', required: ['name'], properties: { name: text } }),
          responses: { 201: shows(reference('Thing')), ...wrong },
        },
      },
      '/shelves/{shelfId}/books/{bookId}': {
        parameters: [
          inPath('shelfId', { type: 'integer', minimum: 1, maximum: 99_999 }),
          inPath('bookId', { type: 'integer', minimum: 1, maximum: 99_999 }),
        ],
        get: { operationId: 'readBook', responses: { 200: shows(reference('Thing')), ...wrong } },
        delete: { operationId: 'dropBook', responses: { 204: { description: 'gone' }, ...wrong } },
      },
    },
    schemas: {
      Thing: {
        type: 'object',
        required: ['id', 'name'],
        properties: { id: { type: 'integer' }, name: text },
      },
    },
  },
  {
    title: 'a part of the path that lists its values, beside items that have the same member',
    paths: {
      '/areas': {
        post: {
          operationId: 'addArea',
          requestBody: body({ type: 'object', required: ['name'], properties: { name: text } }),
          responses: { 201: shows(reference('Area')) },
        },
      },
      '/areas/{area}': {
        get: {
          operationId: 'readArea',
          parameters: [inPath('area', text)],
          responses: { 200: shows(reference('Area')), ...wrong },
        },
      },
      '/areas/{area}/notes': {
        post: {
          operationId: 'addNote',
          parameters: [inPath('area', text)],
          requestBody: body(reference('Note')),
          responses: { 201: shows(reference('Note')), 404: { description: 'not there' } },
        },
      },
      '/areas/{area}/notes/{section}': {
        get: {
          operationId: 'readNotes',
          parameters: [
            inPath('area', text),
            inPath('section', { type: 'string', enum: ['guides', 'others'] }),
          ],
          responses: { 200: shows(reference('Note')) },
        },
      },
    },
    schemas: {
      Area: { type: 'object', required: ['area'], properties: { area: text, name: text } },
      Note: {
        type: 'object',
        required: ['section'],
        properties: { section: { type: 'string', enum: ['guide', 'other'] } },
      },
    },
  },
  {
    title: 'items of several kinds, where the kind stands in the path',
    paths: {
      '/templates/{kind}': {
        get: {
          operationId: 'listTemplates',
          parameters: [inPath('kind', text)],
          responses: { 200: shows({ type: 'array', items: reference('Template') }) },
        },
      },
      '/templates/{kind}/{slug}': {
        parameters: [inPath('kind', text), inPath('slug', text)],
        put: {
          operationId: 'putTemplate',
          requestBody: body({ type: 'object', properties: { name: text } }),
          responses: { 200: shows(reference('Template')), 400: { description: 'wrong' } },
        },
        get: { operationId: 'readTemplate', responses: { 200: shows(reference('Template')), ...wrong } },
      },
      '/templates/{kind}/{slug}/preview': {
        post: {
          operationId: 'previewTemplate',
          parameters: [inPath('kind', text), inPath('slug', text)],
          responses: { 200: { description: 'sent' }, ...wrong },
        },
      },
    },
    schemas: {
      Template: { type: 'object', required: ['slug'], properties: { slug: text, name: text } },
    },
  },
  {
    title: 'items at a path of their own, and an action on the list that they are made in',
    paths: {
      '/boards': {
        post: {
          operationId: 'addBoard',
          requestBody: body({ type: 'object', required: ['name'], properties: { name: text } }),
          responses: { 201: shows(reference('Item')), 400: { description: 'wrong' } },
        },
      },
      '/boards/{boardId}': {
        get: {
          operationId: 'readBoard',
          parameters: [inPath('boardId', text)],
          responses: { 200: shows(reference('Item')), ...wrong },
        },
      },
      '/boards/{boardId}/columns': {
        post: {
          operationId: 'addColumn',
          parameters: [inPath('boardId', text)],
          requestBody: body({ type: 'object', required: ['name'], properties: { name: text } }),
          responses: { 201: shows(reference('Item')), ...wrong },
        },
      },
      '/boards/{boardId}/columns/insert': {
        post: {
          operationId: 'insertColumn',
          parameters: [inPath('boardId', text)],
          responses: { 200: { description: 'moved' }, ...wrong },
        },
      },
      '/columns/{columnId}': {
        parameters: [inPath('columnId', text)],
        get: { operationId: 'readColumn', responses: { 200: shows(reference('Item')), ...wrong } },
        delete: { operationId: 'dropColumn', responses: { 204: { description: 'gone' }, ...wrong } },
      },
    },
    schemas: {
      Item: { type: 'object', required: ['id', 'name'], properties: { id: text, name: text } },
    },
  },
  {
    title: 'memberships, which refer to items that are made elsewhere',
    paths: {
      '/members': {
        post: {
          operationId: 'addMember',
          requestBody: body({ type: 'object', required: ['name'], properties: { name: text } }),
          responses: { 201: shows(reference('Member')), 400: { description: 'wrong' } },
        },
      },
      '/members/{member_id}': {
        get: {
          operationId: 'readMember',
          parameters: [inPath('member_id', text)],
          responses: { 200: shows(reference('Member')), ...wrong },
        },
      },
      '/teams': {
        post: {
          operationId: 'addTeam',
          requestBody: body({ type: 'object', required: ['name'], properties: { name: text } }),
          responses: { 201: shows(reference('Member')), 400: { description: 'wrong' } },
        },
      },
      '/teams/{team_id}': {
        get: {
          operationId: 'readTeam',
          parameters: [inPath('team_id', text)],
          responses: { 200: shows(reference('Member')), ...wrong },
        },
      },
      '/teams/{team_id}/members': {
        post: {
          operationId: 'addToTeam',
          parameters: [inPath('team_id', text)],
          requestBody: body({ type: 'object', required: ['member_id'], properties: { member_id: text } }),
          responses: { 201: shows(reference('Membership')), ...wrong },
        },
      },
      '/teams/{team_id}/members/{member_id}': {
        parameters: [inPath('team_id', text), inPath('member_id', text)],
        get: { operationId: 'readOfTeam', responses: { 200: shows(reference('Membership')), ...wrong } },
        delete: { operationId: 'dropFromTeam', responses: { 204: { description: 'gone' }, ...wrong } },
      },
    },
    schemas: {
      Member: { type: 'object', required: ['id', 'name'], properties: { id: text, name: text } },
      Membership: {
        type: 'object',
        required: ['member_id', 'team_id'],
        properties: { member_id: text, team_id: text },
      },
    },
  },
  {
    title: 'lists that may be longer than any server reads',
    paths: {
      '/sets': {
        post: {
          operationId: 'addSet',
          requestBody: body({
            type: 'object',
            properties: { files: { type: 'array', items: text, maxItems: 100_000_000 } },
          }),
          responses: { 200: { description: 'added' }, 400: { description: 'wrong' } },
        },
      },
    },
  },
  {
    title: 'bytes, which no schema describes',
    paths: {
      '/blobs/{name}': {
        put: {
          operationId: 'putBlob',
          parameters: [inPath('name', text)],
          requestBody: {
            required: true,
            content: { 'application/octet-stream': { schema: { type: 'string', format: 'byte' } } },
          },
          responses: { 200: { description: 'stored' }, 400: { description: 'wrong' } },
        },
      },
    },
  },
  {
    title: 'a condition on a tag that no response shows',
    paths: {
      '/note': {
        put: {
          operationId: 'putNote',
          parameters: [
            { name: 'If-Match', in: 'header', required: true, schema: { type: 'string', minLength: 1 } },
          ],
          requestBody: body({ type: 'object', required: ['text'], properties: { text } }),
          responses: {
            200: shows({ type: 'object', required: ['text'], properties: { text } }),
            400: { description: 'wrong' },
            412: { description: 'changed meanwhile' },
          },
        },
      },
    },
  },
  {
    title: 'multiples, where doubles round',
    paths: {
      '/amounts': {
        post: {
          operationId: 'addAmount',
          requestBody: body({
            type: 'object',
            required: ['cents'],
            properties: { cents: { type: 'number', multipleOf: 5 }, payer: text, payee: text },
          }),
          responses: { 200: { description: 'added' } },
        },
      },
    },
  },
];

it.each(rows)('$title', async ({ paths, schemas = {} }) => {
  const { subject, plans } = await loadApi({
    openapi: '3.0.3',
    info: { title: 'T', version: '1' },
    paths,
    components: { schemas },
  });
  const { parts } = openSuite(subject, { target: 'mock', seed: 1 });
  const { add, exercise } = createExercise(subject.contract);
  const findings: string[] = [];
  let requests = 0;
  for await (const event of runSuite({ ...parts, plans })) {
    add(event);
    if (event.event === 'exchange') requests++;
    if (event.event === 'failure') findings.push(`${event.finding.operationId}: ${event.finding.message}`);
  }
  const { operations, undecided } = exercise();
  const untouched = [...operations].filter(([, { accepted }]) => accepted === 0).map(([id]) => id);
  const share = undecided.reduce((sum, { count }) => sum + count, 0) / requests;
  expect({ findings, untouched, undecided: share > 0.03 ? undecided : [] }).toEqual({
    findings: [],
    untouched: [],
    undecided: [],
  });
});
