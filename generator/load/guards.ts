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
export function guardSize(file: string, document: object, hasAliases: boolean): readonly Pointer[] {
  const path: string[] = [];
  // A set that held its members weakly would cost the collector more than the rest of this.
  const seen = new Set<object>();
  const notFinite: Pointer[] = [];
  let repeated = 0;
  const look = (value: Readonly<Record<string, unknown>>): void => {
    const names = Object.keys(value);
    if (hasAliases && seen.has(value)) repeated += names.length + 1;
    else if (hasAliases) seen.add(value);
    if (path.length >= deepest) tooLarge(`nested more than ${deepest} levels deep`);
    if (repeated > mostRepeated) tooLarge(`repeated by aliases more than ${mostRepeated} times`);
    for (const name of names) {
      const member = value[name];
      if (typeof member === 'object' && member !== null) {
        path.push(name);
        look(member as Readonly<Record<string, unknown>>);
        path.pop();
      } else if (typeof member === 'number' && !Number.isFinite(member))
        notFinite.push(child('#', ...path, name));
    }
  };
  const tooLarge = (what: string): never =>
    fail({
      code: 'too-large',
      file,
      pointer: child('#', ...path.slice(0, 7)),
      message: `cannot read what is ${what}`,
      hint: 'Give large parts a name of their own under `components` and refer to them.',
    });
  look(document as Readonly<Record<string, unknown>>);
  return notFinite;
}
