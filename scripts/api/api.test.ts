import {
  type Check,
  child,
  conform,
  drift,
  type Emitter,
  generate,
  lint,
  loadContract,
} from 'openapi-plumbline';
import { createMock } from 'openapi-plumbline/mock';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Contract } from '../../generator/contract/model.ts';
import { contractOf } from '../../generator/testing/small-contract.ts';

const json = (schema: object) => ({ content: { 'application/json': { schema } } });
const note = {
  type: 'object',
  required: ['id', 'text'],
  properties: { id: { type: 'integer' }, text: { type: 'string', minLength: 1 } },
};
const paths = (text: object) => ({
  '/notes/{id}': {
    get: {
      operationId: 'getNote',
      summary: 'Read a note',
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
      responses: {
        200: { description: 'the note', ...json({ ...note, properties: { ...note.properties, text } }) },
        400: { description: 'bad id' },
        404: { description: 'no such note' },
      },
    },
  },
});

let contract: Contract;

beforeAll(() => {
  contract = contractOf({ paths: paths({ type: 'string', minLength: 1 }) });
});

/** A custom output: the operations as Markdown. */
const operationsAsMarkdown: Emitter = {
  name: 'operations-as-markdown',
  emit: ({ info, operations }) => [
    {
      kind: 'text',
      path: 'OPERATIONS.md',
      text: [
        `# ${info.title}`,
        ...operations.map(({ operationId, method, path }) => `- ${operationId}: \`${method} ${path}\``),
        '',
      ].join('\n'),
    },
  ],
};

it('generate gives the files of the package as text, own outputs among them', async () => {
  const files = await generate(contract, { emitters: [operationsAsMarkdown], packageName: 'notes' });
  const textOf = (path: string) => files.find((file) => file.path === path)?.text;
  expect(textOf('OPERATIONS.md')).toBe('# Test\n- getNote: `get /notes/{id}`\n');
  expect(JSON.parse(textOf('package.json') ?? '{}').name).toBe('notes');
});

it('generate refuses two outputs with one path', async () => {
  const twice = generate(contract, { emitters: [operationsAsMarkdown, operationsAsMarkdown] });
  await expect(twice).rejects.toThrow('OPERATIONS.md');
});

it('drift compares two contracts and shows whom a change breaks', async () => {
  const newer = contractOf({ paths: paths({ type: ['string', 'null'] }) });
  const { verdict, changes } = await drift(contract, newer);
  expect(verdict).toBe('breaking');
  expect(changes[0]?.witness?.confirmed).toBe(true);
  expect(await drift(contract, contract)).toMatchObject({ verdict: 'none', changes: [] });
});

it('lint gives the defects of a document with their places', async () => {
  const wrong = contractOf({ paths: paths({ type: 'string', minLength: 3, default: 'x' }) });
  const found = (await lint(wrong)).find(({ code }) => code === 'invalid-default');
  expect(found).toMatchObject({ file: 'test.json', severity: expect.any(String) });
  expect(found?.pointer.startsWith(child('#', 'paths', '/notes/{id}', 'get'))).toBe(true);
});

describe('conform', () => {
  const findingsOf = async (
    options: Omit<Parameters<typeof conform>[1], 'seed'>,
  ): Promise<readonly string[]> => {
    const found: string[] = [];
    for await (const event of conform(contract, options))
      if (event.event === 'failure') found.push(`${event.finding.check}: ${event.finding.message}`);
    return found;
  };

  it('finds nothing in the built-in mock', async () => {
    expect(await findingsOf({ target: 'mock' })).toEqual([]);
  });

  it('judges a handler in this process', async () => {
    const { fetch } = createMock(contract, { lenient: true });
    const broken = async (request: Request): Promise<Response> => {
      const response = await fetch(request);
      return response.ok ? Response.json({ id: 'one', text: 'x' }) : response;
    };
    expect((await findingsOf({ target: broken })).join('\n')).toContain('/id');
  });

  it('calls a custom check for every exchange', async () => {
    const seen: string[] = [];
    const own: Check = {
      id: 'no-get',
      check({ request }) {
        seen.push(request.method);
        return { kind: 'pass' };
      },
    };
    await findingsOf({ target: 'mock', checks: [own], maxRequests: 3 });
    expect(seen).toHaveLength(3);
    expect(seen).toContain('GET');
  });

  it('ends with a summary after the requests that are allowed', async () => {
    const events = [];
    for await (const event of conform(contract, { target: 'mock', maxRequests: 2 })) events.push(event.event);
    expect(events[0]).toBe('suiteStarted');
    expect(events.at(-1)).toBe('suiteFinished');
    expect(events.filter((event) => event === 'exchange').length).toBeLessThanOrEqual(3);
  });
});

it('loadContract reads the document of a file', async () => {
  expect((await loadContract('spec/openapi.json')).operations).toHaveLength(13);
});
