import { equalJson } from '../../generator/json/equal-json.ts';
import { objectOf, type ValuesPlan } from '../../generator/values/plan.ts';
import type { ReadySite } from './sites.ts';

type Edits = Iterable<unknown>;

/** A value of each type, as plain as can be; texts and numbers that read back as what stood there come last. */
export function* typeEdits(detail: string, before: unknown): Edits {
  switch (detail) {
    case 'boolean':
      yield* [true, false];
      return;
    case 'number':
      yield* [1, 0, 1.5, -1];
      return;
    case 'string':
      yield* ['text', '', 'true'];
      return;
    case 'array':
      yield* [[], [before], ['text']];
      return;
    case 'object':
      yield* [{}, { value: 1 }];
      return;
    case 'numeric':
      yield String(before);
      return;
    case 'fraction':
      for (const fraction of [0.5, 0.25, -0.5]) if (typeof before === 'number') yield before + fraction;
  }
}

/** What another enum or const of the same place would allow. */
export function valuesBeside({ locals, values }: ValuesPlan): readonly unknown[] {
  const said = locals.flatMap((local): readonly unknown[] => {
    const { enum: list, const: only } = objectOf(local) ?? {};
    return [...(Array.isArray(list) ? list : []), ...(only === undefined ? [] : [only])];
  });
  return said.filter((value) => !values.some((each) => equalJson(each, value)));
}

/** Values that an enum or const does not list, nearest first where the site wants that. */
export function* valueEdits(
  { kind, detail }: ReadySite,
  values: readonly unknown[],
  beside: readonly unknown[],
): Edits {
  const texts = values.filter((value) => typeof value === 'string');
  if (kind.includes('value of a sibling')) yield detail;
  else if (kind.endsWith('wrong case')) {
    for (const text of texts)
      yield* [text.toUpperCase(), text.charAt(0).toUpperCase() + text.slice(1), text.toLowerCase()];
  } else if (kind.endsWith('near')) {
    yield* beside;
    for (const text of texts) yield* [`${text}x`, text.slice(0, -1), ` ${text}`];
    for (const value of values)
      if (typeof value === 'number') yield* [value + 1, value - 1, value + 1_000_003];
  } else if (texts.length > 0) yield* ['not-one-of-them', 'zzz', ''];
  else if (values.some((value) => typeof value === 'number')) yield* [987_654_321, -987_654_321];
  else if (values.every((value) => typeof value === 'boolean')) yield* [true, false];
  else yield* ['not-one-of-them', 987_654_321];
}

/** Numbers beyond a limit or off a step. */
export function* numberEdits({ plan, keyword, kind, detail }: ReadySite, before: unknown): Edits {
  if (plan.kind !== 'number' || typeof before !== 'number') return;
  const limit = Number(detail);
  const step = plan.step ?? 1;
  const fine = plan.step === undefined ? [0.01, 0.5, 1] : [];
  switch (keyword) {
    case 'minimum':
      if (kind.includes('far')) yield* [limit - 1_000 * step, limit - 1_000_000 * step];
      else
        yield* [
          plan.min - step,
          limit - step,
          ...fine.map((gap) => limit - gap),
          limit - 2 ** -20 * Math.abs(limit),
        ];
      return;
    case 'maximum':
      if (kind.includes('far')) yield* [limit + 1_000 * step, limit + 1_000_000 * step];
      else
        yield* [
          plan.max + step,
          limit + step,
          ...fine.map((gap) => limit + gap),
          limit + 2 ** -20 * Math.abs(limit),
        ];
      return;
    case 'exclusiveMinimum':
      yield* [limit, limit - step];
      return;
    case 'exclusiveMaximum':
      yield* [limit, limit + step];
      return;
    case 'multipleOf':
      yield* [before + limit / 2, before - limit / 2, before + 1, before - 1, before + limit / 3];
      return;
    case 'format':
      yield* [2 ** 31, -(2 ** 31) - 1, 2 ** 40];
  }
}

/** Files that are too short or too long. */
export function* fileEdits(
  { keyword, detail }: ReadySite,
  before: { readonly $file: { readonly bytes: Uint8Array } },
): Edits {
  const limit = Number(detail);
  const length = keyword === 'minLength' ? limit - 1 : limit + 1;
  if (keyword === 'minLength' || keyword === 'maxLength') {
    yield { $file: { ...before.$file, bytes: new Uint8Array(length).fill(97) } };
  }
}
