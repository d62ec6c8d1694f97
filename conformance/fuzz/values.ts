import fc from 'fast-check';

/** The kinds of values a schema is tried on. */
export type ValueKind = 'valid' | 'boundary' | 'mutated' | 'arbitrary';

/** A value and how it was made. */
export interface FuzzValue {
  readonly kind: ValueKind;
  readonly value: unknown;
}

/** Where the values of one schema come from; a source that cannot be had is left out. */
export interface ValueSources {
  readonly valid?: fc.Arbitrary<unknown> | undefined;
  readonly mutated?: fc.Arbitrary<unknown> | undefined;
  readonly boundary: readonly unknown[];
}

/** Any JSON, names of `Object.prototype` and `__proto__` among its keys. */
const anyJson: fc.Arbitrary<unknown> = fc.letrec<{ readonly json: unknown }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<unknown>(null, true, false, 0, 1, -1, '', 'a', [], {}),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
    fc.string({ unit: 'binary' }),
    fc.array(tie('json'), { maxLength: 4 }),
    fc
      .array(
        fc.tuple(fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'toString')), tie('json')),
        {
          maxLength: 4,
        },
      )
      .map((members) => Object.fromEntries(members)),
  ),
})).json;

/** One edit that knows nothing of the schema: a part of a value replaced, removed, or an undeclared member added. */
const edited = (values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc
    .tuple(values, fc.nat(), anyJson, fc.constantFrom('replace', 'remove', 'add'))
    .map(([value, at, other, how]) => {
      let count = 0;
      const target = at % Math.max(1, sizeOf(value));
      const edit = (part: unknown): unknown => {
        if (count++ === target && how === 'replace') return other;
        const isTarget = count - 1 === target;
        if (Array.isArray(part)) {
          const items = part.map(edit);
          return isTarget ? (how === 'remove' ? items.slice(1) : [...items, other]) : items;
        }
        if (typeof part !== 'object' || part === null) return part;
        const members = Object.entries(part).map(([name, member]): [string, unknown] => [name, edit(member)]);
        if (!isTarget) return Object.fromEntries(members);
        return Object.fromEntries(how === 'remove' ? members.slice(1) : [...members, ['undeclared', other]]);
      };
      return edit(value);
    });

const sizeOf = (value: unknown): number =>
  typeof value === 'object' && value !== null
    ? Object.values(value).reduce<number>((sum, part) => sum + sizeOf(part), 1)
    : 1;

/** Values of all kinds, mixed; boundary values come first because they are chosen by their number. */
export function fuzzValues({ valid, mutated, boundary }: ValueSources): fc.Arbitrary<FuzzValue> {
  const of = (kind: ValueKind, values: fc.Arbitrary<unknown>): fc.Arbitrary<FuzzValue> =>
    values.map((value) => ({ kind, value }));
  const parts: { readonly arbitrary: fc.Arbitrary<FuzzValue>; readonly weight: number }[] = [
    { arbitrary: of('arbitrary', anyJson), weight: 1 },
  ];
  if (valid !== undefined) {
    parts.push(
      { arbitrary: of('valid', valid), weight: 3 },
      { arbitrary: of('arbitrary', edited(valid)), weight: 3 },
    );
  }
  if (mutated !== undefined) parts.push({ arbitrary: of('mutated', mutated), weight: 4 });
  if (boundary.length > 0) parts.push({ arbitrary: of('boundary', fc.constantFrom(...boundary)), weight: 1 });
  return fc.oneof({ withCrossShrink: false }, ...parts);
}
