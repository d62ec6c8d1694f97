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
  const levels: (readonly [key: string, value: object])[][] = [[['', document]]];
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
    const names = Object.keys(value);
    if (seen.has(value)) repeated += names.length + 1;
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
    const below: (readonly [key: string, value: object])[] = [];
    for (const name of names) {
      const member = (value as Readonly<Record<string, unknown>>)[name];
      if (typeof member === 'object' && member !== null) below.push([name, member]);
      else if (typeof member === 'number' && !Number.isFinite(member))
        notFinite.push(child('#', ...path.slice(1), name));
    }
    levels.push(below);
  }
  return notFinite;
}
