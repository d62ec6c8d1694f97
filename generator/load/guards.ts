import { fail } from '../contract/diagnostics.ts';
import { child } from '../json/pointer.ts';
import type { Pointer } from '../json/types.ts';

/** Deeper than any document that people write; what reads documents calls itself for each level. */
const deepest = 400;

/** Values met again through YAML aliases: an alias of a large part makes many from little. */
const mostRepeated = 2_000_000;

/**
 * Refuses what would fill the stack or the memory of whatever reads it, circles that YAML aliases make among it. Gives
 * the places of numbers that are not finite, which no JSON holds.
 */
export function guardSize(file: string, document: object): readonly Pointer[] {
  const levels: (readonly [key: string, value: unknown])[][] = [[['', document]]];
  const path: string[] = [];
  const seen = new WeakSet<object>();
  const notFinite: Pointer[] = [];
  let repeated = 0;
  for (let level = levels.at(-1); level !== undefined; level = levels.at(-1)) {
    const next = level.pop();
    path.length = levels.length - 1;
    if (next === undefined) {
      levels.pop();
      continue;
    }
    const [key, value] = next;
    path.push(key);
    if (typeof value === 'number' && !Number.isFinite(value)) notFinite.push(child('#', ...path.slice(1)));
    if (typeof value !== 'object' || value === null) continue;
    const members = Object.entries(value);
    if (seen.has(value)) repeated += members.length + 1;
    else seen.add(value);
    const what =
      levels.length > deepest
        ? `nested more than ${deepest} levels deep`
        : repeated > mostRepeated
          ? `repeated by aliases more than ${mostRepeated} times`
          : undefined;
    if (what !== undefined)
      fail({
        code: 'too-large',
        file,
        pointer: child('#', ...path.slice(1, 8)),
        message: `cannot read what is ${what}`,
        hint: 'Give large parts a name of their own under `components` and refer to them.',
      });
    levels.push(members);
  }
  return notFinite;
}
