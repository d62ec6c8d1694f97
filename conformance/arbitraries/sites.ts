import { child, tokensOf } from '../../generator/json/pointer.ts';
import { type TypeName, typeNames, typeOf } from '../../generator/json/type-of.ts';
import type { JsonObject, JsonSchema, Pointer } from '../../generator/json/types.ts';
import { isValid } from '../../generator/schema/interpret.ts';
import { isMade } from '../../generator/schema/reader.ts';
import { branchesOf, disjoint } from '../../generator/values/alternatives.ts';
import { livingAlternatives } from '../../generator/values/height.ts';
import { leastOf } from '../../generator/values/least.ts';
import { isHypothetical, objectOf, type Plan } from '../../generator/values/plan.ts';
import { type KeywordSite, keywordSites } from './keyword-sites.ts';
import { type Ready, type SchemaOptions, variantsOf } from './options.ts';
import { placesOf } from './places.ts';
import { replaced } from './replaced.ts';
import type { Route } from './route.ts';

/** One way to break a schema at one place: every value along the way is valid but for this. */
export interface MutationSite {
  /** Unique among the sites of a schema, the same on every run. */
  readonly id: string;
  /** JSON Pointer into the value, of what is edited. */
  readonly pointer: string;
  readonly keyword: string;
  /** What is done, e.g. `minimum: below`, `type: string`, `required: name`. */
  readonly kind: string;
  /** Where the keyword stands in the document. */
  readonly keywordLocation: Pointer;
  readonly discriminatorValue?: string;
}

/** A site with what making its mutants needs. */
export interface ReadySite extends MutationSite {
  readonly ready: Ready;
  readonly options: SchemaOptions;
  readonly route: Route;
  /** The plan at the place, in the branch that the route chose. */
  readonly plan: Plan;
  /** What the kind is about: a member name, a type, a neighbour. */
  readonly detail: string;
  /** The same site by other ways, for where the first has no edit that breaks this alone. */
  readonly detours: ReadySite[];
}

const mostBranches = 12;
const mostSites = 20_000;
const mostDetours = 3;

/**
 * Every site of a schema, in the document's order: all keywords at all reachable places, each discriminator value apart.
 * Recursion is entered once. Places that exist only where a value has a certain branch are reached through that branch.
 */
export function mutationSites(schema: JsonSchema, options: SchemaOptions = {}): readonly MutationSite[] {
  return readySites(schema, options);
}

/** As {@link mutationSites}, with what making mutants needs. */
export function readySites(schema: JsonSchema, options: SchemaOptions): readonly ReadySite[] {
  const key = JSON.stringify([
    options.pointer,
    options.dialect,
    options.view,
    options.discriminatorValue,
    options.files,
  ]);
  const owner = typeof schema === 'object' ? schema : {};
  const byOptions =
    cache.get(owner) ?? new Map<string, { document: object | undefined; sites: readonly ReadySite[] }>();
  cache.set(owner, byOptions);
  const known = byOptions.get(key);
  if (known !== undefined && known.document === options.document) return known.sites;
  const sites = workOut(schema, options);
  byOptions.set(key, { document: options.document, sites });
  return sites;
}

const cache = new WeakMap<
  object,
  Map<string, { document: object | undefined; sites: readonly ReadySite[] }>
>();

const workOut = (schema: JsonSchema, options: SchemaOptions): readonly ReadySite[] =>
  variantsOf(schema, options).flatMap((variant) => walk(variant.ready, variant.options, variant.siblings));

function walk(ready: Ready, options: SchemaOptions, siblings: readonly string[]): readonly ReadySite[] {
  const { discriminatorValue } = options;
  const found = new Map<string, ReadySite>();
  for (const { plan, place, pointer, route, first } of placesOf(ready)) {
    const sites = [
      ...(first ? typeSites(place) : []),
      ...(plan.kind === 'choice' ? unionSites(plan) : keywordSites(plan)),
      ...siblingSites(ready, plan, pointer, options, siblings),
      ...siblingMemberSites(plan, place),
    ];
    for (const { keyword, kind, keywordLocation, detail = '' } of sites) {
      if (isHypothetical(keywordLocation) && keyword !== 'not') continue;
      const id = [discriminatorValue ?? '', pointer, keywordLocation, kind].join(' ').trim();
      const label = { id, pointer, keyword, kind, keywordLocation };
      const pinned = discriminatorValue === undefined ? {} : { discriminatorValue };
      const site = { ...label, ...pinned, ready, options, route, plan, detail, detours: [] };
      const known = found.get(id);
      if (known === undefined) found.set(id, site);
      else if (known.detours.length < mostDetours) known.detours.push(site);
    }
    if (found.size >= mostSites) break;
  }
  return [...found.values()];
}

