import { isPlainMultipleOf } from '../../generator/json/multiple-of.ts';
import { timesStep } from '../../generator/values/build-number.ts';
import { leastNumber } from '../../generator/values/least.ts';
import type { NumberPlan } from '../../generator/values/plan.ts';
import { realisticNumber } from './realistic.ts';
import type { SampleContext } from './sample-context.ts';

const near = 100;

/** Samples a number of the plan: small ones mostly, with edges where biased; never -0. */
export function sampleNumber(plan: NumberPlan, context: SampleContext, name: string): number | undefined {
  if (context.realistic) {
    const number = realisticNumber(name, context.source);
    if (number !== undefined && isWithin(plan, number)) return number;
  }
  // A reader of realistic values takes an edge for a mistake.
  const biased =
    !context.realistic && context.bias !== undefined && context.source.nextInt(1, context.bias) === 1;
  for (let attempt = 0; attempt < 20; attempt++) {
    const sampled = (biased && attempt === 0 ? edge(plan, context) : anywhere(plan, context)) + 0;
    const number = context.realistic && isWithin(plan, Math.abs(sampled)) ? Math.abs(sampled) : sampled;
    if (isWithin(plan, number)) return number;
  }
  const least = leastNumber(plan);
  return isWithin(plan, least) ? least : undefined;
}

/** Whether the plan has the number, by every reading of `multipleOf`. */
export function isWithin(
  { min, max, excludesMin, excludesMax, step, multiples }: NumberPlan,
  value: number,
): boolean {
  if (!(value >= min && value <= max)) return false;
  if ((excludesMin && value === min) || (excludesMax && value === max)) return false;
  if (step !== undefined && !isPlainMultipleOf(value, step)) return false;
  return multiples.every((divisor) => isPlainMultipleOf(value, divisor));
}

function edge(plan: NumberPlan, { source }: SampleContext): number {
  const { min, max, step = 1 } = plan;
  const edges = [min, max, 0, min + step, max - step, step, -step].filter((value) => isWithin(plan, value));
  return edges[source.nextInt(0, Math.max(0, edges.length - 1))] ?? leastNumber(plan);
}

function anywhere(plan: NumberPlan, { source }: SampleContext): number {
  const { min, max, step } = plan;
  const centre = leastNumber(plan);
  if (step !== undefined) {
    const wide = source.nextInt(0, 3) === 0 ? 1e6 : near;
    const middle = Math.round(centre / step);
    const low = Math.max(Math.round(min / step), middle - wide);
    const high = Math.min(Math.round(max / step), middle + wide);
    return timesStep(source.nextInt(low, Math.max(low, high)), step);
  }
  const low = Math.max(min, centre - 1_000);
  const high = Math.min(max, centre + 1_000);
  const grain = high - low > 10 ? 100 : 10_000;
  const ticks = Math.max(1, Math.round((high - low) * grain));
  const digits = high - low > 10 ? 2 : 4;
  const rounded = Number((low + (source.nextInt(0, ticks) * (high - low)) / ticks).toFixed(digits));
  if (isWithin(plan, rounded)) return rounded;
  return low + ((high - low) * source.nextInt(1, 999)) / 1_000;
}
