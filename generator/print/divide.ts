import { fileName } from '../build/naming.ts';

/** Something that is printed into one of several files. */
export interface Weighed {
  readonly name: string;
  /** About how many lines it takes. */
  readonly weight: number;
}

const weightOf = (items: readonly Weighed[]): number => items.reduce((sum, { weight }) => sum + weight, 0);

/**
 * Divides what would be too long for one file by the first letters of its names. What stands where depends on the name
 * alone until a part itself grows too long, so that a new name moves no other.
 * @returns for each name the name of its part, made of letters; empty when one file holds everything
 */
export function divide(items: readonly Weighed[], most: number): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const isDivided = weightOf(items) > most;
  const visit = (part: readonly Weighed[], letters: string): void => {
    const name = letters === '' ? (isDivided ? 'others' : '') : fileName(letters);
    const groups = new Map<string, Weighed[]>();
    for (const item of part) {
      const next = fileName(item.name)
        .replaceAll('-', '')
        .slice(0, letters.length + 1);
      groups.set(next, [...(groups.get(next) ?? []), item]);
    }
    let total = weightOf(part);
    // The longest leave, until the rest is short enough.
    const byWeight = [...groups].sort(([, a], [, b]) => weightOf(b) - weightOf(a));
    for (const [next, some] of byWeight) {
      if (total > most && next !== letters) {
        total -= weightOf(some);
        visit(some, next);
      } else for (const item of some) found.set(item.name, name);
    }
  };
  visit(items, '');
  return found;
}
