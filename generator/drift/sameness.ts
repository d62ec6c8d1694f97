import { equalJson } from '../json/equal-json.ts';
import { isObject, valueAt } from '../json/pointer.ts';
import type { JsonObject, Pointer } from '../json/types.ts';

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
  const edges = new Map<Pointer, readonly Pointer[]>();
  const changed = new Set<Pointer>();
  const visit = (target: Pointer): void => {
    const pending = [target];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if (edges.has(next)) continue;
      const [before, after] = [valueAt(base, next), valueAt(head, next)];
      const refs = referencesIn(after);
      edges.set(next, refs);
      // References are not followed here, because their targets may have changed.
      if (!equalJson(before, after) || (next !== '#' && !next.startsWith('#/'))) changed.add(next);
      pending.push(...refs);
    }
  };
  const verdicts = new Map<Pointer, boolean>();
  /** Reachability over the graph of references, one strongly connected walk at a time. */
  const unchanged = (target: Pointer): boolean => {
    const known = verdicts.get(target);
    if (known !== undefined) return known;
    visit(target);
    const seen = new Set<Pointer>([target]);
    const pending = [target];
    let clean = true;
    for (let next = pending.pop(); next !== undefined && clean; next = pending.pop()) {
      if (changed.has(next) || verdicts.get(next) === false) clean = false;
      for (const ref of edges.get(next) ?? []) {
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
      const refs = referencesIn(valueAt(head, after));
      const key = refs.join('\n');
      const known = editedBelow.get(key);
      if (known !== undefined) return known;
      const seen = new Set<Pointer>();
      const pending = [...refs];
      const found: (readonly [Pointer, Pointer])[] = [];
      for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
        if (seen.has(next) || unchanged(next)) continue;
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
      const result = equalJson(left, right) && referencesIn(right).every((ref) => unchanged(ref));
      results.set(key, result);
      return result;
    },
  };
}

function referencesIn(value: unknown): readonly Pointer[] {
  const found = new Set<Pointer>();
  const walk = (each: unknown): void => {
    if (Array.isArray(each)) for (const item of each) walk(item);
    else if (isObject(each)) {
      const { $ref, mapping } = each;
      if (typeof $ref === 'string') found.add($ref);
      // The mapping of a discriminator contains references too.
      if (isObject(mapping))
        for (const target of Object.values(mapping))
          if (typeof target === 'string' && target.startsWith('#')) found.add(target);
      for (const member of Object.values(each)) if (typeof member === 'object') walk(member);
    }
  };
  walk(value);
  return [...found];
}
