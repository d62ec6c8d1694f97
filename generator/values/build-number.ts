import type { Ingredients } from './ingredients.ts';
import { each, type Limit, places, strictest } from './merge.ts';
import type { Plan } from './plan.ts';

/** Plan of numbers; integers stay within ±(2^53 - 1), where every JSON reader agrees. */
export function buildNumber(ingredients: Ingredients, isInteger: boolean): Plan {
  const { locals } = ingredients;
  const low = stricter(strictest(locals, 'minimum', 'max'), strictest(locals, 'exclusiveMinimum', 'max'), 1);
  const high = stricter(
    strictest(locals, 'maximum', 'min'),
    strictest(locals, 'exclusiveMaximum', 'min'),
    -1,
  );
  const format = each(locals, 'format').find(({ value }) => value === 'int32' || value === 'int64')?.value;
  const integer = isInteger || format !== undefined;
  const limit = format === 'int32' ? 2 ** 31 : Number.MAX_SAFE_INTEGER;
  const float = each(locals, 'format').some(({ value }) => value === 'float');
  const widest = integer ? limit : float ? 3e38 : Number.MAX_VALUE;
  const multiples = each(locals, 'multipleOf');
  const steps = multiples.map(({ value }) => Number(value)).filter((value) => value > 0);
  const step = leastCommonMultiple(integer ? [1, ...steps] : steps);
  let min = low?.value ?? (format === 'int32' ? -limit : -widest);
  let max = high?.value ?? (format === 'int32' ? limit - 1 : widest);
  if (integer) {
    min = Math.max(min, format === 'int32' ? -limit : -Number.MAX_SAFE_INTEGER);
    max = Math.min(max, format === 'int32' ? limit - 1 : Number.MAX_SAFE_INTEGER);
  }
  let excludesMin = low?.keyword === 'exclusiveMinimum';
  let excludesMax = high?.keyword === 'exclusiveMaximum';
  if (step !== undefined) {
    min = firstMultiple(min, step, excludesMin, 1);
    max = firstMultiple(max, step, excludesMax, -1);
    excludesMin = false;
    excludesMax = false;
  }
  if (min > max || (min === max && (excludesMin || excludesMax))) {
    const said = places(low, high, ...(step !== undefined && steps.length > 0 ? multiples : []));
    return ingredients.never({
      message: `no ${integer ? 'integer' : 'number'} lies between the bounds`,
      keywords: said,
    });
  }
  return {
    ...ingredients.common(),
    kind: 'number',
    min,
    max,
    excludesMin,
    excludesMax,
    step,
    multiples: steps,
    integer,
  };
}

/** Of an inclusive and an exclusive bound the one that cuts deeper; the exclusive one where they are equal. */
function stricter(
  inclusive: Limit | undefined,
  exclusive: Limit | undefined,
  sign: 1 | -1,
): Limit | undefined {
  if (inclusive === undefined || exclusive === undefined) return inclusive ?? exclusive;
  return sign * inclusive.value > sign * exclusive.value ? inclusive : exclusive;
}

function firstMultiple(bound: number, step: number, excluded: boolean, sign: 1 | -1): number {
  const quotient = bound / step;
  if (!Number.isFinite(quotient) || Math.abs(quotient) > Number.MAX_SAFE_INTEGER) {
    return (
      sign *
      -1 *
      step *
      Math.min(Number.MAX_SAFE_INTEGER, Math.floor(Number.MAX_SAFE_INTEGER / Math.max(1, step)))
    );
  }
  const near = Math.round(quotient);
  const exact = Math.abs(quotient - near) < 1e-9 * Math.max(1, Math.abs(near));
  let count = exact ? near : sign > 0 ? Math.ceil(quotient) : Math.floor(quotient);
  if (exact && excluded) count += sign;
  return timesStep(count, step);
}

/** `count` times `step`, rounded to the digits of the step, never -0. */
export function timesStep(count: number, step: number): number {
  const product = count * step;
  if (Number.isInteger(step)) return product + 0;
  return Number(product.toFixed(Math.min(20, digitsOf(step)))) + 0;
}

/** Decimal digits after the point. */
export function digitsOf(value: number): number {
  const [mantissa = '', exponent = '0'] = value.toString().split('e');
  const fraction = mantissa.split('.')[1]?.length ?? 0;
  return Math.max(0, fraction - Number(exponent));
}

function leastCommonMultiple(steps: readonly number[]): number | undefined {
  const [first, ...rest] = steps;
  if (first === undefined) return undefined;
  const scale = 10 ** Math.max(...steps.map(digitsOf));
  let multiple = Math.round(first * scale);
  for (const step of rest) {
    const whole = Math.round(step * scale);
    multiple = (multiple / greatestCommonDivisor(multiple, whole)) * whole;
  }
  // Beyond exact integers the first step is kept; a sampled value is checked anyway.
  return Number.isSafeInteger(multiple) && Number.isFinite(scale) ? multiple / scale : first;
}

function greatestCommonDivisor(left: number, right: number): number {
  let a = left;
  let b = right;
  while (b !== 0) [a, b] = [b, a % b];
  return a === 0 ? 1 : a;
}
