import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { buildContract } from '../build/build-contract.ts';
import type { Contract } from '../contract/model.ts';
import type { JsonObject } from '../json/types.ts';
import { createJudge } from '../judge/judge.ts';
import { applyPatch, type PatchStep } from './cases.test-support.ts';
import { type Change, overallVerdict } from './change.ts';
import { compareContracts } from './compare.ts';

const document = JSON.parse(
  readFileSync(new URL('../../spec/openapi.json', import.meta.url), 'utf8'),
) as JsonObject;

const contractOf = (value: JsonObject): Contract =>
  buildContract({
    value,
    dialect: '3.1',
    origin: (pointer) => ({ file: 'openapi.json', pointer, position: () => undefined }),
  });

const schemas = '/components/schemas';
const files = '/paths/~1v1~1files';
const file = '/paths/~1v1~1files~1{file_id}';
const batches = '/paths/~1v1~1batches';
const models = '/paths/~1v1~1models/get';
const chat = '/paths/~1v1~1chat~1completions/post/requestBody/content/application~1json/schema';
const upload = `${files}/post/requestBody/content/multipart~1form-data`;
const limit = `${batches}/get/parameters/1/schema`;

const add = (path: string, value: unknown): PatchStep => ({ op: 'add', path, value });
const replace = (path: string, value: unknown): PatchStep => ({ op: 'replace', path, value });
const remove = (path: string): PatchStep => ({ op: 'remove', path });

interface Row {
  readonly title: string;
  readonly verdict: string;
  readonly polarity: string;
  readonly head: readonly PatchStep[];
  readonly setup?: readonly PatchStep[];
}

const hook = (schema: object): PatchStep =>
  add('/paths/~1v1~1batches/post/callbacks', {
    done: {
      '{$request.body#/url}': {
        post: {
          requestBody: { content: { 'application/json': { schema } } },
          responses: { 200: { description: 'ok' } },
        },
      },
    },
  });
const apiKey = add('/components/securitySchemes/apiKey', { type: 'apiKey', in: 'header', name: 'X-Api-Key' });

