import { isSchema } from '../json/guards.ts';
import { child } from '../json/pointer.ts';
import type { JsonSchema } from '../json/types.ts';
import type { Placed } from '../schema/placed.ts';
import { type Ingredients, later } from './ingredients.ts';
import { each, places, strictest } from './merge.ts';
import { type ContainsPlan, objectOf, type Plan } from './plan.ts';

/** Plan of arrays. `contains` is built in; more than one of them, or `maxContains`, is checked as well. */
export function buildArray(ingredients: Ingredients): Plan {
  const { locals } = ingredients;
  const low = strictest(locals, 'minItems', 'max');
  const high = strictest(locals, 'maxItems', 'min');
  const prefix = Math.max(
    0,
    ...each(locals, 'prefixItems').map(({ value }) => (Array.isArray(value) ? value.length : 0)),
  );
  const conjunctions = new Map<number, readonly Placed[]>();
  const conjunctionAt = (index: number): readonly Placed[] => {
    const place = Math.min(index, prefix);
    const found = conjunctions.get(place) ?? locals.flatMap((local) => itemSchema(local, place));
    conjunctions.set(place, found);
    return found;
  };
  let max = Math.floor(high?.value ?? Number.POSITIVE_INFINITY);
  let limit = high === undefined ? undefined : places(high)[0];
  for (let index = 0; index <= prefix && index < max; index++) {
    const closed = conjunctionAt(index).find(({ schema }) => schema === false);
    if (closed === undefined) continue;
    max = index;
    limit = { keyword: closed.at.split('/').at(-1) ?? 'items', at: closed.at };
  }
  const listed = contains(ingredients, conjunctionAt);
  const hopeless = listed.find((entry) => entry.min > 0 && entry.impossible);
  if (hopeless !== undefined) {
    const keywords = [{ keyword: 'contains', at: hopeless.pointer }];
    return ingredients.never({ message: 'an item must match the schema false', keywords });
  }
  // Items to be matched may overlap, so only the largest wish is certain to need room.
  const wanted = Math.max(0, ...listed.map((entry) => entry.min));
  const min = Math.max(0, Math.ceil(low?.value ?? 0), wanted);
  if (min > max) {
    const said = (low?.value ?? 0) > max ? places(low, limit) : places(...each(locals, 'contains'), limit);
    return ingredients.never({ message: `no array has ${min} to ${max} items`, keywords: said });
  }
  const loose = listed.length > 1 || prefix > 0 || listed.some((entry) => Number.isFinite(entry.max));
  const more = loose ? locals.filter((local) => objectOf(local)?.['contains'] !== undefined) : [];
  const items = new Map<number, () => Plan>();
  return {
    ...ingredients.common(more),
    kind: 'array',
    min,
    max,
    prefix,
    contains: listed.filter((entry) => entry.min > 0 || Number.isFinite(entry.max)),
    unique: each(locals, 'uniqueItems').some(({ value }) => value === true),
    item(index) {
      const place = Math.min(index, prefix);
      const plan = items.get(place) ?? later(() => ingredients.plan(conjunctionAt(place)));
      items.set(place, plan);
      return plan();
    },
  };
}

function itemSchema(local: Placed, index: number): readonly Placed[] {
  const schema = objectOf(local);
  if (schema === undefined) return [];
  const { prefixItems, items, unevaluatedItems } = schema;
  if (Array.isArray(prefixItems) && index < prefixItems.length) {
    return [{ schema: prefixItems[index] as JsonSchema, at: child(local.at, 'prefixItems', index) }];
  }
  if (isSchema(items)) return [{ schema: items, at: child(local.at, 'items') }];
  if (unevaluatedItems === undefined || unevaluatedItems === false) return [];
  return [{ schema: unevaluatedItems as JsonSchema, at: child(local.at, 'unevaluatedItems') }];
}

function contains(
  ingredients: Ingredients,
  conjunctionAt: (index: number) => readonly Placed[],
): readonly ContainsPlan[] {
  return ingredients.locals.flatMap((local) => {
    const schema = objectOf(local);
    if (schema?.['contains'] === undefined) return [];
    const at = child(local.at, 'contains');
    const placed: Placed = { schema: schema['contains'] as JsonSchema, at };
    const { minContains, maxContains } = schema;
    const plan = later(() => ingredients.plan([...conjunctionAt(Number.POSITIVE_INFINITY), placed]));
    return [
      {
        plan,
        at: (index) => ingredients.plan([...conjunctionAt(index), placed]),
        pointer: at,
        impossible: placed.schema === false,
        min: typeof minContains === 'number' ? minContains : 1,
        max: typeof maxContains === 'number' ? maxContains : Number.POSITIVE_INFINITY,
      },
    ];
  });
}
