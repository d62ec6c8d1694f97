import { child, isObject, valueAt } from '../../generator/json/pointer.ts';
import type { TypeName } from '../../generator/json/type-of.ts';
import type { Pointer } from '../../generator/json/types.ts';
import { isChecked } from '../../generator/schema/formats.ts';
import type { KeywordFor } from '../../generator/schema/keywords.ts';
import { isMade } from '../../generator/schema/reader.ts';
import { each, strictest } from '../../generator/values/merge.ts';
import { isHypothetical, objectOf, type Shape } from '../../generator/values/plan.ts';

/** A keyword that can be broken at a place, and how. */
export interface KeywordSite {
  readonly keyword: string;
  readonly keywordLocation: Pointer;
  readonly kind: string;
  readonly detail?: string;
}

/** The keywords of a shape that an edit of the value itself can break. */
export function keywordSites(shape: Shape): readonly KeywordSite[] {
  const plan: Shape = { ...shape, locals: shape.locals.filter((local) => !isMade(local)) };
  switch (plan.kind) {
    case 'null':
    case 'boolean':
      return [];
    case 'values':
      return valueSites(plan);
    case 'number':
      return [...sitesBy(numberSites, plan), ...fractionSites(plan)];
    case 'string':
      return sitesBy(stringSites, plan);
    case 'array':
      return sitesBy(arraySites, plan);
    case 'object':
      return sitesBy(objectSites, plan);
  }
}

const site = (keyword: string, keywordLocation: Pointer, how: string, detail?: string): KeywordSite => ({
  keyword,
  keywordLocation,
  kind: `${keyword}: ${how}`,
  ...(detail === undefined ? {} : { detail }),
});

/** Each list of values for the place can be missed, also one that only a condition requires. */
function valueSites(plan: Shape & { kind: 'values' }): readonly KeywordSite[] {
  const said = plan.locals
    .filter((local) => objectOf(local)?.['enum'] !== undefined && !isHypothetical(local.at))
    .map((local) => ({ keyword: 'enum', at: child(local.at, 'enum') }));
  const sources = new Map([plan.source, ...said].map((source) => [source.at, source]));
  return [...sources.values()].flatMap(({ keyword, at }) => missSites(plan, keyword, at));
}

function missSites(plan: Shape & { kind: 'values' }, keyword: string, at: Pointer): readonly KeywordSite[] {
  const texts = plan.values.filter((value) => typeof value === 'string');
  const sites = [site(keyword, at, 'far')];
  if (texts.length > 0) {
    sites.push(site(keyword, at, 'near'));
    if (texts.some((text) => text.toUpperCase() !== text || text.toLowerCase() !== text)) {
      sites.push(site(keyword, at, 'wrong case'));
    }
  } else if (plan.values.some((value) => typeof value === 'number')) sites.push(site(keyword, at, 'near'));
  return sites;
}

function limits(
  plan: Shape,
  wanted: readonly (readonly [keyword: string, pick: 'max' | 'min', how: string])[],
): KeywordSite[] {
  return wanted.flatMap(([keyword, pick, how]) => {
    const limit = strictest(plan.locals, keyword, pick);
    return limit === undefined ? [] : [site(keyword, limit.at, how, String(limit.value))];
  });
}

type SitesIn<Kind extends Shape['kind']> = (plan: Shape & { readonly kind: Kind }) => readonly KeywordSite[];

/** For each keyword that speaks of a type, where values of that type can break it: one that joins does not compile without. */
type SitesFor<Kind extends Shape['kind'] & TypeName> = {
  readonly [keyword in KeywordFor<Kind>]: SitesIn<Kind>;
};

const sitesBy = <Kind extends Shape['kind']>(
  table: Readonly<Record<string, SitesIn<Kind>>>,
  plan: Shape & { readonly kind: Kind },
): readonly KeywordSite[] => [...new Set(Object.values(table))].flatMap((sitesOf) => sitesOf(plan));

/** Broken at the members or items that the keyword applies to, or by a way of its own. */
const below: SitesIn<Shape['kind']> = () => [];

const isSaid = ({ keyword, detail }: KeywordSite): boolean => !keyword.startsWith('min') || detail !== '0';

const bounds: SitesIn<'number'> = (plan) =>
  limits(plan, [
    ['minimum', 'max', 'below'],
    ['exclusiveMinimum', 'max', 'at'],
    ['maximum', 'min', 'above'],
    ['exclusiveMaximum', 'min', 'at'],
    ['minimum', 'max', 'far below'],
    ['maximum', 'min', 'far above'],
  ]);

const numberSites: SitesFor<'number'> = {
  minimum: bounds,
  exclusiveMinimum: bounds,
  maximum: bounds,
  exclusiveMaximum: bounds,
  multipleOf: (plan) =>
    each(plan.locals, 'multipleOf').map(({ at, value }) => site('multipleOf', at, 'between', String(value))),
  format: (plan) =>
    each(plan.locals, 'format').flatMap(({ at, value }) =>
      value === 'int32' ? [site('format', at, 'beyond int32', 'int32')] : [],
    ),
};

