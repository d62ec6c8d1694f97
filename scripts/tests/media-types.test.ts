import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Handler } from '../../conformance/model.ts';
import { notExercisedLines } from '../../conformance/report/exercise-lines.ts';
import { type LoadedApi, loadApi, runInProcess } from './testing/in-process-run.ts';

/** Each documented media type of requests and responses, and requests that only some readers accept. */

const song = {
  type: 'object',
  xml: { name: 'song' },
  required: ['title', 'seconds'],
  additionalProperties: false,
  properties: {
    title: { type: 'string', minLength: 1, maxLength: 30 },
    seconds: { type: 'integer', minimum: 1, maximum: 600, xml: { attribute: true } },
    tags: {
      type: 'array',
      maxItems: 3,
      items: { type: 'string', xml: { name: 'tag' } },
      xml: { wrapped: true },
    },
  },
};
const document = {
  openapi: '3.1.0',
  info: { title: 'Songs', version: '1.0.0' },
  paths: {
    '/chart': {
      get: {
        operationId: 'getChart',
        parameters: [{ name: 'week', in: 'query', schema: { type: 'integer', minimum: 0 } }],
        responses: {
          200: {
            description: 'the first song',
            content: {
              'application/json': { schema: { $ref: '#/components/schemas/Song' } },
              'application/xml': { schema: { $ref: '#/components/schemas/Song' } },
              'text/csv': { schema: { type: 'string' } },
            },
          },
          400: { description: 'bad' },
        },
      },
    },
    '/songs': {
      post: {
        operationId: 'addSong',
        requestBody: {
          required: true,
          content: Object.fromEntries(
            ['application/json', 'application/xml', 'application/x-www-form-urlencoded', 'text/plain'].map(
              (type) => [
                type,
                {
                  schema: type === 'text/plain' ? { type: 'string' } : { $ref: '#/components/schemas/Song' },
                },
              ],
            ),
          ),
        },
        responses: {
          201: {
            description: 'added',
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Song' } } },
          },
          400: { description: 'bad' },
          415: { description: 'another type' },
        },
      },
    },
  },
  components: { schemas: { Song: song } },
};

const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '@', parseTagValue: false });
const listOf = (value: unknown): readonly unknown[] =>
  value === undefined || value === '' ? [] : Array.isArray(value) ? value : [value];

/** The server; `as` names its fault, or how a correct one differs. */
function server(as: string): Handler {
  const isValid = ({ title, seconds, tags, ...others }: Readonly<Record<string, unknown>>): boolean =>
    typeof title === 'string' &&
    title !== '' &&
    [...title].length <= 30 &&
    Number.isInteger(seconds) &&
    Number(seconds) >= 1 &&
    Number(seconds) <= 600 &&
    (tags === undefined ||
      (Array.isArray(tags) && tags.length <= 3 && tags.every((tag) => typeof tag === 'string'))) &&
    Object.keys(others).length === 0;
  const reply = (status: number, body?: string, type = 'application/json'): Response =>
    new Response(body ?? null, {
      status,
      headers: { ...(body === undefined ? {} : { 'content-type': type }), allow: 'GET, POST' },
    });
  return async (request) => {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === '/chart' && request.method === 'GET') {
      const week = searchParams.get('week');
      if (as === 'form-crash' && request.headers.get('content-type') === 'multipart/form-data')
        return reply(500);
      if (as === 'big-week-crash' && week !== null && week.length > 15) return reply(500);
      if (week !== null && !/^(0|[1-9]\d*)$/.test(week)) return reply(400);
      const accept = request.headers.get('accept') ?? '';
      if (as === 'json-only' || /json|\*/.test(accept))
        return reply(200, JSON.stringify({ title: 'a', seconds: 12 }));
      if (accept.includes('xml')) {
        const seconds = as === 'xml-words' ? 'twelve' : '12';
        const text = `<song seconds="${seconds}"><title>a</title><tags><tag>x</tag></tags></song>`;
        return reply(200, as === 'xml-broken' ? text.slice(0, -3) : text, 'application/xml');
      }
      if (!accept.includes('csv')) return reply(406);
      const row = as === 'csv-uneven' ? 'a,12,"x"\r\n' : '"a ""b"", c",12\r\n';
      return reply(200, `title,seconds\r\n${row}`, 'text/csv');
    }
    if (pathname !== '/songs' && pathname !== '/chart') return reply(404);
    if (pathname !== '/songs' || request.method !== 'POST') return reply(405);
    const type = (request.headers.get('content-type') ?? '').split(';')[0] ?? '';
    const bytes = new Uint8Array(await request.arrayBuffer());
    const text = new TextDecoder().decode(bytes);
    if (as === 'utf8-crash' && !Buffer.from(text).equals(Buffer.from(bytes))) return reply(500);
    if (as === 'surrogate-crash' && /\\ud800(?!\\udc)/.test(text)) return reply(500);
    if (as === 'deep-crash' && text.includes('[[[[[[[[[[')) return reply(500);
    const created = (value: Readonly<Record<string, unknown>>, isChecked = true): Response =>
      isChecked && !isValid(value) ? reply(400) : reply(201, JSON.stringify(value));
    switch (type) {
      case 'application/json':
        try {
          const value: unknown = JSON.parse(text);
          return typeof value === 'object' && value !== null && !Array.isArray(value)
            ? created(Object.fromEntries(Object.entries(value)))
            : reply(400);
        } catch {
          return reply(400);
        }
      case 'application/xml': {
        if (XMLValidator.validate(text) !== true || as === 'xml-refused') return reply(400);
        const parsed: unknown = parser.parse(text);
        const node = Object.fromEntries(Object.entries(Object(Object(parsed).song)));
        const { '@seconds': seconds, tags, ...others } = node;
        const tag = Object(tags).tag;
        const value = {
          ...others,
          seconds: Number(seconds),
          ...(tags === undefined ? {} : { tags: listOf(tag) }),
        };
        return as === 'xml-unchecked' ? reply(201, '{"title":"a","seconds":1}') : created(value);
      }
      case 'application/x-www-form-urlencoded': {
        const form = new URLSearchParams(text);
        const tags = form.getAll('tags');
        return created({
          ...Object.fromEntries([...form].filter(([name]) => name !== 'tags')),
          seconds: /^\d+$/.test(form.get('seconds') ?? '') ? Number(form.get('seconds')) : undefined,
          ...(tags.length === 0 ? {} : { tags }),
        });
      }
      case 'text/plain':
        return as === 'no-text' ? reply(415) : reply(201, '{"title":"a","seconds":1}');
      default:
        return reply(415);
    }
  };
}

