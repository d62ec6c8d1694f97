import { lengthOf } from '../json/code-points.ts';
import { equalJson } from '../json/equal-json.ts';
import { isMultipleOf } from '../json/multiple-of.ts';
import { matchesPattern } from '../json/pattern.ts';
import { formatted } from './formats.ts';
import {
  BeyondAutomata,
  complementOf,
  everything,
  intersect,
  languageOf,
  shortest,
  wordsOf,
} from './languages.ts';
import type { State } from './state.ts';

/** What a search for one value found: a value, a proof that none exists, or why it gave up. */
export type Found =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'none' }
  | { readonly kind: 'beyond'; readonly reason: string };

const none: Found = { kind: 'none' };
const value = (found: unknown): Found => ({ kind: 'value', value: found });

const longest = 200_000;
const longestPlain = 2_000_000;

/** A string within the lengths and patterns that is not excluded; readable where that is possible. */
export function findString(state: State): Found {
  const { min, max } = state.lengths.string;
  if (min > max) return none;
  if (min > (state.patterns.length === 0 ? longestPlain : longest))
    return { kind: 'beyond', reason: `strings of ${min} characters` };
  if (
    state.patterns.some(([pattern, does]) =>
      state.patterns.some(([other, did]) => other === pattern && did !== does),
    )
  )
    return none;
  const excluded = state.excluded.filter((each): each is string => typeof each === 'string');
  const [format] = state.formats;
  if (format !== undefined) {
    for (let index = 0; index <= excluded.length + 3; index++) {
      const text = formatted(format, index, Math.min(min, longest));
      if (text === undefined) break;
      const fits = lengthOf(text) >= min && lengthOf(text) <= max && !excluded.includes(text);
      if (fits && state.patterns.every(([pattern, does]) => matchesPattern(pattern, text) === does))
        return value(text);
    }
  }
  if (state.patterns.length === 0) {
    for (let attempt = 0; attempt <= 2 * excluded.length + 36; attempt++) {
      const text = fitted(attempt === 0 ? 'abc' : `${attempt.toString(36)}bc`, min, max);
      if (!excluded.includes(text)) return value(text);
      if (max === 0) return none;
    }
    if (max > 3) return { kind: 'beyond', reason: 'strings that are not listed' };
  }
  try {
    let language = state.patterns
      .map(([pattern, matches]) => (matches ? languageOf(pattern) : complementOf(languageOf(pattern))))
      .reduce((left, right) => intersect(left, right), everything());
    const relevant = excluded.filter((text) => lengthOf(text) >= min && lengthOf(text) <= max);
    if (relevant.length > 0) language = intersect(language, complementOf(wordsOf(relevant)));
    if (max < Number.POSITIVE_INFINITY && max > longest)
      return { kind: 'beyond', reason: `strings up to ${max} characters` };
    const text = shortest(language, min, max);
    return text === undefined ? none : value(text);
  } catch (cause) {
    if (cause instanceof BeyondAutomata) return { kind: 'beyond', reason: cause.message };
    return { kind: 'beyond', reason: `patterns too large: ${String((cause as Error).message)}` };
  }
}

function fitted(text: string, min: number, max: number): string {
  const characters = [...text].slice(0, Math.min(max, text.length));
  return characters.join('') + 'a'.repeat(Math.max(0, min - characters.length));
}

/** A number of the required kind, within the bounds and steps, that is not excluded. */
export function findNumber(state: State, kind: 'integer' | 'fraction'): Found {
  let [low, high] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const { rule, value: bound } of state.numbers) {
    if (rule === 'min' || rule === 'above') low = Math.max(low, bound);
    if (rule === 'max' || rule === 'below') high = Math.min(high, bound);
  }
  if (low > high) return none;
  const excluded = state.excluded.filter((each): each is number => typeof each === 'number');
  const fits = (candidate: number): boolean =>
    Number.isFinite(candidate) &&
    Number.isInteger(candidate) === (kind === 'integer') &&
    !excluded.some((each) => equalJson(each, candidate)) &&
    state.numbers.every(({ rule, value: bound }) => {
      switch (rule) {
        case 'min':
          return candidate >= bound;
        case 'above':
          return candidate > bound;
        case 'max':
          return candidate <= bound;
        case 'below':
          return candidate < bound;
        case 'multiple':
          return isMultipleOf(candidate, bound);
        case 'notMultiple':
          return !isMultipleOf(candidate, bound);
        default:
          return rule satisfies never;
      }
    });
  const steps = state.numbers.filter(({ rule }) => rule === 'multiple').map(({ value: step }) => step);
  if (kind === 'integer') steps.push(1);
  if (steps.length === 0) return between(low, high, fits);
  const avoided = state.numbers.filter(({ rule }) => rule === 'notMultiple').map(({ value: step }) => step);
  return onLattice(steps, avoided, low, high, fits, kind);
}

