import { describe, expect, it } from 'vitest';
import { buildContract } from '../build/build-contract.ts';
import type { Contract } from '../contract/model.ts';
import type { JsonObject } from '../json/types.ts';
import { compareContracts } from './compare.ts';
import { applyIgnores } from './ignore.ts';
import { makeReport } from './report.ts';

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const text = { type: 'string' };
const object = (properties: object, more: object = {}): JsonObject => ({
  type: 'object',
  properties,
  ...more,
});

/** An API whose `Root` is sent and returned by one operation and returned in a list by another. */
const apiOf = (schemas: JsonObject): Contract => {
  const content = (schema: object) => ({ 'application/json': { schema } });
  return buildContract({
    value: {
      openapi: '3.1.0',
      info: { title: 'Lines', version: '1' },
      paths: {
        '/a': {
          put: {
            requestBody: { required: true, content: content(ref('Root')) },
            responses: { 200: { description: 'ok', content: content(ref('Root')) } },
          },
        },
        '/b': {
          get: {
            responses: {
              200: { description: 'ok', content: content({ type: 'array', items: ref('Root') }) },
            },
          },
        },
      },
      components: { schemas },
    },
    dialect: '3.1',
    origin: (pointer) => ({ file: 'api.json', pointer, position: () => undefined }),
  });
};

const pets = (branches: readonly JsonObject[], lives: JsonObject = { type: 'integer' }): JsonObject => ({
  Root: object({ pet: { oneOf: [ref('Cat'), ref('Dog'), ...branches] } }),
  Cat: object({ kind: { const: 'cat' }, lives }, { required: ['kind'] }),
  Dog: object({ kind: { const: 'dog' }, bark: text }, { required: ['kind'] }),
  Fish: object({ kind: { const: 'fish' } }, { required: ['kind'] }),
});
const payment = (...branches: readonly JsonObject[]): JsonObject => ({
  Root: { oneOf: [object({ card: text }), object({ iban: text }), ...branches] },
});

/** A base whose subtypes only its discriminator leads to, and which contains itself. */
const family = (...names: readonly string[]): JsonObject => ({
  Root: object(
    { kind: text, parent: ref('Root') },
    {
      required: ['kind'],
      discriminator: {
        propertyName: 'kind',
        mapping: Object.fromEntries(names.map((name) => [name.toLowerCase(), ref(name).$ref])),
      },
    },
  ),
  ...Object.fromEntries(names.map((name) => [name, { allOf: [ref('Root'), object({ [name]: text })] }])),
});

const cases: readonly {
  readonly name: string;
  readonly base: JsonObject;
  readonly head: JsonObject;
  readonly expected: string;
}[] = [
  {
    name: 'a member is added',
    base: { Root: object({ a: text }) },
    head: { Root: object({ a: text, b: text }) },
    expected: 'non-breaking: `Root.b` is new',
  },
  {
    name: 'a required member is added',
    base: { Root: object({ a: text }) },
    head: { Root: object({ a: text, b: text }, { required: ['b'] }) },
    expected: 'breaking: `Root.b` is new: requests without it are rejected',
  },
  {
    name: 'a required member is removed',
    base: { Root: object({ a: text, b: text }, { required: ['b'] }) },
    head: { Root: object({ a: text }) },
    expected: 'breaking: `Root.b` is removed: readers that need it find nothing',
  },
  {
    name: 'an enum grows by twelve values',
    base: { Root: object({ a: { enum: ['x'] } }) },
    head: { Root: object({ a: { enum: ['x', ...'abcdefghijkl'] } }) },
    expected: 'breaking: `Root.a` may be "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l" now',
  },
  {
    name: 'an enum loses values',
    base: { Root: object({ a: { enum: ['x', 'y', 'z'] } }) },
    head: { Root: object({ a: { enum: ['x'] } }) },
    expected: 'breaking: `Root.a` no longer accepts "y", "z"',
  },
  {
    name: 'a branch is added',
    base: pets([]),
    head: pets([ref('Fish')]),
    expected: 'breaking: `Root.pet` may be `Fish` now, which readers do not know',
  },
  {
    name: 'a branch is removed',
    base: pets([ref('Fish')]),
    head: pets([]),
    expected: 'breaking: `Root.pet` no longer accepts `Fish`',
  },
  {
    name: 'a member of a branch becomes nullable',
    base: pets([]),
    head: pets([], { type: ['integer', 'null'] }),
    expected: 'breaking: `Cat.lives` may be null now',
  },
  {
    name: 'a union gains null',
    base: pets([]),
    head: pets([{ type: 'null' }]),
    expected: 'breaking: `Root.pet` may be null now, which readers do not know',
  },
  {
    name: 'a reference is wrapped with null',
    base: { Root: object({ a: ref('Part') }), Part: object({ b: text }) },
    head: { Root: object({ a: { oneOf: [ref('Part'), { type: 'null' }] } }), Part: object({ b: text }) },
    expected: 'breaking: `Root.a` may be null now',
  },
  {
    name: 'a reference is replaced by the same object without a required member',
    base: { Root: object({ a: ref('Part') }), Part: object({ b: text, c: text }, { required: ['b'] }) },
    head: {
      Root: object({ a: object({ c: text }) }),
      Part: object({ b: text, c: text }, { required: ['b'] }),
    },
    expected: 'breaking: `Part.b` is removed: readers that need it find nothing',
  },
  {
    name: 'a union of open objects gains a branch, whose names were never sent before',
    base: payment(),
    head: payment(object({ wallet: text })),
    expected: 'non-breaking: `Root` may be an object with `wallet` now',
  },
  {
    name: 'a discriminator leads to one more subtype',
    base: family('Cat', 'Dog'),
    head: family('Cat', 'Dog', 'Fish'),
    expected: 'breaking: `Root` may have `kind` "fish" now: the discriminator of before leads nowhere for it',
  },
  {
    name: 'a limit is lowered',
    base: { Root: object({ a: { ...text, maxLength: 5 } }) },
    head: { Root: object({ a: { ...text, maxLength: 3 } }) },
    expected: 'breaking: `Root.a`: maxLength is 3 now, was 5',
  },
];

