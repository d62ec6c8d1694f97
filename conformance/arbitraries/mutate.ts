import fc from 'fast-check';
import { tokensOf } from '../../generator/json/pointer.ts';
import type { JsonSchema, Pointer } from '../../generator/json/types.ts';
import { errorPlaces, isValid } from '../../generator/schema/interpret.ts';
import type { ErrorPlace } from '../../generator/schema/interpret-frame.ts';
import { leastOf } from '../../generator/values/least.ts';
import { budgetOf, contextOf } from './arbitrary.ts';
import { editsOf } from './edits.ts';
import { graft } from './graft.ts';
import type { ArbitraryOptions, SchemaOptions } from './options.ts';
import { partAt, replaced } from './replaced.ts';
import { failed } from './route.ts';
import type { SampleContext } from './sample-context.ts';
import { sampleValue } from './sample-value.ts';
import { type MutationSite, type ReadySite, readySites } from './sites.ts';
import { sourceFrom } from './source.ts';

/** A value that is wrong in one place, and the valid one that differs from it only there. */
export interface Mutant {
  readonly value: unknown;
  /** Valid; `value` is this with one edit. */
  readonly twin: unknown;
  /** JSON Pointer into both, of what was edited. */
  readonly pointer: string;
  readonly keyword: string;
  readonly kind: string;
  /** Where the keyword stands in the document. */
  readonly keywordLocation: Pointer;
  readonly before: unknown;
  readonly after: unknown;
  readonly discriminatorValue?: string;
  /** The one cause a validator gives; at the union where neither type nor tag identifies the branch. */
  readonly error: ErrorPlace;
  readonly site: MutationSite;
}

/** How the mutants of a site are made. */
export interface MutateOptions {
  /** A valid value; kept as the twin where it has the place, widened by the place where not. The least one when absent. */
  readonly base?: unknown;
  /** Same seed, same mutant; 0 when absent. */
  readonly seed?: number;
}

const mostEdits = 40;

/**
 * The mutant of a site from {@link mutationSites}; `undefined` when no edit was found that breaks only this keyword, as
 * where two keywords say the same. Deterministic.
 */
export function mutateAt(site: MutationSite, { base, seed = 0 }: MutateOptions = {}): Mutant | undefined {
  const ready = site as ReadySite;
  const source = sourceFrom(seed);
  let second: Mutant | undefined;
  for (let attempt = 0; attempt < 4; attempt++) {
    const context = contextOf(source, ready.options);
    const least = context.files ? undefined : leastOf(ready.ready.plan);
    const start = attempt === 0 ? (base ?? least) : undefined;
    // The first twin does not follow the seed: sites of one place share it, and a server gets it once.
    const twin = twinOf(ready, start, attempt === 0 ? contextOf(sourceFrom(0), ready.options) : context);
    const mutant = twin === failed ? undefined : edited(ready, twin, context);
    if (mutant?.alone === true) return mutant.mutant;
    second ??= mutant?.mutant;
  }
  if (second !== undefined) return second;
  for (const detour of ready.detours) {
    const mutant = mutateAt(detour, { seed, ...(base === undefined ? {} : { base }) });
    if (mutant !== undefined) return { ...mutant, site };
  }
  return undefined;
}

/** A valid value that has the site's place: the base where it has it, else as much of it as can be kept. */
function twinOf(site: ReadySite, base: unknown, context: SampleContext): unknown {
  const { conditions, reader, plan } = site.ready;
  const tokens = tokensOf(site.pointer);
  const valid = (value: unknown): boolean =>
    partAt(value, tokens) !== undefined && conditions.every((condition) => isValid(reader, condition, value));
  if (base !== undefined) {
    const grafted = graft(plan, base, context, site.route);
    if (grafted !== failed && valid(grafted)) return grafted;
  }
  for (let attempt = 0; attempt < 4; attempt++) {
    const sampled = sampleValue(plan, context, attempt < 2 ? 6 : 30, '', site.route);
    if (sampled !== failed && valid(sampled)) return sampled;
  }
  return failed;
}

/**
 * The first edit that breaks the site's keyword alone; else the first that breaks several keywords at its place, its own
 * among them: what an enum leaves out is mostly left out by the condition beside it too.
 */
