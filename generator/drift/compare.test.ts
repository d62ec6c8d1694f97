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

type Row = readonly [
  title: string,
  verdict: string,
  polarity: string,
  head: readonly PatchStep[],
  setup?: readonly PatchStep[],
];

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
  [
    'an optional member is new in an open request',
    'non-breaking',
    'request',
    [add(`${schemas}/BatchCreateRequest/properties/note`, { type: 'integer' })],
  ],
  [
    'an optional member is new in an open response',
    'non-breaking',
    'response',
    [add(`${schemas}/FileObject/properties/note`, { type: 'integer' })],
  ],
  [
    'a member is new in a closed response',
    'breaking',
    'response',
    [add(`${schemas}/FileObject/properties/note`, { type: 'integer' })],
    [add(`${schemas}/FileObject/additionalProperties`, false)],
  ],
  [
    'a member goes from an open request',
    'non-breaking',
    'request',
    [remove(`${schemas}/BatchCreateRequest/properties/metadata`)],
  ],
  [
    'an open request is closed',
    'breaking',
    'request',
    [add(`${schemas}/BatchCreateRequest/additionalProperties`, false)],
  ],
  [
    'a oneOf gains a branch that overlaps',
    'breaking',
    'request',
    [add(`${chat}/oneOf/-`, { type: 'object', required: ['messages'] })],
  ],
  [
    'oneOf of disjoint branches becomes anyOf',
    'non-breaking',
    'none',
    [
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
  ],
  [
    'a request enum loses a value',
    'breaking',
    'request',
    [remove(`${upload}/schema/properties/purpose/enum/0`)],
  ],
  [
    'a pattern is widened',
    'non-breaking',
    'request',
    [
      replace(
        `${schemas}/ToolDefinition/properties/function/properties/name/pattern`,
        '^[a-zA-Z_][a-zA-Z0-9_-]{1,63}$',
      ),
    ],
  ],
  [
    'a pattern is narrowed',
    'breaking',
    'request',
    [
      replace(
        `${schemas}/ToolDefinition/properties/function/properties/name/pattern`,
        '^[a-z_][a-zA-Z0-9_-]{2,63}$',
      ),
    ],
  ],
  [
    'a pattern is spelt another way',
    'non-breaking',
    'none',
    [
      replace(
        `${schemas}/ToolDefinition/properties/function/properties/name/pattern`,
        '^[_a-zA-Z](?:[-_0-9]|[a-z]|[A-Z]){2,63}$',
      ),
    ],
  ],
  [
    'a part takes fewer content types',
    'breaking',
    'request',
    [replace(`${upload}/encoding`, { file: { contentType: 'image/png' } })],
    [add(`${upload}/encoding`, { file: { contentType: 'image/png, image/jpeg' } })],
  ],
  [
    'a part takes more content types',
    'non-breaking',
    'request',
    [replace(`${upload}/encoding`, { file: { contentType: 'image/png, image/jpeg' } })],
    [add(`${upload}/encoding`, { file: { contentType: 'image/png' } })],
  ],
  [
    'a parameter that the specification ignores is new',
    'non-breaking',
    'none',
    [
      add(`${models}/parameters`, [
        { name: 'Authorization', in: 'header', required: true, schema: { type: 'string' } },
      ]),
    ],
  ],
  [
    'an optional parameter is new',
    'non-breaking',
    'request',
    [add(`${batches}/get/parameters/-`, { name: 'order', in: 'query', schema: { type: 'string' } })],
  ],
  ['a number parameter becomes text', 'non-breaking', 'request', [replace(`${limit}/type`, 'string')]],
  [
    'a text parameter becomes a number',
    'breaking',
    'request',
    [replace(`${batches}/get/parameters/0/schema/type`, 'number')],
  ],
  [
    'a single value may be a list now',
    'non-breaking',
    'request',
    [replace(`${batches}/get/parameters/0/schema`, { type: 'array', items: { type: 'string' } })],
  ],
  [
    'an array parameter changes its style',
    'breaking',
    'request',
    [
      add(`${batches}/get/parameters/0/style`, 'pipeDelimited'),
      add(`${batches}/get/parameters/0/explode`, false),
    ],
    [replace(`${batches}/get/parameters/0/schema`, { type: 'array', items: { type: 'string' } })],
  ],
  [
    'explode on a scalar has no effect',
    'non-breaking',
    'none',
    [add(`${batches}/get/parameters/0/explode`, false)],
  ],
  [
    'a status becomes its range',
    'non-breaking',
    'response',
    [{ op: 'move', from: `${file}/get/responses/500`, path: `${file}/get/responses/5XX` }],
  ],
  ['an error status goes', 'non-breaking', 'response', [remove(`${file}/get/responses/404`)]],
  [
    'the success status becomes another, same body',
    'breaking',
    'response',
    [{ op: 'move', from: `${batches}/post/responses/200`, path: `${batches}/post/responses/201` }],
  ],
  [
    'a response header that was always there may be missing',
    'breaking',
    'response',
    [replace(`${models}/responses/200/headers/X-Total/required`, false)],
    [add(`${models}/responses/200/headers`, { 'X-Total': { required: true, schema: { type: 'integer' } } })],
  ],
  [
    'a request media type goes',
    'breaking',
    'request',
    [
      {
        op: 'move',
        from: `${batches}/post/requestBody/content/application~1json`,
        path: `${batches}/post/requestBody/content/application~1xml`,
      },
    ],
  ],
  [
    'a second credential is required',
    'breaking',
    'request',
    [apiKey, add(`${models}/security/0/apiKey`, [])],
  ],
  [
    'a credential becomes another',
    'breaking',
    'request',
    [replace('/components/securitySchemes/bearerAuth/scheme', 'basic')],
  ],
  [
    'a security scheme is renamed',
    'non-breaking',
    'none',
    [
      { op: 'move', from: '/components/securitySchemes/bearerAuth', path: '/components/securitySchemes/key' },
      ...Object.entries(document['paths'] as Record<string, object>).flatMap(([path, item]) =>
        Object.keys(item).map((method) =>
          replace(`/paths/${path.replaceAll('/', '~1')}/${method}/security`, [{ key: [] }]),
        ),
      ),
    ],
  ],
  [
    'an open operation requires a key',
    'breaking',
    'request',
    [remove(`${models}/security/0`), add(`${models}/security/-`, { bearerAuth: [] })],
    [replace(`${models}/security`, [])],
  ],
  [
    'an operation is new',
    'non-breaking',
    'request',
    [add(`${files}/delete`, { responses: { 204: { description: 'gone' } } })],
  ],
  [
    'a path is new',
    'non-breaking',
    'request',
    [add('/paths/~1v1~1new', { get: { responses: { 200: { description: 'ok' } } } })],
  ],
  [
    'a response may be null now',
    'breaking',
    'response',
    [replace(`${schemas}/FileObject/properties/filename/type`, ['string', 'null'])],
  ],
  [
    'a nullable response is written with anyOf',
    'non-breaking',
    'none',
    [
      replace(`${schemas}/BatchObject/properties/output_file_id`, {
        anyOf: [{ type: 'null' }, { type: 'string' }],
        description: 'x',
      }),
    ],
  ],
  [
    'a callback sends a new value',
    'breaking',
    'response',
    [
      replace(
        '/paths/~1v1~1batches/post/callbacks/done/{$request.body#~1url}/post/requestBody/content/application~1json/schema/enum',
        ['a', 'b'],
      ),
    ],
    [hook({ enum: ['a'] })],
  ],
  [
    'a callback sends fewer values',
    'non-breaking',
    'response',
    [
      replace(
        '/paths/~1v1~1batches/post/callbacks/done/{$request.body#~1url}/post/requestBody/content/application~1json/schema/enum',
        ['a'],
      ),
    ],
    [hook({ enum: ['a', 'b'] })],
  ],
  [
    'a response of a webhook that we send loses a value',
    'breaking',
    'request',
    [replace('/webhooks/done/post/responses/200/content/application~1json/schema/enum', ['a'])],
    [
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
  ],
  [
    'items of an event stream gain a value',
    'breaking',
    'response',
    [
      add(
        '/paths/~1v1~1chat~1completions/post/responses/200/content/text~1event-stream/itemSchema/enum/-',
        'c',
      ),
    ],
    [
      add('/paths/~1v1~1chat~1completions/post/responses/200/content/text~1event-stream', {
        itemSchema: { enum: ['a', 'b'] },
      }),
    ],
  ],
  [
    'a number step is loosened in a request',
    'non-breaking',
    'request',
    [replace(`${limit}/multipleOf`, 2)],
    [add(`${limit}/multipleOf`, 4)],
  ],
  [
    'additional members of a map are typed in a request',
    'breaking',
    'request',
    [
      replace(`${schemas}/BatchCreateRequest/properties/metadata/additionalProperties`, {
        type: 'string',
        maxLength: 2,
      }),
    ],
  ],
  ['a discriminator goes', 'non-breaking', 'none', [remove(`${chat}/discriminator`)]],
  [
    'a mapping leads to another schema',
    'breaking',
    'request',
    [replace(`${chat}/discriminator/mapping/kimi-k2-thinking`, '#/components/schemas/KimiK25ChatRequest')],
  ],
  [
    'the order of servers changes',
    'non-breaking',
    'request',
    [replace('/servers', [{ url: 'https://b.example' }, { url: 'https://a.example' }])],
    [replace('/servers', [{ url: 'https://a.example' }, { url: 'https://b.example' }])],
  ],
  [
    'a server variable is filled in',
    'non-breaking',
    'none',
    [replace('/servers', [{ url: 'https://eu.example' }])],
    [replace('/servers', [{ url: 'https://{region}.example', variables: { region: { default: 'eu' } } }])],
  ],
  [
    'a webhook goes',
    'non-breaking',
    'response',
    [replace('/webhooks', {})],
    [replace('/webhooks', { done: { post: { responses: { 200: { description: 'ok' } } } } })],
  ],
  ['an example changes', 'docs-only', 'none', [add(`${schemas}/FileObject/properties/id/examples`, ['a'])]],
  ['the version of the document changes', 'docs-only', 'none', [replace('/info/version', '2.0.0')]],
  ['the contact changes', 'docs-only', 'none', [add('/info/contact', { name: 'x' })]],
  [
    'a required body of an operation becomes optional in its members only',
    'non-breaking',
    'request',
    [replace(`${schemas}/BatchCreateRequest/required`, [])],
  ],
  [
    'a schema becomes one that nothing satisfies',
    'breaking',
    'request',
    [add(`${schemas}/BatchCreateRequest/not`, {})],
  ],
];

const heaviest = (changes: readonly Change[]): string => {
  const verdict = overallVerdict(changes);
  const weighty = changes.filter((change) => change.axis !== 'source' && change.verdict === verdict);
  return weighty.find(({ polarity }) => polarity !== 'none')?.polarity ?? 'none';
};

describe('compareContracts', () => {
  it.each(table.map((row) => [row[0], row] as const))('%s', (_, [, verdict, polarity, head, setup = []]) => {
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
