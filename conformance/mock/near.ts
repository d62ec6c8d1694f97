import type { Contract } from '../../generator/contract/model.ts';

/** Of longer paths, the beginning is compared. */
const longest = 200;

/** The edit distance of two texts (Levenshtein). */
export function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min(
        (next[j - 1] ?? 0) + 1,
        (row[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
      );
    row = next;
  }
  return row[b.length] ?? 0;
}

/** The operation whose path is closest to an undeclared one, as the end of a message; may be empty. */
export function nearTo({ operations }: Contract, method: string, path: string): string {
  const segments = path.slice(0, longest).split('/');
  const ranked = operations
    .map((operation) => {
      const own = operation.path.split('/');
      // Any segment matches a parameter.
      const filled = own.map((segment, index) =>
        /^\{[^{}]*\}$/.test(segment) ? (segments[index] ?? segment) : segment,
      );
      const isOther = operation.method.toUpperCase() === method ? 0 : 0.5;
      return {
        operation,
        far: distance(path.slice(0, longest), filled.join('/').slice(0, longest)) + isOther,
      };
    })
    .sort((a, b) => a.far - b.far);
  const [nearest] = ranked;
  if (nearest === undefined || nearest.far > Math.max(4, path.length / 2)) return '';
  return `; the closest operation is ${nearest.operation.method.toUpperCase()} ${nearest.operation.path}`;
}