/** The values of sibling branches in place of the discriminator's own, where the rest does not fit them. */
function siblingSites(
  ready: Ready,
  plan: Plan,
  pointer: string,
  { discriminatorValue }: SchemaOptions,
  siblings: readonly string[],
): readonly KeywordSite[] {
  if (discriminatorValue === undefined || plan.kind !== 'values' || pointer.split('/').length !== 2)
    return [];
  if (plan.values.length !== 1 || plan.values[0] !== discriminatorValue) return [];
  const least = leastOf(ready.plan);
  const [condition] = ready.conditions;
  const { keyword, at } = plan.source;
  return siblings
    .filter((value) => value !== discriminatorValue && condition !== undefined)
    .filter(
      (value) =>
        condition !== undefined &&
        !isValid(ready.reader, condition, replaced(least, tokensOf(pointer), value)),
    )
    .map((value) => ({
      keyword,
      keywordLocation: at,
      kind: `${keyword}: value of a sibling: ${value}`,
      detail: value,
    }));
}

const mostSiblingMembers = 6;

/** Members that another branch has, where this one is closed. */
function siblingMemberSites(plan: Plan, place: Plan): readonly KeywordSite[] {
  if (plan.kind !== 'object' || plan.open || place.kind !== 'choice') return [];
  const closing = plan.locals.find(
    (local) => !isMade(local) && objectOf(local)?.['additionalProperties'] === false,
  );
  if (closing === undefined) return [];
  const others = livingAlternatives(place).flatMap((branch) =>
    branch.kind === 'object' ? branch.names : [],
  );
  const foreign = [...new Set(others)]
    .filter((name) => !plan.names.includes(name))
    .slice(0, mostSiblingMembers);
  const keyword = 'additionalProperties';
  const keywordLocation = child(closing.at, keyword);
  return foreign.map((name) => ({
    keyword,
    keywordLocation,
    kind: `${keyword}: member of a sibling: ${name}`,
    detail: name,
  }));
}

/** Wrong types, once for the place whatever its branches. */
function typeSites(plan: Plan): readonly KeywordSite[] {
  const allowed = allowedTypes(plan);
  const said = typeKeyword(plan);
  if (allowed === undefined || said === undefined) return [];
  const { keyword, location: keywordLocation } = said;
  const sites: KeywordSite[] = typeNames
    .filter((name) => !allowed.has(name))
    .map((name) => ({
      keyword,
      keywordLocation,
      kind: name === 'null' ? 'null' : `type: ${name}`,
      detail: name,
    }));
  if (allowed.has('number') && !allowed.has('string')) {
    sites.push({ keyword, keywordLocation, kind: 'type: string of the number', detail: 'numeric' });
  }
  return sites;
}

/** What the applicator itself forbids: satisfying two branches of `oneOf`, satisfying `not`. */
function unionSites(plan: Plan & { kind: 'choice' }): readonly KeywordSite[] {
  const { keyword, at } = plan.source;
  const own = plan.conditions.find(
    ({ schema, at: place }) => (schema as JsonObject)[keyword] !== undefined && child(place, keyword) === at,
  );
  if (own === undefined) return [];
  if (keyword === 'not')
    return isHypothetical(own.at) ? [] : [{ keyword, keywordLocation: at, kind: 'not: satisfied' }];
  if (keyword !== 'oneOf') return [];
  const branches = branchesOf(own.schema as JsonObject, own.at, 'oneOf').slice(0, mostBranches);
  const overlap = branches.some((left, index) =>
    branches.slice(index + 1).some((right) => !disjoint(plan.reader, left, right)),
  );
  return overlap ? [{ keyword, keywordLocation: at, kind: 'oneOf: two branches' }] : [];
}

/** The types that may stand at a place; `undefined` when any may. */
export function allowedTypes(plan: Plan): ReadonlySet<TypeName> | undefined {
  if (plan.kind === 'never') return new Set();
  if (plan.kind === 'choice') {
    const types = new Set<TypeName>();
    for (const alternative of livingAlternatives(plan)) {
      const allowed = allowedTypes(alternative);
      if (allowed === undefined) return undefined;
      for (const name of allowed) types.add(name);
    }
    return types;
  }
  if (plan.kind === 'values') return new Set(plan.values.map(typeOf));
  return plan.locals.some((local) => objectOf(local)?.['type'] !== undefined)
    ? new Set([plan.kind])
    : undefined;
}

function typeKeyword(plan: Plan): { readonly keyword: string; readonly location: Pointer } | undefined {
  for (const local of plan.locals) {
    if (!isMade(local) && objectOf(local)?.['type'] !== undefined)
      return { keyword: 'type', location: child(local.at, 'type') };
  }
  if (plan.kind === 'choice') return { keyword: plan.source.keyword, location: plan.source.at };
  return plan.kind === 'values' ? { keyword: plan.source.keyword, location: plan.source.at } : undefined;
}
