import fc from 'fast-check';
import { expect, it } from 'vitest';
import { withoutOlderDrafts } from './drafts.ts';

const at = (draft: string, schema: object) => ({
  $schema: `http://json-schema.org/${draft}/schema#`,
  ...schema,
});
const inDocument = (schema: unknown) => ({ openapi: '3.1.0', components: { schemas: { A: schema } } });

it.each<readonly [draft: string, given: object, want: unknown]>([
  ['draft-04', { minimum: 1, exclusiveMinimum: true }, { exclusiveMinimum: 1 }],
  ['draft-04', { maximum: 1, exclusiveMaximum: false }, { maximum: 1 }],
  ['draft-04', { const: 1, type: 'integer' }, { type: 'integer' }],
  ['draft-06', { const: 1, if: {}, exclusiveMinimum: 0 }, { const: 1, exclusiveMinimum: 0 }],
  ['draft-07', { if: { const: 1 }, else: { minContains: 2 } }, { if: { const: 1 }, else: {} }],
  ['draft-07', { $ref: '#/b', type: 'string' }, { $ref: '#/b' }],
  [
    'draft-07',
    { items: [{ type: 'null' }, at('draft-04', { const: 1 })], additionalItems: false },
    { prefixItems: [{ type: 'null' }, {}], items: false },
  ],
  ['draft-07', { items: {}, additionalItems: false }, { items: {} }],
  [
    'draft-07',
    { dependencies: { a: ['b'], c: { items: [{}] } } },
    { dependentRequired: { a: ['b'] }, dependentSchemas: { c: { prefixItems: [{}] } } },
  ],
  ['draft/2019-09', { $ref: '#/b', minContains: 2, prefixItems: [] }, { $ref: '#/b', minContains: 2 }],
  [
    'draft-07',
    { properties: { $schema: { const: 1 }, items: { items: [{}] } }, default: { items: [1] } },
    { properties: { $schema: { const: 1 }, items: { prefixItems: [{}] } }, default: { items: [1] } },
  ],
  ['draft/2019-09', { $recursiveRef: '#' }, at('draft/2019-09', { $recursiveRef: '#' })],
  ['draft-03', { divisibleBy: 2 }, at('draft-03', { divisibleBy: 2 })],
])('%s %j', (draft, given, want) => {
  expect(withoutOlderDrafts(inDocument(at(draft, given)))).toEqual(inDocument(want));
});

it('a dialect of the whole document is that of the schemas that do not say theirs', () => {
  const own = { $schema: 'https://json-schema.org/draft/2020-12/schema', minimum: 1, exclusiveMinimum: 0 };
  const media = { schema: { type: 'array', items: [{}] }, example: { schema: { items: [{}] } } };
  const given = {
    paths: { schema: { get: { content: { schema: media } } } },
    components: { schemas: { schema: { properties: { own } } } },
  };
  const want = structuredClone(given);
  Object.assign(want.paths.schema.get.content.schema.schema, { items: undefined, prefixItems: [{}] });
  const dialect = 'http://json-schema.org/draft-07/schema#';
  expect(withoutOlderDrafts({ ...given, jsonSchemaDialect: dialect })).toEqual(want);
});

it('what says nothing of a draft is the same object', () => {
  fc.assert(
    fc.property(fc.object(), (value) => {
      const document = inDocument({ ...value, $schema: 'https://json-schema.org/draft/2020-12/schema' });
      expect(withoutOlderDrafts(document)).toBe(document);
    }),
    { numRuns: 50 },
  );
  const example = inDocument({ example: at('draft-07', { items: [{}] }), properties: { $schema: {} } });
  expect(withoutOlderDrafts(example)).toBe(example);
});
