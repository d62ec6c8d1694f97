import { describe, expect, it } from 'vitest';
import { buildContract } from '../../generator/build/build-contract.ts';
import { DiagnosticError } from '../../generator/contract/diagnostics.ts';
import type { Contract } from '../../generator/contract/model.ts';
import type { JsonObject } from '../../generator/json/types.ts';
import { createJudge } from '../../generator/judge/judge.ts';
import { applyOverlays, readOverlay } from '../../generator/load/overlay.ts';
import { parseSource } from '../../generator/load/source.ts';
import { readJournal } from './journal.ts';
import { type Observation, observe } from './observe.ts';
import { suggestOverlay } from './suggest.ts';

const document: JsonObject = {
  openapi: '3.1.0',
  info: { title: 'Pets', version: '1' },
  paths: {
    '/pets': {
      get: {
        responses: {
          200: {
            description: 'ok',
            content: {
              'application/json': { schema: { type: 'array', items: { $ref: '#/components/schemas/Pet' } } },
            },
          },
        },
      },
    },
  },
  components: {
    schemas: {
      Pet: {
        oneOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }],
      },
      Cat: {
        type: 'object',
        required: ['kind'],
        properties: { kind: { const: 'cat' }, mood: { enum: ['calm', 'wild'] }, name: { type: 'string' } },
      },
      Dog: {
        type: 'object',
        required: ['kind'],
        properties: { kind: { const: 'dog' }, name: { type: 'string' } },
      },
    },
  },
};

const contractOf = (value: JsonObject): Contract =>
  buildContract({
    value,
    dialect: '3.1',
    origin: (pointer) => ({ file: 'pets.json', pointer, position: () => undefined }),
  });

const exchange = (
  body: unknown,
  status = 200,
  contentType = 'application/json; charset=utf-8',
  target = '/pets?limit=1',
): string =>
  JSON.stringify({
    event: 'exchange',
    id: 1,
    request: { method: 'GET', target, headers: [] },
    response: {
      status,
      headers: [['Content-Type', contentType]],
      body: typeof body === 'string' ? body : JSON.stringify(body),
    },
  });

function seen(value: JsonObject, lines: readonly string[]): readonly Observation[] {
  const judge = createJudge(value, '3.1', 'response');
  return observe(contractOf(value), readJournal('journal.ndjson', lines.join('\n')), (pointer, each) =>
    judge.accepts(pointer, each),
  );
}

const named = (observations: readonly Observation[]): readonly string[] =>
  observations.map(({ kind, name, count, of }) => `${kind} ${name} ${count}/${of}`).sort();

const traffic = [
  '{"event":"suiteStarted"}',
  ...Array.from({ length: 6 }, (_, index) =>
    exchange([
      { kind: 'cat', mood: index === 0 ? 'sleepy' : 'calm', name: 'Tom', lives: 9 },
      { kind: 'dog' },
    ]),
  ),
  exchange('gone', 410, 'text/plain'),
  exchange('<pets/>', 200, 'application/xml'),
  exchange({}, 200, 'application/json', '/cats'),
  exchange({}, 404, 'application/json', '/nowhere'),
];

describe('observe', () => {
  it('reports each difference once, with its share', () => {
    expect(named(seen(document, traffic))).toEqual([
      'always-present mood 6/6',
      'always-present name 6/6',
      'undeclared-content-type application/xml 1/8',
      'undeclared-enum-value "sleepy" 1/6',
      'undeclared-status 410 1/8',
      'undocumented-field lives 6/6',
      'undocumented-operation GET /cats 1/1',
    ]);
  });

  it('reports nothing for traffic that matches the contract', () => {
    expect(seen(document, [exchange([{ kind: 'dog' }, { kind: 'cat', mood: 'calm' }])])).toEqual([]);
  });

  it('suggests the overlay that makes the contract match', () => {
    const overlay = suggestOverlay(seen(document, traffic), { document, dialect: '3.1' }, 'journal.ndjson');
    const read = readOverlay(parseSource('suggested.json', JSON.stringify(overlay)));
    const { document: overlaid } = applyOverlays(document as Record<string, unknown>, [read]);
    expect(named(seen(overlaid, traffic))).toEqual(['undocumented-operation GET /cats 1/1']);
  });

  it.each([
    { line: 'not json', message: 'this line is not JSON' },
    { line: '{"event":"exchange","request":{}}', message: 'an exchange needs' },
    { line: '[]', message: 'expected an object' },
  ])('refuses $line', ({ line, message }) => {
    expect(() => readJournal('journal.ndjson', line)).toThrow(DiagnosticError);
    expect(() => readJournal('journal.ndjson', line)).toThrow(message);
  });
});
