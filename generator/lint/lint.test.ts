import { describe, expect, it } from 'vitest';
import { loadContract } from '../index.ts';
import { counted } from '../testing/counted.ts';
import { lint } from './lint.ts';

const response = { '200': { description: 'ok' }, '400': { description: 'wrong' } };
const document = (schema: object, more: object = {}) => ({
  openapi: '3.1.0',
  info: { title: 'T', version: '1' },
  paths: {
    '/a': {
      post: {
        operationId: 'a',
        requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/A' } } } },
        responses: response,
      },
    },
  },
  components: { schemas: { A: schema } },
  ...more,
});
const codes = (value: object): readonly string[] =>
  lint(value as never).map(({ code, pointer }) => `${code} ${pointer}`);
const a = '#/components/schemas/A';

counted(6, 'lint: one defect one finding, its twin none; the untouched document', 'all');

describe('one defect gives one finding, its twin none', () => {
  const text = { type: 'string' };
  const get = (responses: object, more: object = {}) => ({
    paths: { '/a': { get: { operationId: 'a', responses, ...more } } },
    components: {},
  });
  const limit = { parameters: [{ name: 'limit', in: 'query', schema: { type: 'integer' } }] };
  const listing = (schema: object) =>
    get({ '200': { description: 'ok', content: { 'application/json': { schema } } } });
  const mapped = (mapping: object) => ({ propertyName: 'b', mapping });
  const tag = (values: readonly string[]) => ({ properties: { b: { enum: values } } });
  const cases: readonly (readonly [broken: object, sound: object, want: string])[] = [
    [
      document({ ...text, default: null }),
      document({ ...text, default: 'x' }),
      `invalid-default ${a}/default`,
    ],
    [document({ ...text, example: 1 }), document({ ...text, example: '1' }), `invalid-example ${a}/example`],
    [
      document({ ...text, minLength: 2, maxLength: 1 }),
      document({ ...text, minLength: 1, maxLength: 1 }),
      `unsatisfiable ${a}/minLength`,
    ],
    [document({ ...text, enum: [1] }), document({ ...text, enum: [1, 'a'] }), `unsatisfiable ${a}/enum`],
    [
      document({ type: 'object', properties: { b: { default: 1 } }, required: ['b'] }),
      document({ type: 'object', properties: { b: { default: 1 } }, required: [] }),
      `required-default ${a}/properties/b/default`,
    ],
    [document({ pattern: '(a+)+$' }), document({ pattern: '^(ab)+$' }), `pattern-backtracks ${a}/pattern`],
    [document({ pattern: '\\_' }), document({ pattern: '_' }), `pattern-not-portable ${a}/pattern`],
    [document({}, { webhooks: {} }), document({}), 'empty-webhooks #/webhooks'],
    [
      document({}, { ...get(response), components: { schemas: { B: {} } } }),
      document({}, get(response)),
      'unused-component #/components/schemas/B',
    ],
    [
      document({}, get({ '200': response['200'] }, limit)),
      document({}, get(response, limit)),
      'missing-client-error #/paths/~1a/get',
    ],
    [
      document({}, get(response, { operationId: undefined })),
      document({}, get(response)),
      'missing-operation-id #/paths/~1a/get',
    ],
    [
      document({}, listing({ type: 'object', properties: { b: text } })),
      document({}, listing({ type: 'object', properties: { b: text }, required: ['b'] })),
      'empty-response #/paths/~1a/get/responses/200/content/application~1json/schema',
    ],
    [
      document({}, get(response, { description: 'Sends server-sent events.' })),
      document({}, get(response, { description: 'Sends events.' })),
      'prose-stream #/paths/~1a/get',
    ],
    [
      document({ oneOf: [], discriminator: { propertyName: 'b', mapping: { x: '#/components/schemas/X' } } }),
      document({ oneOf: [], discriminator: { propertyName: 'b', mapping: { x: a } } }),
      `lost-discriminator ${a}/discriminator/mapping/x`,
    ],
    [
      document({ oneOf: [], discriminator: mapped({ x: a }), properties: { b: { enum: ['y'] } } }),
      document({ oneOf: [], discriminator: mapped({ y: a }), properties: { b: { enum: ['y'] } } }),
      `unequal-mapping ${a}/discriminator/mapping/x, unequal-mapping ${a}/discriminator/mapping`,
    ],
    [
      document({ oneOf: [], discriminator: mapped({ y: a }), allOf: [tag(['y', 'z']), tag(['z', 'y'])] }),
      document({ oneOf: [], discriminator: mapped({ y: a }), allOf: [tag(['y', 'z']), tag(['y', 'x'])] }),
      `unequal-mapping ${a}/discriminator/mapping`,
    ],
    [
      document({ oneOf: [{ type: 'integer' }, { type: 'number', minimum: 0 }] }),
      document({ oneOf: [{ type: 'integer' }, { type: 'string', minLength: 1 }] }),
      `overlapping-branches ${a}/oneOf`,
    ],
    [
      document({}, get({ '200': response['200'] }, limit)),
      document(
        {},
        get(
          { '200': response['200'] },
          { parameters: [{ name: 'tags', in: 'query', schema: { type: 'array', items: text } }] },
        ),
      ),
      'missing-client-error #/paths/~1a/get',
    ],
  ];
  it.each(cases.map(([broken, sound, want]) => [want, broken, sound] as const))(
    '%s',
    (want, broken, sound) => {
      expect(codes(broken)).toEqual(want.split(', '));
      expect(codes(sound)).toEqual([]);
    },
  );
});

it('the document of spec/: every known defect, and nothing else', async () => {
  const contract = await loadContract('spec/openapi.json');
  const count: Record<string, number> = {};
  for (const { code } of lint(contract.document)) count[code] = (count[code] ?? 0) + 1;
  expect(count).toEqual({
    'invalid-default': 3,
    'required-default': 6,
    'empty-response': 8,
    'missing-operation-id': contract.operations.length,
    'missing-client-error': 1,
    'narrower-enum': 1,
    'prose-stream': 1,
    'empty-webhooks': 1,
  });
});
