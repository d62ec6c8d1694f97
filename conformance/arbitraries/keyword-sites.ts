import { child, isObject, valueAt } from '../../generator/json/pointer.ts';
import type { Pointer } from '../../generator/json/types.ts';
import { isChecked } from '../../generator/schema/formats.ts';
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
      return numberSites(plan);
    case 'string':
      return stringSites(plan);
    case 'array':
      return arraySites(plan);
    case 'object':
      return objectSites(plan);
  }
}

const site = (keyword: string, keywordLocation: Pointer, how: string, detail?: string): KeywordSite => ({
  keyword,
  keywordLocation,
  kind: `${keyword}: ${how}`,
  ...(detail === undefined ? {} : { detail }),
});

/** Each list of values that is said of the place can be missed, the one that a condition only asks for as well. */
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

function numberSites(plan: Shape & { kind: 'number' }): readonly KeywordSite[] {
  const sites = limits(plan, [
    ['minimum', 'max', 'below'],
    ['exclusiveMinimum', 'max', 'at'],
    ['maximum', 'min', 'above'],
    ['exclusiveMaximum', 'min', 'at'],
    ['minimum', 'max', 'far below'],
    ['maximum', 'min', 'far above'],
  ]);
  for (const { at, value } of each(plan.locals, 'multipleOf'))
    sites.push(site('multipleOf', at, 'between', String(value)));
  for (const { at, value } of each(plan.locals, 'format')) {
    if (value === 'int32') sites.push(site('format', at, 'beyond int32', 'int32'));
  }
  for (const { at, value } of each(plan.locals, 'type')) {
    const names = [value].flat();
    if (names.includes('integer') && !names.includes('number')) {
      sites.push({ keyword: 'type', keywordLocation: at, kind: 'type: fraction', detail: 'fraction' });
    }
  }
  return sites;
}

function stringSites(plan: Shape & { kind: 'string' }): readonly KeywordSite[] {
  const sites = limits(plan, [
    ['minLength', 'max', 'shorter'],
    ['maxLength', 'min', 'longer'],
  ]).filter(({ keyword, detail }) => keyword !== 'minLength' || detail !== '0');
  for (const { at, value } of each(plan.locals, 'pattern')) {
    for (const kind of ['near', 'too long', 'too short', 'far'])
      sites.push(site('pattern', at, kind, String(value)));
  }
  for (const { at, value } of each(plan.locals, 'format')) {
    if (typeof value !== 'string' || !isChecked(value)) continue;
    sites.push(site('format', at, 'near', value), site('format', at, 'far', value));
  }
  return sites;
}

function arraySites(plan: Shape & { kind: 'array' }): readonly KeywordSite[] {
  const sites = limits(plan, [
    ['minItems', 'max', 'fewer'],
    ['maxItems', 'min', 'more'],
  ]).filter(({ keyword, detail }) => keyword !== 'minItems' || detail !== '0');
  for (const { at, value } of each(plan.locals, 'uniqueItems')) {
    if (value === true && plan.max > 1) sites.push(site('uniqueItems', at, 'duplicate'));
  }
  for (const local of plan.locals) {
    const schema = objectOf(local);
    if (schema === undefined) continue;
    if (schema['contains'] !== undefined) {
      const counted = typeof schema['minContains'] === 'number';
      const keyword = counted ? 'minContains' : 'contains';
      if (schema['minContains'] !== 0)
        sites.push(site(keyword, child(local.at, keyword), 'too few', local.at));
      if (typeof schema['maxContains'] === 'number') {
        sites.push(site('maxContains', child(local.at, 'maxContains'), 'too many', local.at));
      }
    }
    for (const keyword of ['items', 'unevaluatedItems']) {
      if (schema[keyword] === false) sites.push(site(keyword, child(local.at, keyword), 'one more'));
    }
  }
  return sites;
}

function objectSites(plan: Shape & { kind: 'object' }): readonly KeywordSite[] {
  const sites: KeywordSite[] = [];
  const seen = new Set<string>();
  for (const { at, value } of each(plan.locals, 'required')) {
    for (const name of Array.isArray(value) ? value.map(String) : []) {
      if (seen.has(name)) continue;
      seen.add(name);
      sites.push(site('required', at, name, name));
    }
  }
  for (const keyword of ['additionalProperties', 'unevaluatedProperties']) {
    for (const { at, value } of each(plan.locals, keyword)) {
      if (value !== false) continue;
      sites.push(site(keyword, at, 'extra member'));
      if (plan.names.length > 0) sites.push(site(keyword, at, 'misspelt member'));
    }
  }
  sites.push(
    ...limits(plan, [
      ['minProperties', 'max', 'fewer'],
      ['maxProperties', 'min', 'more'],
    ]).filter(({ keyword, detail }) => keyword !== 'minProperties' || detail !== '0'),
  );
  for (const { at } of each(plan.locals, 'propertyNames'))
    sites.push(site('propertyNames', at, 'wrong name', at));
  for (const { at, value } of each(plan.locals, 'dependentRequired')) {
    for (const [trigger, names] of Object.entries(isObject(value) ? value : {})) {
      if (!Array.isArray(names) || plan.required.has(trigger)) continue;
      for (const name of names.map(String)) {
        if (!plan.required.has(name))
          sites.push(
            site(
              'dependentRequired',
              child(at, trigger),
              `${trigger} without ${name}`,
              JSON.stringify([trigger, name]),
            ),
          );
      }
    }
  }
  for (const local of plan.locals) {
    const properties = objectOf(local)?.['properties'];
    for (const [name, own] of Object.entries(isObject(properties) ? properties : {})) {
      const at = child(local.at, 'properties', name);
      // A readOnly member in a request may be ignored: whoever takes it breaks nothing.
      if (own === false && valueAt(plan.reader.document, at) === false)
        sites.push(site('properties', at, `forbidden ${name}`, name));
    }
  }
  return sites;
}