let api: LoadedApi;
beforeAll(async () => {
  api = await loadApi(document);
});

describe('A correct server has no finding', () => {
  it('plain: every type is exercised', async () => {
    const { findings, exercise, exchanges } = await runInProcess(api, server('plain'));
    expect(findings).toEqual([]);
    expect(notExercisedLines(exercise)).toEqual([]);
    const unusual = exchanges.filter(({ testCase }) => testCase.intent === 'unusual');
    expect(unusual.map(({ testCase }) => testCase.title.split(' is ')[1])).toHaveLength(4);
  }, 60_000);

  it('json-only: it never sends the other types, which is reported', async () => {
    const { findings, exercise } = await runInProcess(api, server('json-only'));
    expect(findings).toEqual([]);
    expect(notExercisedLines(exercise)).toEqual([
      'NOT EXERCISED application/xml: no response had this type (getChart)',
      'NOT EXERCISED text/csv: no response had this type (getChart)',
    ]);
  }, 60_000);

  it('no-text: it refuses one type with 415, which is reported', async () => {
    const { findings, exercise } = await runInProcess(api, server('no-text'));
    expect(findings).toEqual([]);
    expect(notExercisedLines(exercise)).toEqual([
      'NOT EXERCISED addSong: no accepted request had the type text/plain',
    ]);
  }, 60_000);
});

describe('A fault is found', () => {
  it.each([
    {
      as: 'xml-words',
      finding: 'response-schema-conformance getChart: the 200 response at /seconds must be integer',
    },
    { as: 'xml-broken', finding: 'response-schema-conformance getChart: the body is not XML of its schema' },
    { as: 'csv-uneven', finding: 'csv-conformance getChart: row 2 of the CSV has 3 fields, the first has 2' },
    { as: 'xml-unchecked', finding: 'negative-data-rejection addSong: accepted (201) although' },
    {
      as: 'xml-refused',
      finding: 'positive-data-acceptance addSong: a valid request (a body of the type application/xml)',
    },
  ])(
    '$as',
    async ({ as, finding }) => {
      const { findings } = await runInProcess(api, server(as));
      expect(findings.filter((each) => !each.startsWith(finding.split(':')[0] ?? ''))).toEqual([]);
      expect(findings.filter((each) => each.startsWith(finding))).not.toEqual([]);
    },
    60_000,
  );
});

it.each(['form-crash', 'big-week-crash', 'utf8-crash', 'surrogate-crash', 'deep-crash'])(
  'of the crashes on unusual input, %s is found in the turn of some operation',
  async (as) => {
    // All kinds come in turn over the operations: here each gets its turn by the seed.
    const found: string[] = [];
    for (const seed of Array.from({ length: 16 }, (_, index) => index + 1)) {
      const plans = (await import('../../conformance/cases/plan-cases.ts'))
        .planCases(api.subject.contract, { seed })
        .filter(({ phase }) => phase === 'edges')
        .map((plan) => ({ ...plan, cases: plan.cases.filter(({ intent }) => intent === 'unusual') }));
      found.push(...(await runInProcess({ ...api, plans }, server(as))).findings);
    }
    expect(new Set(found.map((each) => each.split(':')[0]?.split(' ')[0]))).toEqual(
      new Set(['not-a-server-error']),
    );
  },
  60_000,
);