const table: readonly Row[] = [
  {
    title: 'an optional member is new in an open request',
    verdict: 'non-breaking',
    polarity: 'request',
    head: [add(`${schemas}/BatchCreateRequest/properties/note`, { type: 'integer' })],
  },
  {
    title: 'an optional member is new in an open response',
    verdict: 'non-breaking',
    polarity: 'response',
    head: [add(`${schemas}/FileObject/properties/note`, { type: 'integer' })],
  },
  {
    title: 'a member is new in a closed response',
    verdict: 'breaking',
    polarity: 'response',
    head: [add(`${schemas}/FileObject/properties/note`, { type: 'integer' })],
    setup: [add(`${schemas}/FileObject/additionalProperties`, false)],
  },
  {
    title: 'a member goes from an open request',
    verdict: 'non-breaking',
    polarity: 'request',
    head: [remove(`${schemas}/BatchCreateRequest/properties/metadata`)],
  },
  {
    title: 'an open request is closed',
    verdict: 'breaking',
    polarity: 'request',
    head: [add(`${schemas}/BatchCreateRequest/additionalProperties`, false)],
  },
  {
    title: 'a oneOf gains a branch that overlaps',
    verdict: 'breaking',
    polarity: 'request',
    head: [add(`${chat}/oneOf/-`, { type: 'object', required: ['messages'] })],
  },
  {
    title: 'oneOf of disjoint branches becomes anyOf',
    verdict: 'non-breaking',
    polarity: 'none',
    head: [
      remove(`${schemas}/Message/properties/content/oneOf`),
      add(
        `${schemas}/Message/properties/content/anyOf`,
        (
          (document['components'] as JsonObject)['schemas'] as never as {
            Message: { properties: { content: { oneOf: unknown } } };
          }
        ).Message.properties.content.oneOf,
      ),
    ],
  },
  {
    title: 'a request enum loses a value',
    verdict: 'breaking',
    polarity: 'request',
    head: [remove(`${upload}/schema/properties/purpose/enum/0`)],
  },
  {
    title: 'a pattern is widened',
    verdict: 'non-breaking',
    polarity: 'request',
    head: [
      replace(
        `${schemas}/ToolDefinition/properties/function/properties/name/pattern`,
        '^[a-zA-Z_][a-zA-Z0-9_-]{1,63}$',
      ),
    ],
  },
  {
    title: 'a pattern is narrowed',
    verdict: 'breaking',
    polarity: 'request',
    head: [
      replace(
        `${schemas}/ToolDefinition/properties/function/properties/name/pattern`,
        '^[a-z_][a-zA-Z0-9_-]{2,63}$',
      ),
    ],
  },
  {
    title: 'a pattern is spelt another way',
    verdict: 'non-breaking',
    polarity: 'none',
    head: [
      replace(
        `${schemas}/ToolDefinition/properties/function/properties/name/pattern`,
        '^[_a-zA-Z](?:[-_0-9]|[a-z]|[A-Z]){2,63}$',
      ),
    ],
  },
  {
    title: 'a part takes fewer content types',
    verdict: 'breaking',
    polarity: 'request',
    head: [replace(`${upload}/encoding`, { file: { contentType: 'image/png' } })],
    setup: [add(`${upload}/encoding`, { file: { contentType: 'image/png, image/jpeg' } })],
  },
  {
    title: 'a part takes more content types',
    verdict: 'non-breaking',
    polarity: 'request',
    head: [replace(`${upload}/encoding`, { file: { contentType: 'image/png, image/jpeg' } })],
    setup: [add(`${upload}/encoding`, { file: { contentType: 'image/png' } })],
  },
  {
    title: 'a parameter that the specification ignores is new',
    verdict: 'non-breaking',
    polarity: 'none',
    head: [
      add(`${models}/parameters`, [
        { name: 'Authorization', in: 'header', required: true, schema: { type: 'string' } },
      ]),
    ],
  },
  {
    title: 'an optional parameter is new',
    verdict: 'non-breaking',
    polarity: 'request',
    head: [add(`${batches}/get/parameters/-`, { name: 'order', in: 'query', schema: { type: 'string' } })],
  },
  {
    title: 'a number parameter becomes text',
    verdict: 'non-breaking',
    polarity: 'request',
    head: [replace(`${limit}/type`, 'string')],
  },
  {
    title: 'a text parameter becomes a number',
    verdict: 'breaking',
    polarity: 'request',
    head: [replace(`${batches}/get/parameters/0/schema/type`, 'number')],
  },
  {
    title: 'a single value may be a list now',
    verdict: 'non-breaking',
    polarity: 'request',
    head: [replace(`${batches}/get/parameters/0/schema`, { type: 'array', items: { type: 'string' } })],
  },
  {
    title: 'an array parameter changes its style',
    verdict: 'breaking',
    polarity: 'request',
    head: [
      add(`${batches}/get/parameters/0/style`, 'pipeDelimited'),
      add(`${batches}/get/parameters/0/explode`, false),
    ],
    setup: [replace(`${batches}/get/parameters/0/schema`, { type: 'array', items: { type: 'string' } })],
  },
  {
    title: 'explode on a scalar has no effect',
    verdict: 'non-breaking',
    polarity: 'none',
    head: [add(`${batches}/get/parameters/0/explode`, false)],
  },
  {
    title: 'a status becomes its range',
    verdict: 'non-breaking',
    polarity: 'response',
    head: [{ op: 'move', from: `${file}/get/responses/500`, path: `${file}/get/responses/5XX` }],
  },
  {
    title: 'an error status goes',
    verdict: 'non-breaking',
    polarity: 'response',
    head: [remove(`${file}/get/responses/404`)],
  },
  {
    title: 'the success status becomes another, same body',
    verdict: 'breaking',
    polarity: 'response',
    head: [{ op: 'move', from: `${batches}/post/responses/200`, path: `${batches}/post/responses/201` }],
  },
  {
    title: 'a response header that was always there may be missing',
    verdict: 'breaking',
    polarity: 'response',
    head: [replace(`${models}/responses/200/headers/X-Total/required`, false)],
    setup: [
      add(`${models}/responses/200/headers`, { 'X-Total': { required: true, schema: { type: 'integer' } } }),
    ],
  },
  {
    title: 'a request media type goes',
    verdict: 'breaking',
    polarity: 'request',
    head: [
      {
        op: 'move',
        from: `${batches}/post/requestBody/content/application~1json`,
        path: `${batches}/post/requestBody/content/application~1xml`,
      },
    ],
  },
  {
    title: 'a second credential is required',
    verdict: 'breaking',
    polarity: 'request',
    head: [apiKey, add(`${models}/security/0/apiKey`, [])],
  },
  {
    title: 'a credential becomes another',
    verdict: 'breaking',
    polarity: 'request',
    head: [replace('/components/securitySchemes/bearerAuth/scheme', 'basic')],
  },
  {
    title: 'a security scheme is renamed',
    verdict: 'non-breaking',
    polarity: 'none',
    head: [
      { op: 'move', from: '/components/securitySchemes/bearerAuth', path: '/components/securitySchemes/key' },
      ...Object.entries(document['paths'] as Record<string, object>).flatMap(([path, item]) =>
        Object.keys(item).map((method) =>
          replace(`/paths/${path.replaceAll('/', '~1')}/${method}/security`, [{ key: [] }]),
        ),
      ),
    ],
  },
  {
    title: 'an open operation requires a key',
    verdict: 'breaking',
    polarity: 'request',
    head: [remove(`${models}/security/0`), add(`${models}/security/-`, { bearerAuth: [] })],
    setup: [replace(`${models}/security`, [])],
  },
  {
    title: 'an operation is new',
    verdict: 'non-breaking',
    polarity: 'request',
    head: [add(`${files}/delete`, { responses: { 204: { description: 'gone' } } })],
  },
  {
    title: 'a path is new',
    verdict: 'non-breaking',
    polarity: 'request',
    head: [add('/paths/~1v1~1new', { get: { responses: { 200: { description: 'ok' } } } })],
  },
  {
    title: 'a response may be null now',
    verdict: 'breaking',
    polarity: 'response',
    head: [replace(`${schemas}/FileObject/properties/filename/type`, ['string', 'null'])],
  },
  {
    title: 'a nullable response is written with anyOf',
    verdict: 'non-breaking',
    polarity: 'none',
    head: [
      replace(`${schemas}/BatchObject/properties/output_file_id`, {
        anyOf: [{ type: 'null' }, { type: 'string' }],
        description: 'x',
      }),
    ],
  },
  {
    title: 'a callback sends a new value',
    verdict: 'breaking',
    polarity: 'response',
    head: [
      replace(
        '/paths/~1v1~1batches/post/callbacks/done/{$request.body#~1url}/post/requestBody/content/application~1json/schema/enum',
        ['a', 'b'],
      ),
    ],
    setup: [hook({ enum: ['a'] })],
  },
  {
    title: 'a callback sends fewer values',
    verdict: 'non-breaking',
    polarity: 'response',
    head: [
      replace(
        '/paths/~1v1~1batches/post/callbacks/done/{$request.body#~1url}/post/requestBody/content/application~1json/schema/enum',
        ['a'],
      ),
    ],
    setup: [hook({ enum: ['a', 'b'] })],
  },
  {
    title: 'a response of a webhook that we send loses a value',
    verdict: 'breaking',
    polarity: 'request',
    head: [replace('/webhooks/done/post/responses/200/content/application~1json/schema/enum', ['a'])],
    setup: [
      replace('/webhooks', {
        done: {
          post: {
            responses: {
              200: { description: 'ok', content: { 'application/json': { schema: { enum: ['a', 'b'] } } } },
            },
          },
        },
      }),
    ],
  },
  {
    title: 'items of an event stream gain a value',
    verdict: 'breaking',
    polarity: 'response',
    head: [
      add(
        '/paths/~1v1~1chat~1completions/post/responses/200/content/text~1event-stream/itemSchema/enum/-',
        'c',
      ),
    ],
    setup: [
      add('/paths/~1v1~1chat~1completions/post/responses/200/content/text~1event-stream', {
        itemSchema: { enum: ['a', 'b'] },
      }),
    ],
  },
  {
    title: 'a number step is loosened in a request',
    verdict: 'non-breaking',
    polarity: 'request',
    head: [replace(`${limit}/multipleOf`, 2)],
    setup: [add(`${limit}/multipleOf`, 4)],
  },
  {
    title: 'additional members of a map are typed in a request',
    verdict: 'breaking',
    polarity: 'request',
    head: [
      replace(`${schemas}/BatchCreateRequest/properties/metadata/additionalProperties`, {
        type: 'string',
        maxLength: 2,
      }),
    ],
  },
  {
    title: 'a discriminator goes',
    verdict: 'non-breaking',
    polarity: 'none',
    head: [remove(`${chat}/discriminator`)],
  },
  {
    title: 'a mapping leads to another schema',
    verdict: 'breaking',
    polarity: 'request',
    head: [
      replace(`${chat}/discriminator/mapping/kimi-k2-thinking`, '#/components/schemas/KimiK25ChatRequest'),
    ],
  },
  {
    title: 'the order of servers changes',
    verdict: 'non-breaking',
    polarity: 'request',
    head: [replace('/servers', [{ url: 'https://b.example' }, { url: 'https://a.example' }])],
    setup: [replace('/servers', [{ url: 'https://a.example' }, { url: 'https://b.example' }])],
  },
  {
    title: 'a server variable is filled in',
    verdict: 'non-breaking',
    polarity: 'none',
    head: [replace('/servers', [{ url: 'https://eu.example' }])],
    setup: [
      replace('/servers', [{ url: 'https://{region}.example', variables: { region: { default: 'eu' } } }]),
    ],
  },
  {
    title: 'a webhook goes',
    verdict: 'non-breaking',
    polarity: 'response',
    head: [replace('/webhooks', {})],
    setup: [replace('/webhooks', { done: { post: { responses: { 200: { description: 'ok' } } } } })],
  },
  {
    title: 'an example changes',
    verdict: 'docs-only',
    polarity: 'none',
    head: [add(`${schemas}/FileObject/properties/id/examples`, ['a'])],
  },
  {
    title: 'the version of the document changes',
    verdict: 'docs-only',
    polarity: 'none',
    head: [replace('/info/version', '2.0.0')],
  },
  {
    title: 'the contact changes',
    verdict: 'docs-only',
    polarity: 'none',
    head: [add('/info/contact', { name: 'x' })],
  },
  {
    title: 'a required body of an operation becomes optional in its members only',
    verdict: 'non-breaking',
    polarity: 'request',
    head: [replace(`${schemas}/BatchCreateRequest/required`, [])],
  },
  {
    title: 'a schema becomes one that nothing satisfies',
    verdict: 'breaking',
    polarity: 'request',
    head: [add(`${schemas}/BatchCreateRequest/not`, {})],
  },
];

