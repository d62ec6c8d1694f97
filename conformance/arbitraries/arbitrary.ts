import fc from 'fast-check';
import { DiagnosticError } from '../../generator/contract/diagnostics.ts';
import type { JsonSchema } from '../../generator/json/types.ts';
import { isValid } from '../../generator/schema/interpret.ts';
import { unsatisfiablePlan } from '../../generator/values/satisfy.ts';
import { type ArbitraryOptions, type Ready, readyOf, type Size } from './options.ts';
import { failed, type Route } from './route.ts';
import type { SampleContext } from './sample-context.ts';
import { sampleValue } from './sample-value.ts';
import { shrinksOf } from './shrink.ts';

/** Parts of a value (scalars, arrays, objects) that a size aims at, and items beyond the least. */
const sizes: { readonly [size in Size]: { readonly budget: number; readonly spread: number } } = {
  least: { budget: 0, spread: 0 },
  small: { budget: 160, spread: 6 },
  medium: { budget: 600, spread: 16 },
  large: { budget: 2_000, spread: 48 },
};

/**
 * Values that satisfy the schema, and only such: by construction where that is possible, else by checking each sample.
 * Edges are sampled as often as fast-check biases; a failing value shrinks to the least that still fails and is valid.
 * A type that is not said is taken to be the one the other keywords speak of.
 * Throws a DiagnosticError at once when no value exists; while sampling when none was found in many tries.
 */
export function arbitrary<T = unknown>(schema: JsonSchema, options: ArbitraryOptions = {}): fc.Arbitrary<T> {
  const ready = readyOf(schema, options);
  const diagnostic = unsatisfiablePlan(ready.plan);
  if (diagnostic !== undefined) throw new DiagnosticError([diagnostic]);
  return new SchemaArbitrary<T>(ready, options, []);
}

/** Values that satisfy the schema and have the place that the route leads to. */
export const arbitraryAlong = (
  ready: Ready,
  options: ArbitraryOptions,
  route: Route,
): fc.Arbitrary<unknown> => new SchemaArbitrary<unknown>(ready, options, route);

const mostRefused = 1_500;

/** What a sample of this size starts from. */
export const contextOf = (
  source: SampleContext['source'],
  options: ArbitraryOptions,
  bias: number | undefined = undefined,
  thorough = true,
): SampleContext => ({
  source,
  bias,
  realistic: options.realistic === true,
  files: options.files === true,
  spread: sizes[options.size ?? 'small'].spread,
  patience: { left: mostRefused },
  thorough,
});

/** Parts that a value of this size has, about. */
export const budgetOf = (options: ArbitraryOptions): number => sizes[options.size ?? 'small'].budget;

class SchemaArbitrary<T> extends fc.Arbitrary<T> {
  readonly #ready: Ready;
  readonly #options: ArbitraryOptions;
  readonly #route: Route;

  constructor(ready: Ready, options: ArbitraryOptions, route: Route) {
    super();
    this.#ready = ready;
    this.#options = options;
    this.#route = route;
  }

  generate(random: fc.Random, bias: number | undefined): fc.Value<T> {
    const budget = budgetOf(this.#options);
    for (let attempt = 0; attempt < 8; attempt++) {
      const context = contextOf(random, this.#options, bias, attempt > 2);
      const value = sampleValue(
        this.#ready.plan,
        context,
        attempt < 6 ? budget : budget * attempt + 8,
        '',
        this.#route,
      );
      if (value !== failed) return new fc.Value(value as T, undefined);
    }
    throw new DiagnosticError([
      {
        code: 'schema-hard-to-satisfy',
        severity: 'error',
        message: 'no value that satisfies the schema was found in several hundred tries; it may have none',
        pointer: this.#ready.conditions[0]?.at ?? '#',
        hint: 'Give the schema an `example`, or say in a less entangled way what it allows.',
      },
    ]);
  }

  canShrinkWithoutContext(value: unknown): value is T {
    const { reader, conditions } = this.#ready;
    return conditions.every((condition) => isValid(reader, condition, value));
  }

  shrink(value: T): fc.Stream<fc.Value<T>> {
    if (this.#route.length > 0) return fc.Stream.nil();
    return fc
      .stream(shrinksOf(this.#ready.plan, value))
      .map((smaller) => new fc.Value(smaller as T, undefined));
  }
}
