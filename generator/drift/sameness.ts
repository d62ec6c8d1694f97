import { equalJson } from '../json/equal-json.ts';
import { isObject, valueAt } from '../json/pointer.ts';
import type { JsonObject, Pointer } from '../json/types.ts';
import { eachPart, type Place, placeAt } from '../load/places.ts';
import { isReference } from '../load/references.ts';

/** Which places of two documents did not change, references followed. */
export interface Sameness {
  /** True when both places and everything they refer to are equal. */
  same(base: Pointer, head: Pointer): boolean;
  /**
   * The places whose own text differs, among these two and all that they refer to: the pair itself, or what made it
   * differ.
   */
  edited(base: Pointer, head: Pointer): readonly (readonly [base: Pointer, head: Pointer])[];
}

/** Reads each place once: the cost grows with the size of the documents, not with the pairs of places in them. */
export function createSameness(base: JsonObject, head: JsonObject): Sameness {
  const edges = new Map<Pointer, ReadonlyMap<Pointer, Place>>();
  const changed = new Set<Pointer>();
  const referencesAt = (pointer: Pointer): ReadonlyMap<Pointer, Place> =>
    referencesIn(valueAt(head, pointer), placeAt(head, pointer) ?? 'schema');
  const visit = (target: Pointer, place: Place): void => {
    const pending: [Pointer, Place][] = [[target, place]];
    for (let one = pending.pop(); one !== undefined; one = pending.pop()) {
      const [next, where] = one;
      if (edges.has(next)) continue;
      const [before, after] = [valueAt(base, next), valueAt(head, next)];
      const refs = referencesIn(after, where);
      edges.set(next, refs);
      // References are not followed here, because their targets may have changed.
      if (!equalJson(before, after) || (next !== '#' && !next.startsWith('#/'))) changed.add(next);
      pending.push(...refs);
    }
  };
  const verdicts = new Map<Pointer, boolean>();
  /** Reachability over the graph of references, one strongly connected walk at a time. */
  const unchanged = (target: Pointer, place: Place): boolean => {
    const known = verdicts.get(target);
    if (known !== undefined) return known;
    visit(target, place);
    const seen = new Set<Pointer>([target]);
    const pending = [target];
    let clean = true;
    for (let next = pending.pop(); next !== undefined && clean; next = pending.pop()) {
      if (changed.has(next) || verdicts.get(next) === false) clean = false;
      for (const ref of edges.get(next)?.keys() ?? []) {
        if (seen.has(ref) || verdicts.get(ref) === true) continue;
        seen.add(ref);
        pending.push(ref);
      }
    }
    // Everything reachable from something unchanged is unchanged too.
    if (clean) for (const each of seen) verdicts.set(each, true);
    else verdicts.set(target, false);
    return clean;
  };
  const results = new Map<string, boolean>();
  const editedBelow = new Map<string, readonly (readonly [Pointer, Pointer])[]>();
  const textsDiffer = (before: Pointer, after: Pointer): boolean =>
    !equalJson(valueAt(base, before), valueAt(head, after));
  return {
    edited(before, after) {
      if (textsDiffer(before, after)) return [[before, after]];
      const refs = referencesAt(after);
      const key = [...refs.keys()].join('\n');
      const known = editedBelow.get(key);
      if (known !== undefined) return known;
      const seen = new Set<Pointer>();
      const pending = [...refs];
      const found: (readonly [Pointer, Pointer])[] = [];
      for (let one = pending.pop(); one !== undefined; one = pending.pop()) {
        const [next, place] = one;
        if (seen.has(next) || unchanged(next, place)) continue;
        seen.add(next);
        // A component that exists on one side only counts as an edit of its references.
        if (changed.has(next) && valueAt(base, next) !== undefined) found.push([next, next]);
        pending.push(...(edges.get(next) ?? []));
      }
      editedBelow.set(key, found);
      return found;
    },
    same(before, after) {
      const key = before === after ? before : `${before}\n${after}`;
      const known = results.get(key);
      if (known !== undefined) return known;
      const [left, right] = [valueAt(base, before), valueAt(head, after)];
      const result =
        equalJson(left, right) && [...referencesAt(after)].every(([ref, place]) => unchanged(ref, place));
      results.set(key, result);
      return result;
    },
  };
}

/** What a value refers to, and what stands there. References in data (examples, extensions) are data. */
function referencesIn(value: unknown, place: Place): ReadonlyMap<Pointer, Place> {
  const found = new Map<Pointer, Place>();
  const look = (each: unknown, where: Place): void => {
    if (isReference(each, where)) found.set(each.$ref, where);
    if (where === 'schema' && isObject(each)) {
      const { discriminator } = each;
      const mapping = isObject(discriminator) ? discriminator['mapping'] : undefined;
      for (const target of Object.values(isObject(mapping) ? mapping : {}))
        if (typeof target === 'string' && target.startsWith('#')) found.set(target, where);
    }
    eachPart(each, where, (_, part, under) => look(part, under));
  };
  look(value, place);
  return found;
}