const linesOf = (base: JsonObject, head: JsonObject) => {
  const [before, after] = [apiOf(base), apiOf(head)];
  const files = { base: 'old', head: 'new' };
  return makeReport({ base: before, head: after, files }, compareContracts(before, after), new Map(), [])
    .changes;
};

describe('one edit is one line', () => {
  it.each(cases)('$name', ({ base, head, expected }) => {
    const found = linesOf(base, head);
    expect(found.map(({ verdict, message }) => `${verdict}: ${message}`)).toEqual([expected]);
    expect(found[0]?.operations).toEqual(['PUT /a', 'GET /b']);
  });

  it('where another schema stands in for one that was not edited, no sentence contradicts itself', () => {
    const part = { Part: object({ b: text }) };
    const found = linesOf(
      { Root: object({ a: ref('Part') }), ...part },
      { Root: object({ a: object({ b: { type: 'integer' } }) }), ...part },
    );
    expect(found.map(({ message }) => message)).toEqual([
      '`Part.b` need not be a string any more',
      '`Root.a.b` has to be an integer now',
    ]);
  });

  it('two edits are two lines', () => {
    const found = linesOf(
      { Root: object({ a: text, b: { enum: ['x'] } }) },
      { Root: object({ b: { enum: ['x', 'y'] }, c: text }) },
    );
    expect(found.map(({ message }) => message)).toEqual([
      '`Root.b` may be "y" now',
      '`Root.a` is removed; it was optional: requests that carry it are still accepted, but it is not read, and responses no longer have it',
      '`Root.c` is new',
    ]);
  });

  it('a tightened branch of a union of open objects breaks its senders', () => {
    const short = payment({ ...object({ wallet: text }), required: ['wallet'] });
    const long = payment({ ...object({ wallet: { ...text, minLength: 5 } }), required: ['wallet'] });
    expect(linesOf(short, long).map(({ verdict, code }) => `${verdict} ${code}`)).toEqual([
      'breaking request-min-length-tightened',
    ]);
  });
});

describe('an entry of the ignore file', () => {
  it('that names a finding as it is shown accepts all that follows from its edit', () => {
    const kinds = (values: readonly string[]) => ({ Root: object({ kind: { enum: values } }) });
    const [base, head] = [apiOf(kinds(['a', 'b'])), apiOf(kinds(['b', 'c']))];
    const changes = compareContracts(base, head);
    const files = { base: 'old', head: 'new' };
    const shown = makeReport({ base, head, files }, changes, new Map(), []).changes;
    expect(shown).toHaveLength(1);
    expect(changes.filter(({ verdict }) => verdict === 'breaking')).toHaveLength(2);
    const entries = shown.map(({ code, pointer }) => ({ code, pointer, reason: 'agreed' }));
    const { ignored } = applyIgnores(changes, entries, '2026-01-01');
    expect(makeReport({ base, head, files }, changes, ignored, []).verdict).toBe('none');
    const others = entries.map((entry) => ({ ...entry, code: 'response-required-loosened' }));
    expect(applyIgnores(changes, others, '2026-01-01').ignored.size).toBe(0);
  });
});
