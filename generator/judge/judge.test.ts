import { describe, expect, it } from 'vitest';
import type { Dialect, View } from '../contract/model.ts';
import type { JsonObject } from '../json/types.ts';
import { createJudge } from './judge.ts';
import { createSecondJudge } from './second.ts';

const documentOf = (schemas: JsonObject): JsonObject => ({ openapi: '3.0.3', components: { schemas } });

interface Row {
  readonly title: string;
  readonly schema: JsonObject;
  readonly dialect?: Dialect;
  readonly view?: View;
  readonly accepted: readonly unknown[];
  readonly refused: readonly unknown[];
}

const readOnlyId = {
  type: 'object',
  required: ['id'],
  properties: { id: { type: 'string', readOnly: true } },
};

const rows: readonly Row[] = [
  {
    title: '3.0: nullable widens the type beside it, and no enum',
    dialect: '3.0',
    schema: { type: 'string', nullable: true, enum: ['a'] },
    accepted: ['a'],
    refused: [null, 'b'],
  },
  {
    title: '3.0: nullable beside a combinator',
    dialect: '3.0',
    schema: { allOf: [{ $ref: '#/components/schemas/Named' }], nullable: true },
    accepted: [null, { id: 'x' }],
    refused: [{}, 1],
  },
  {
    title: '3.0: boolean exclusive limits',
    dialect: '3.0',
    schema: { type: 'number', minimum: 1, exclusiveMinimum: true },
    accepted: [1.5],
    refused: [1],
  },
  {
    title: '3.0: an id in an example names no schema',
    dialect: '3.0',
    schema: {
      type: 'object',
      required: ['id'],
      properties: { id: { type: 'string' }, all: { type: 'array', example: [{ id: 'a b' }, { id: 'a b' }] } },
      example: { id: 'no # URI %' },
    },
    accepted: [{ id: 'x' }],
    refused: [{}, { id: 1 }],
  },
  {
    title: '3.1: nullable is not a keyword',
    dialect: '3.1',
    schema: { type: 'string', nullable: true },
    accepted: ['a'],
    refused: [null],
  },
  {
    title: 'readOnly members may be absent from requests',
    dialect: '3.1',
    view: 'request',
    schema: { $ref: '#/components/schemas/Named' },
    accepted: [{}, { id: 'x' }],
    refused: [{ id: 1 }],
  },
  {
    title: 'and are required in responses',
    dialect: '3.1',
    view: 'response',
    schema: { $ref: '#/components/schemas/Named' },
    accepted: [{ id: 'x' }],
    refused: [{}],
  },
  {
    title: 'names of Object.prototype are names like others',
    dialect: '3.1',
    schema: { required: ['toString'], properties: { constructor: { type: 'number' } } },
    accepted: [{ toString: 1 }, []],
    refused: [{}, { toString: 1, constructor: 'x' }],
  },
  {
    title: 'discriminator changes no verdict',
    dialect: '3.1',
    schema: {
      oneOf: [{ $ref: '#/components/schemas/Named' }],
      discriminator: { propertyName: 'kind', mapping: { a: 'Nowhere' } },
    },
    accepted: [{ id: 'x' }],
    refused: [{}],
  },
  {
    title: 'a default is neither filled in nor judged',
    dialect: '3.1',
    schema: { type: 'object', required: ['a'], properties: { a: { type: 'string', default: null } } },
    accepted: [{ a: '' }],
    refused: [{}],
  },
];

for (const create of [createJudge, createSecondJudge]) {
  describe(create.name, () => {
    it.each(rows)('$title', ({ schema, dialect = '3.1', view, accepted, refused }) => {
      const judge = create(documentOf({ X: schema, Named: readOnlyId }), dialect, view);
      for (const value of accepted)
        expect([value, judge.errors('#/components/schemas/X', value)]).toEqual([value, []]);
      for (const value of refused)
        expect([value, judge.accepts('#/components/schemas/X', value)]).toEqual([value, false]);
    });

    it('leaves the document as it was', () => {
      const document = documentOf({ X: { type: 'string', nullable: true } });
      const before = JSON.stringify(document);
      create(document, '3.0').accepts('#/components/schemas/X', null);
      expect(JSON.stringify(document)).toBe(before);
    });
  });
}