const fractionSites: SitesIn<'number'> = (plan) =>
  each(plan.locals, 'type').flatMap(({ at, value }) => {
    const names = [value].flat();
    if (!names.includes('integer') || names.includes('number')) return [];
    return [{ keyword: 'type', keywordLocation: at, kind: 'type: fraction', detail: 'fraction' }];
  });

const lengths: SitesIn<'string'> = (plan) =>
  limits(plan, [
    ['minLength', 'max', 'shorter'],
    ['maxLength', 'min', 'longer'],
  ]).filter(isSaid);

const stringSites: SitesFor<'string'> = {
  minLength: lengths,
  maxLength: lengths,
  pattern: (plan) =>
    each(plan.locals, 'pattern').flatMap(({ at, value }) =>
      ['near', 'too long', 'too short', 'far'].map((kind) => site('pattern', at, kind, String(value))),
    ),
  format: (plan) =>
    each(plan.locals, 'format').flatMap(({ at, value }) =>
      typeof value === 'string' && isChecked(value)
        ? [site('format', at, 'near', value), site('format', at, 'far', value)]
        : [],
    ),
};

const counts: SitesIn<'array'> = (plan) =>
  limits(plan, [
    ['minItems', 'max', 'fewer'],
    ['maxItems', 'min', 'more'],
  ]).filter(isSaid);

/** What a schema says of certain items, and of how many. */
const items: SitesIn<'array'> = (plan) =>
  plan.locals.flatMap((local) => {
    const schema = objectOf(local);
    if (schema === undefined) return [];
    const sites: KeywordSite[] = [];
    if (schema['contains'] !== undefined) {
      const keyword = typeof schema['minContains'] === 'number' ? 'minContains' : 'contains';
      if (schema['minContains'] !== 0)
        sites.push(site(keyword, child(local.at, keyword), 'too few', local.at));
      if (typeof schema['maxContains'] === 'number')
        sites.push(site('maxContains', child(local.at, 'maxContains'), 'too many', local.at));
    }
    for (const keyword of ['items', 'unevaluatedItems'])
      if (schema[keyword] === false) sites.push(site(keyword, child(local.at, keyword), 'one more'));
    return sites;
  });

const arraySites: SitesFor<'array'> = {
  minItems: counts,
  maxItems: counts,
  uniqueItems: (plan) =>
    each(plan.locals, 'uniqueItems').flatMap(({ at, value }) =>
      value === true && plan.max > 1 ? [site('uniqueItems', at, 'duplicate')] : [],
    ),
  contains: items,
  minContains: items,
  maxContains: items,
  items,
  unevaluatedItems: items,
  prefixItems: below,
};

const closed: SitesIn<'object'> = (plan) =>
  ['additionalProperties', 'unevaluatedProperties'].flatMap((keyword) =>
    each(plan.locals, keyword).flatMap(({ at, value }) =>
      value !== false
        ? []
        : [
            site(keyword, at, 'extra member'),
            ...(plan.names.length > 0 ? [site(keyword, at, 'misspelt member')] : []),
          ],
    ),
  );

const sizes: SitesIn<'object'> = (plan) =>
  limits(plan, [
    ['minProperties', 'max', 'fewer'],
    ['maxProperties', 'min', 'more'],
  ]).filter(isSaid);

const objectSites: SitesFor<'object'> = {
  required(plan) {
    const seen = new Set<string>();
    return each(plan.locals, 'required').flatMap(({ at, value }) =>
      (Array.isArray(value) ? value.map(String) : []).flatMap((name) => {
        if (seen.has(name)) return [];
        seen.add(name);
        return [site('required', at, name, name)];
      }),
    );
  },
  additionalProperties: closed,
  unevaluatedProperties: closed,
  minProperties: sizes,
  maxProperties: sizes,
  propertyNames: (plan) =>
    each(plan.locals, 'propertyNames').map(({ at }) => site('propertyNames', at, 'wrong name', at)),
  dependentRequired: (plan) =>
    each(plan.locals, 'dependentRequired').flatMap(({ at, value }) =>
      Object.entries(isObject(value) ? value : {}).flatMap(([trigger, names]) => {
        if (!Array.isArray(names) || plan.required.has(trigger)) return [];
        return names
          .map(String)
          .filter((name) => !plan.required.has(name))
          .map((name) =>
            site(
              'dependentRequired',
              child(at, trigger),
              `${trigger} without ${name}`,
              JSON.stringify([trigger, name]),
            ),
          );
      }),
    ),
  properties: (plan) =>
    plan.locals.flatMap((local) => {
      const properties = objectOf(local)?.['properties'];
      return Object.entries(isObject(properties) ? properties : {}).flatMap(([name, own]) => {
        const at = child(local.at, 'properties', name);
        // A readOnly member in a request may be ignored: a server that accepts it breaks nothing.
        const isForbidden = own === false && valueAt(plan.reader.document, at) === false;
        return isForbidden ? [site('properties', at, `forbidden ${name}`, name)] : [];
      });
    }),
  patternProperties: below,
  dependentSchemas: below,
};
