import fc from 'fast-check';
import { expect, it } from 'vitest';
import { withoutOlderDrafts } from './drafts.ts';

const at = (draft: string, schema: object) => ({
  $schema: `http://json-schema.org/${draft}/schema#`,
  ...schema,
});
const inDocument = (schema: unknown) => ({ openapi: '3.1.0', components: { schemas: { A: schema } } });

it.each<{ readonly draft: string; readonly given: object; readonly want: unknown }>([
  { draft: 'draft-04', given: { minimum: 1, exclusiveMinimum: true }, want: { exclusiveMinimum: 1 } },
  { draft: 'draft-04', given: { maximum: 1, exclusiveMaximum: false }, want: { maximum: 1 } },
  { draft: 'draft-04', given: { const: 1, type: 'integer' }, want: { type: 'integer' } },
  {
    draft: 'draft-06',
    given: { const: 1, if: {}, exclusiveMinimum: 0 },
    want: { const: 1, exclusiveMinimum: 0 },
  },
  {
    draft: 'draft-07',
    given: { if: { const: 1 }, else: { minContains: 2 } },
    want: { if: { const: 1 }, else: {} },
  },
  { draft: 'draft-07', given: { $ref: '#/b', type: 'string' }, want: { $ref: '#/b' } },
  {
    draft: 'draft-07',
    given: { items: [{ type: 'null' }, at('draft-04', { const: 1 })], additionalItems: false },
    want: { prefixItems: [{ type: 'null' }, {}], items: false },
  },
  { draft: 'draft-07', given: { items: {}, additionalItems: false }, want: { items: {} } },
  {
    draft: 'draft-07',
    given: { dependencies: { a: ['b'], c: { items: [{}] } } },
    want: { dependentRequired: { a: ['b'] }, dependentSchemas: { c: { prefixItems: [{}] } } },
  },
  {
    draft: 'draft/2019-09',
    given: { $ref: '#/b', minContains: 2, prefixItems: [] },
    want: { $ref: '#/b', minContains: 2 },
  },
  {
    draft: 'draft-07',
    given: { properties: { $schema: { const: 1 }, items: { items: [{}] } }, default: { items: [1] } },
    want: { properties: { $schema: { const: 1 }, items: { prefixItems: [{}] } }, default: { items: [1] } },
  },
  {
    draft: 'draft/2019-09',
    given: { $recursiveRef: '#' },
    want: at('draft/2019-09', { $recursiveRef: '#' }),
  },
  { draft: 'draft-03', given: { divisibleBy: 2 }, want: at('draft-03', { divisibleBy: 2 }) },
])('$draft $given', ({ draft, given, want }) => {
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
