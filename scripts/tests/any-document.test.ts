import { statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { planCases } from '../../conformance/cases/plan-cases.ts';
import { runSuite } from '../../conformance/engine/run-suite.ts';
import type { Contract } from '../../generator/contract/model.ts';
import { loadContract } from '../../generator/index.ts';
import type { JsonObject } from '../../generator/json/types.ts';
import { exampleDocument, exampleNames, publicDocuments } from '../../generator/testing/example-documents.ts';
import { isFull } from '../../generator/testing/figure.ts';
import { contractOf } from '../../generator/testing/small-contract.ts';
import { openSuite } from '../run/suite.ts';

/** Documents that nothing here was written for. */
const documents = [
  ...['3.1/petstore', '3.1/train-travel', '3.0/parameters-style'].map(exampleDocument),
  ...publicDocuments('box-2025.json'),
];

/** What a whole run finds of the mock of a document. */
async function judged(contract: Contract, file: string) {
  const { parts } = openSuite({ contract, file, config: undefined }, { target: 'mock', seed: 1 });
  const findings: string[] = [];
  let exchanges = 0;
  for await (const event of runSuite({ ...parts, plans: planCases(contract, { seed: 1 }) })) {
    if (event.event === 'exchange') exchanges++;
    if (event.event === 'failure')
      findings.push(`${event.finding.operationId} ${event.finding.check}: ${event.finding.message}`);
  }
  return { findings, exchanges };
}

describe('the mock of a document conforms to it', () => {
  it.each(documents)('%s', async (name) => {
    const contract = await loadContract(name);
    const { findings, exchanges } = await judged(contract, name);
    expect(findings).toEqual([]);
    expect(exchanges).toBeGreaterThan(contract.operations.length);
  });
});

const small = exampleNames.filter((name) => isFull || statSync(exampleDocument(name)).size < 25_000);

describe('any small document is planned without a crash', () => {
  it.each(small)('%s', async (name) => {
    const contract = await loadContract(exampleDocument(name));
    expect(planCases(contract, { seed: 1 })).toBeInstanceOf(Array);
  });
});

const ok = { 200: { description: 'ok' } };
const json = (schema: object) => ({ content: { 'application/json': { schema } } });
const xml = { description: 'no', content: { 'application/xml': { schema: { type: 'object' } } } };
const thing = {
  type: 'object',
  required: ['id', 'secret'],
  properties: { id: { type: 'integer', readOnly: true }, secret: { type: 'string', writeOnly: true } },
};

/** Of each, a server that does no more than the document says; the suite has nothing to say of it. */
const peculiar: readonly {
  readonly title: string;
  readonly document: JsonObject;
}[] = [
  {
    title: 'a GET with a body',
    document: {
      paths: {
        '/a': { get: { requestBody: { required: true, ...json({ type: 'object' }) }, responses: ok } },
      },
    },
  },
  {
    title: 'a redirect and nothing else',
    document: { paths: { '/a': { get: { responses: { 302: { description: 'there' } } } } } },
  },
  {
    title: 'errors in XML',
    document: {
      paths: {
        '/a': {
          post: {
            requestBody: { required: true, ...json({ type: 'integer' }) },
            responses: { ...ok, 400: xml },
          },
        },
      },
    },
  },
  {
    title: 'a body without a schema',
    document: {
      paths: {
        '/a': {
          post: {
            requestBody: { required: true, content: { 'text/plain': {} } },
            responses: { ...ok, 400: xml },
          },
        },
      },
    },
  },
  {
    title: 'an example that its schema refuses',
    document: {
      paths: {
        '/a': {
          post: {
            requestBody: { content: { 'application/json': { schema: { type: 'object' }, example: '{}' } } },
            responses: ok,
          },
        },
      },
    },
  },
  {
    title: 'objects that are written as CSV',
    document: {
      paths: {
        '/a': {
          get: {
            responses: { 200: { description: 'a', content: { 'text/csv': { schema: { type: 'object' } } } } },
          },
        },
      },
    },
  },
  {
    title: 'a parameter called as a key is',
    document: {
      paths: {
        '/a': {
          get: {
            parameters: [{ name: 'apiKey', in: 'header', schema: { type: 'string', pattern: '^[a-z]{9}$' } }],
            responses: { ...ok, 400: { description: 'no' } },
          },
        },
      },
    },
  },
  {
    title: 'formats that Ajv alone knows',
    document: {
      paths: {
        '/a': {
          post: {
            requestBody: json({ type: 'object', properties: { a: { type: 'string', format: 'url' } } }),
            responses: ok,
          },
        },
      },
    },
  },
  {
    title: 'a pattern that takes for ever on most texts',
    document: {
      paths: {
        '/{file}': {
          parameters: [
            {
              name: 'file',
              in: 'path',
              required: true,
              schema: { type: 'string', pattern: '(([a-z0-9-_ ]|[^\\\\x00-\\\\x7F])+.(json|yaml|yml))' },
            },
          ],
          get: { responses: { ...ok, 400: { description: 'no' } } },
        },
      },
    },
  },
  {
    title: 'certificates',
    document: {
      security: [{ tls: [] }],
      paths: { '/a': { get: { responses: ok } } },
      components: { securitySchemes: { tls: { type: 'mutualTLS' } } },
    },
  },
  {
    title: 'a scheme that nothing describes',
    document: { security: [{ none: [] }], paths: { '/a': { get: { responses: ok } } } },
  },
  {
    title: 'ids that are numbers, members of one way only, a 404 and no 400',
    document: {
      paths: {
        '/things': {
          post: { requestBody: json(thing), responses: { 201: { description: 'made', ...json(thing) } } },
          get: { responses: { 200: { description: 'all', ...json({ type: 'array', items: thing }) } } },
        },
        '/things/{thingId}': {
          parameters: [{ name: 'thingId', in: 'path', required: true, schema: { type: 'integer' } }],
          get: { responses: { 200: { description: 'one', ...json(thing) }, 404: { description: 'none' } } },
          delete: { responses: { 204: { description: 'gone' }, 404: { description: 'none' } } },
        },
      },
    },
  },
];

it.each(peculiar)('the mock conforms to a document with $title', async ({ document }) => {
  const { findings, exchanges } = await judged(contractOf(document), 'small.json');
  expect(findings).toEqual([]);
  expect(exchanges).toBeGreaterThan(0);
});