const maxSteps = 4_000;

function onLattice(
  steps: readonly number[],
  avoided: readonly number[],
  low: number,
  high: number,
  fits: (candidate: number) => boolean,
  kind: 'integer' | 'fraction',
): Found {
  const lattice = commonStep(steps);
  if (lattice === undefined) return { kind: 'beyond', reason: `multipleOf ${steps.join(', ')}` };
  const { step, scale } = lattice;
  const at = (index: number): number => (index * step) / scale;
  if (kind === 'fraction' && Number.isInteger(at(1))) return none;
  if (avoided.some((step) => isMultipleOf(at(1), step))) return none;
  const first =
    low === Number.NEGATIVE_INFINITY ? Number.NEGATIVE_INFINITY : Math.ceil((low * scale) / step - 1e-9);
  const last =
    high === Number.POSITIVE_INFINITY ? Number.POSITIVE_INFINITY : Math.floor((high * scale) / step + 1e-9);
  if (first > last) return none;
  const simple = [1, 0, 2, -1].find((index) => index >= first && index <= last && fits(at(index)));
  if (simple !== undefined) return value(at(simple));
  const upwards = first !== Number.NEGATIVE_INFINITY;
  const start = upwards ? first : last === Number.POSITIVE_INFINITY ? 0 : last;
  for (let count = 0; count < maxSteps; count++) {
    // Beyond 2^53 the next number that there is lies more than one step away.
    const away = count * Math.max(1, Math.abs(start) * Number.EPSILON);
    const index = upwards || last === Number.POSITIVE_INFINITY ? start + away : start - away;
    if (index > last || index < first) return none;
    if (fits(at(index))) return value(at(index));
  }
  if (Number.isFinite(last) && fits(at(last))) return value(at(last));
  return { kind: 'beyond', reason: 'no number found among the first multiples' };
}

/** The least common multiple of decimal steps, as a fraction. */
function commonStep(steps: readonly number[]): { readonly step: number; readonly scale: number } | undefined {
  const decimals = Math.max(
    ...steps.map((step) => (/\.(\d+)$/.exec(step.toFixed(12).replace(/0+$/, ''))?.[1] ?? '').length),
  );
  const scale = 10 ** decimals;
  const scaled = steps.map((step) => Math.round(step * scale));
  if (scaled.some((step) => !Number.isSafeInteger(step) || step <= 0)) return undefined;
  const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));
  const step = scaled.reduce((a, b) => (a / gcd(a, b)) * b);
  return Number.isSafeInteger(step) ? { step, scale } : undefined;
}

function between(low: number, high: number, fits: (candidate: number) => boolean): Found {
  if (low === high) return fits(low) ? value(low) : none;
  const start = low === Number.NEGATIVE_INFINITY ? (high === Number.POSITIVE_INFINITY ? 0 : high - 8) : low;
  const width = high === Number.POSITIVE_INFINITY ? 8 : high - start;
  for (let parts = 2; parts < 60; parts++) {
    for (let part = 1; part < parts; part++) {
      const candidate = start + (width * part) / parts;
      const short = Number(candidate.toPrecision(6));
      if (fits(short)) return value(short);
      if (fits(candidate)) return value(candidate);
    }
  }
  for (const edge of [low, high]) if (fits(edge)) return value(edge);
  return { kind: 'beyond', reason: `no number found between ${low} and ${high}` };
}
