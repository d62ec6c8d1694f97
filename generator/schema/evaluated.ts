import { isObject } from '../json/guards.ts';
import { matchesPattern } from '../json/pattern.ts';
import type { JsonObject } from '../json/types.ts';
import { itemsEvaluated, membersEvaluated } from './evaluates.ts';
import { below, type Placed } from './placed.ts';
import { placedConjuncts, type Reader } from './reader.ts';

/** How a subschema is validated; handed in, because the interpreter calls us in turn. */
export type Accepts = (placed: Placed, value: unknown) => boolean;

/**
 * Member names, or indices of items, that a schema has evaluated by success (2020-12 Core 11.2, 11.3): what its own
 * `unevaluatedProperties` and `unevaluatedItems` leave alone. The value must be valid so far.
 */
export function evaluatedBy(
  reader: Reader,
  placed: Placed,
  value: object,
  accepts: Accepts,
): ReadonlySet<string> {
  const found = new Set<string>();
  const names = Object.keys(value);
  const see = Array.isArray(value) ? seeItems : seeMembers;
  visitInPlace(reader, placed, value, accepts, (part, isOutermost) => {
    for (const name of see(part, value, names, accepts, isOutermost)) found.add(name);
  });
  return found;
}

type See = (
  part: Placed & { readonly schema: JsonObject },
  value: object,
  names: readonly string[],
  accepts: Accepts,
  isOutermost: boolean,
) => readonly string[];

const seeMembers: See = ({ schema }, _value, members, _accepts, isOutermost) => {
  const { all, names, patterns } = membersEvaluated(schema, isOutermost);
  if (all) return members;
  const named = new Set(names);
  return members.filter(
    (name) => named.has(name) || patterns.some((source) => matchesPattern(source, name) === true),
  );
};

const seeItems: See = ({ schema, at }, value, indices, accepts, isOutermost) => {
  const { all, listed, contains } = itemsEvaluated(schema, isOutermost);
  if (all) return indices;
  const wanted = contains === undefined ? undefined : below(at, contains, 'contains');
  return indices.filter(
    (name, index) =>
      index < listed ||
      (wanted !== undefined && accepts(wanted, (value as readonly unknown[])[Number(name)])),
  );
};

/** Every schema object that applies to the value in place and accepts it, the given one first. */
function visitInPlace(
  reader: Reader,
  { schema, at }: Placed,
  value: object,
  accepts: Accepts,
  see: (part: Placed & { readonly schema: JsonObject }, isOutermost: boolean) => void,
): void {
  const seen = new Set<object>();
  const enter = (part: unknown, place: string): void => {
    if (!isObject(part)) return;
    const reading = reader.read(part);
    if (seen.has(reading)) return;
    seen.add(reading);
    see({ schema: reading, at: place }, seen.size === 1);
    const into = (placed: Placed): void => enter(placed.schema, placed.at);
    const { dependentSchemas } = reading;
    for (const part of placedConjuncts(reader, reading, place)) into(part);
    for (const keyword of ['anyOf', 'oneOf']) {
      const branches = reading[keyword];
      for (const [index, each] of Array.isArray(branches) ? branches.entries() : []) {
        const branch = below(place, each, keyword, index);
        if (accepts(branch, value)) into(branch);
      }
    }
    if (reading['if'] !== undefined) {
      const condition = below(place, reading['if'], 'if');
      const holds = accepts(condition, value);
      if (holds) into(condition);
      const arm = holds ? 'then' : 'else';
      if (reading[arm] !== undefined) into(below(place, reading[arm], arm));
    }
    for (const [trigger, each] of Object.entries(isObject(dependentSchemas) ? dependentSchemas : {})) {
      if (Object.hasOwn(value, trigger)) into(below(place, each, 'dependentSchemas', trigger));
    }
  };
  enter(schema, at);
}
