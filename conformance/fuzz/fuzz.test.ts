import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../generator/json/types.ts';
import { createJudge } from '../../generator/judge/judge.ts';
import { createSecondJudge } from '../../generator/judge/second.ts';
import { createThirdJudge } from '../../generator/judge/third.ts';
import { compile } from '../../generator/schema/compile.ts';
import { arbitrary, boundary, mutants } from '../arbitraries/index.ts';
import type { Engine } from './engine.ts';
import { formatDisagreement, fuzz } from './fuzz.ts';

const pointer = '#/components/schemas/Order';
const document: JsonObject = {
  openapi: '3.1.0',
  components: {
    schemas: {
      Order: {
        allOf: [{ $ref: '#/components/schemas/Base' }],
        type: 'object',
        properties: {
          amount: { type: 'number', minimum: 0, maximum: 100 },
          pay: {
            oneOf: [
              {
                type: 'object',
                required: ['kind', 'iban'],
                properties: { kind: { const: 'bank' }, iban: { type: 'string' } },
              },
              { type: 'object', required: ['kind'], properties: { kind: { const: 'cash' } } },
              { type: 'null' },
            ],
          },
          tags: { type: 'array', items: { type: 'string', maxLength: 4 }, maxItems: 3, uniqueItems: true },
        },
        required: ['amount'],
      },
      Base: { type: 'object', required: ['id'], properties: { id: { type: 'string', minLength: 1 } } },
    },
  },
};
const target = { pointer, name: 'Order' };
const raw = { $ref: pointer };
const sources = () => ({
  valid: arbitrary(raw, { document }),
  mutated: mutants(raw, { document }).map(({ value }) => value),
  boundary: boundary(raw, { document }).map(({ value }) => value),
});
const emitted: Engine = {
  name: 'emitted',
  accepts: (at, value) => compile(document, '3.1', at).accepts(value),
};
const judges = async (): Promise<readonly Engine[]> => [
  createJudge(document, '3.1'),
  createSecondJudge(document, '3.1'),
  await createThirdJudge(document, '3.1', [pointer]),
];

/** The emitted validators with one thing wrong. */
const mutantsOfEngine: readonly {
  readonly title: string;
  readonly broken: (value: unknown) => boolean | undefined;
}[] = [
  { title: 'maximum is exclusive', broken: (value) => (member(value, 'amount') === 100 ? false : undefined) },
  { title: 'required is not checked', broken: (value) => accepts({ id: 'x', ...object(value) }) },
  {
    title: 'a union never takes null',
    broken: (value) => (member(value, 'pay') === null ? false : undefined),
  },
  {
    title: 'items are not counted',
    broken: (value) =>
      Array.isArray(member(value, 'tags')) ? accepts({ ...object(value), tags: [] }) : undefined,
  },
];
const object = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {});
const member = (value: unknown, name: string): unknown => (object(value) as Record<string, unknown>)[name];
const accepts = (value: unknown): boolean => emitted.accepts(pointer, value);

describe('fuzz', () => {
  it('finds nothing where there is nothing', async () => {
    const report = fuzz([target], {
      runs: 500,
      seed: 1,
      subjects: [emitted],
      judges: await judges(),
      sources,
    });
    expect(report.disagreements).toEqual([]);
    expect(report.undecided).toBe(0);
    expect(report.accepted).toBeGreaterThan(100);
    expect(report.values - report.accepted).toBeGreaterThan(100);
  });

  it.each(mutantsOfEngine)(
    'finds a validator in which $title, shrinks and replays it',
    async ({ broken }) => {
      const subject: Engine = {
        name: 'mutant',
        accepts: (at, value) => broken(value) ?? emitted.accepts(at, value),
      };
      const options = { runs: 500, seed: 3, subjects: [subject], judges: await judges(), sources };
      const [found] = fuzz([target], options).disagreements;
      expect(found?.law).toBe('verdict');
      expect(JSON.stringify(found?.value).length).toBeLessThan(120);
      const again = fuzz([target], {
        ...options,
        seed: found?.seed ?? 0,
        path: found?.path ?? '',
      }).disagreements;
      expect(again[0]?.value).toEqual(found?.value);
      if (found !== undefined) expect(formatDisagreement(found)).toContain(pointer);
    },
  );

  it('finds an engine that changes what it is given', async () => {
    const subject: Engine = {
      name: 'mutant',
      accepts(at, value) {
        const verdict = emitted.accepts(at, value);
        if (verdict && typeof value === 'object' && value !== null) Object.assign(value, { amount: 1 });
        return verdict;
      },
    };
    const report = fuzz([target], {
      runs: 200,
      seed: 1,
      subjects: [subject],
      judges: await judges(),
      sources,
    });
    expect(report.disagreements[0]?.law).toBe('unchanged');
  });
});
