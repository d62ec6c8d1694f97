import { child, isObject } from '../json/pointer.ts';
import type { JsonSchema } from '../json/types.ts';
import { isValid } from '../schema/interpret.ts';
import { memberSchemas } from '../schema/members.ts';
import type { Placed } from '../schema/placed.ts';
import { type Ingredients, later } from './ingredients.ts';
import { each, places, strictest } from './merge.ts';
import { type Later, objectOf, type Plan } from './plan.ts';

/** Plan of objects. */
export function buildObject(ingredients: Ingredients): Plan {
  const { reader, locals } = ingredients;
  const low = strictest(locals, 'minProperties', 'max');
  const high = strictest(locals, 'maxProperties', 'min');
  const dependent = dependencies(locals);
  const required = new Set<string>();
  for (const { value } of each(locals, 'required')) {
    if (Array.isArray(value)) for (const name of value) close(String(name), dependent, required);
  }
  const naming = each(locals, 'propertyNames').map(({ value, at }) => ({ schema: value as JsonSchema, at }));
  const named = (name: string): boolean => naming.every((placed) => isValid(reader, placed, name));
  const said = new Set(required);
  const ordered = new Set(
    each(locals, 'properties').flatMap(({ value }) => (isObject(value) ? Object.keys(value) : [])),
  );
  for (const name of said) ordered.add(name);
  for (const [trigger, names] of dependent) for (const name of [trigger, ...names]) ordered.add(name);
  const conjunction = (name: string): readonly Placed[] => memberConjunction(locals, name);
  const closedBy = (name: string): Placed | undefined =>
    conjunction(name).find(({ schema }) => schema === false);
  const isAllowed = (name: string): boolean => named(name) && closedBy(name) === undefined;
  // A member is possible with all that must come with it.
  const names = [...ordered].filter((name) => {
    const together = new Set<string>();
    close(name, dependent, together);
    return [...together].every(isAllowed);
  });
  for (const name of required) {
    const closed = closedBy(name);
    const place = closed ?? (named(name) ? undefined : naming[0]);
    if (place === undefined) continue;
    const requiring = each(locals, 'required').find(
      ({ value }) => Array.isArray(value) && value.includes(name),
    );
    const keyword =
      ['additionalProperties', 'propertyNames'].find((word) => place.at.endsWith(`/${word}`)) ?? 'properties';
    return ingredients.never({
      message: `${JSON.stringify(name)} is required and not allowed`,
      keywords: places(requiring, { keyword, at: place.at }),
    });
  }
  const patterns = [
    ...new Set(
      each(locals, 'patternProperties').flatMap(({ value }) => Object.keys(isObject(value) ? value : {})),
    ),
  ];
  const open = !locals.some((local) => {
    const schema = objectOf(local);
    return schema?.['additionalProperties'] === false || schema?.['unevaluatedProperties'] === false;
  });
  const min = Math.max(0, Math.ceil(low?.value ?? 0), required.size);
  let max = Math.floor(high?.value ?? Number.POSITIVE_INFINITY);
  if (!open && patterns.length === 0) max = Math.min(max, names.length);
  if (min > max) {
    const closing = locals.find((local) => objectOf(local)?.['additionalProperties'] === false);
    const closed = closing && {
      keyword: 'additionalProperties',
      at: child(closing.at, 'additionalProperties'),
    };
    return ingredients.never({
      message: `no object has ${min} to ${max} members`,
      keywords: places(required.size === min ? each(locals, 'required')[0] : low, high ?? closed),
    });
  }
  const members = new Map<string, Later>();
  const string: Placed = { schema: reader.make({ type: 'string' }), at: naming[0]?.at ?? '#' };
  return {
    ...ingredients.common(),
    kind: 'object',
    min,
    max,
    names,
    required,
    dependent,
    patterns,
    open,
    member(name) {
      const plan = members.get(name) ?? later(() => ingredients.plan(conjunction(name)));
      // Free names come and go without end; only said ones are worth keeping.
      if (ordered.has(name)) members.set(name, plan);
      return plan();
    },
    freeName: later(() => ingredients.plan([string, ...naming])),
    patternMembers: patterns.map((pattern) =>
      later(() => ingredients.plan(locals.flatMap((local) => patternSchema(local, pattern)))),
    ),
    patternNames: patterns.map((pattern) =>
      later(() =>
        ingredients.plan([{ schema: reader.make({ type: 'string', pattern }), at: string.at }, ...naming]),
      ),
    ),
  };
}

function patternSchema(local: Placed, pattern: string): readonly Placed[] {
  const own = objectOf(local)?.['patternProperties'];
  if (!isObject(own) || !Object.hasOwn(own, pattern)) return [];
  return [{ schema: own[pattern] as JsonSchema, at: child(local.at, 'patternProperties', pattern) }];
}

function memberConjunction(locals: readonly Placed[], name: string): readonly Placed[] {
  const found: Placed[] = [];
  const unseen: Placed[] = [];
  let spokenOf = false;
  for (const local of locals) {
    const schema = objectOf(local);
    if (schema === undefined) continue;
    const own = memberSchemas(schema, local.at, name);
    if (own.length > 0) spokenOf = true;
    found.push(...own);
    if (schema['unevaluatedProperties'] !== undefined) {
      unseen.push({
        schema: schema['unevaluatedProperties'] as JsonSchema,
        at: child(local.at, 'unevaluatedProperties'),
      });
    }
  }
  return spokenOf ? found : [...found, ...unseen];
}

function dependencies(locals: readonly Placed[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const { value } of each(locals, 'dependentRequired')) {
    if (!isObject(value)) continue;
    for (const [trigger, names] of Object.entries(value)) {
      if (Array.isArray(names)) found.set(trigger, [...(found.get(trigger) ?? []), ...names.map(String)]);
    }
  }
  return found;
}

/** Adds a name and everything that must come with it. */
export function close(
  name: string,
  dependent: ReadonlyMap<string, readonly string[]>,
  into: Set<string>,
): void {
  if (into.has(name)) return;
  into.add(name);
  for (const next of dependent.get(name) ?? []) close(next, dependent, into);
}