const heaviest = (changes: readonly Change[]): string => {
  const verdict = overallVerdict(changes);
  const weighty = changes.filter((change) => change.axis !== 'source' && change.verdict === verdict);
  return weighty.find(({ polarity }) => polarity !== 'none')?.polarity ?? 'none';
};

describe('compareContracts', () => {
  it.each(table)('$title', ({ verdict, polarity, head, setup = [] }) => {
    const before = applyPatch(document, setup);
    const after = applyPatch(before, head);
    const judges = { base: createJudge(before, '3.1'), head: createJudge(after, '3.1') };
    const changes = compareContracts(contractOf(before), contractOf(after), {
      accepts: (side, pointer, value) => judges[side].accepts(pointer, value),
    });
    const summary = changes.map(
      ({ code, message, witness }) => `${code}: ${message} ${JSON.stringify(witness?.value)}`,
    );
    expect({ verdict: overallVerdict(changes), polarity: heaviest(changes), summary }).toEqual({
      verdict,
      polarity,
      summary,
    });
    for (const { witness } of changes.filter((change) => change.verdict === 'breaking')) {
      expect(witness?.confirmed ?? true).toBe(true);
    }
  });

  it('folds one change that several operations show, and keeps two changes of one schema apart', () => {
    const after = applyPatch(document, [
      remove(`${schemas}/FileObject/required/0`),
      replace(`${schemas}/FileObject/properties/bytes/type`, 'string'),
    ]);
    const changes = compareContracts(contractOf(document), contractOf(after));
    expect(changes.map(({ code, operations }) => [code, operations.length])).toEqual([
      ['response-type-loosened', 3],
      ['response-required-loosened', 3],
    ]);
  });
});