function edited(
  site: ReadySite,
  twin: unknown,
  context: SampleContext,
): { readonly mutant: Mutant; readonly alone: boolean } | undefined {
  const tokens = tokensOf(site.pointer);
  const before = partAt(twin, tokens);
  const [condition] = site.ready.conditions;
  if (condition === undefined) return undefined;
  const { pointer, keyword, kind, keywordLocation, discriminatorValue } = site;
  const label = { pointer, keyword, kind, keywordLocation, before };
  const pinned = discriminatorValue === undefined ? {} : { discriminatorValue };
  let second: Mutant | undefined;
  let count = 0;
  for (const after of editsOf(site, before, context)) {
    if (++count > mostEdits) break;
    if (after === undefined || after === failed) continue;
    const value = replaced(twin, tokens, after);
    const found = errorPlaces(site.ready.reader, condition, value);
    const error = found.find((each) => isAbout(each, site));
    if (error === undefined) continue;
    const mutant = { value, twin, ...label, after, ...pinned, error, site };
    if (found.length === 1) return { mutant, alone: true };
    if (found.every(({ instanceLocation }) => instanceLocation === pointer)) second ??= mutant;
  }
  return second === undefined ? undefined : { mutant: second, alone: false };
}

const unions = new Set(['oneOf', 'anyOf', 'not', 'contains', 'minContains', 'maxContains', 'if']);

/** Whether the error is at the edited keyword, or at the union above it when validators cannot name more. */
function isAbout(error: ErrorPlace, site: ReadySite): boolean {
  if (error.keywordLocation === site.keywordLocation) return true;
  const above =
    site.pointer === error.instanceLocation || site.pointer.startsWith(`${error.instanceLocation}/`);
  return above && (unions.has(error.keyword) || error.keyword === site.keyword);
}

/** Sites of a schema that gave no mutant, by keyword; and how many there are in all. */
export interface MutationCount {
  readonly sites: number;
  readonly mutants: number;
  readonly dropped: ReadonlyMap<string, number>;
}

/** Walks all sites once and counts what cannot be broken alone. */
export function countMutants(schema: JsonSchema, options: SchemaOptions = {}): MutationCount {
  const sites = readySites(schema, options);
  const dropped = new Map<string, number>();
  let mutantsFound = 0;
  for (const site of sites) {
    if (mutateAt(site) === undefined) dropped.set(site.keyword, (dropped.get(site.keyword) ?? 0) + 1);
    else mutantsFound++;
  }
  return { sites: sites.length, mutants: mutantsFound, dropped };
}

/**
 * Mutants of a schema, sampled evenly over its sites; throws a TypeError when nothing about the schema can be broken.
 * Shrinks towards the mutant of the least base at the same site.
 */
export function mutants(schema: JsonSchema, options: ArbitraryOptions = {}): fc.Arbitrary<Mutant> {
  const sites = readySites(schema, options);
  if (sites.length === 0)
    throw new TypeError('Every value satisfies the schema, or none: there is nothing to break');
  return new MutantArbitrary(sites, options);
}

class MutantArbitrary extends fc.Arbitrary<Mutant> {
  readonly #sites: readonly ReadySite[];
  readonly #options: ArbitraryOptions;

  constructor(sites: readonly ReadySite[], options: ArbitraryOptions) {
    super();
    this.#sites = sites;
    this.#options = options;
  }

  generate(random: fc.Random): fc.Value<Mutant> {
    for (let attempt = 0; attempt < 200; attempt++) {
      const site = this.#sites[random.nextInt(0, this.#sites.length - 1)];
      if (site === undefined) continue;
      const context = contextOf(random, this.#options);
      const base = sampleValue(site.ready.plan, context, budgetOf(this.#options), '', site.route);
      const twin = base === failed ? failed : twinOf(site, base, context);
      const mutant = twin === failed ? undefined : edited(site, twin, context);
      if (mutant !== undefined) return new fc.Value(mutant.mutant, undefined);
    }
    throw new TypeError('No keyword of the schema could be broken alone');
  }

  canShrinkWithoutContext(_value: unknown): _value is Mutant {
    return false;
  }

  shrink(mutant: Mutant): fc.Stream<fc.Value<Mutant>> {
    const least = mutateAt(mutant.site);
    const smaller =
      least !== undefined && JSON.stringify(least.value).length < JSON.stringify(mutant.value).length;
    return smaller ? fc.Stream.of(new fc.Value(least, undefined)) : fc.Stream.nil();
  }
}
