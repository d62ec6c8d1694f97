import { formatLengths } from './format-lengths.ts';
import type { Ingredients } from './ingredients.ts';
import { each, places, strictest } from './merge.ts';
import { shortestMatch } from './pattern.ts';
import { objectOf, type Plan } from './plan.ts';

/** Plan of strings: lengths in code points, all patterns, one format; a second format is left to a check. */
export function buildString(ingredients: Ingredients): Plan {
  const { locals } = ingredients;
  const low = strictest(locals, 'minLength', 'max');
  const high = strictest(locals, 'maxLength', 'min');
  const min = Math.max(0, Math.ceil(low?.value ?? 0));
  const max = Math.floor(high?.value ?? Number.POSITIVE_INFINITY);
  if (min > max) {
    return ingredients.never({
      message: `no string is ${min} to ${max} characters long`,
      keywords: places(low, high),
    });
  }
  const patterns = each(locals, 'pattern').filter(({ value }) => typeof value === 'string');
  for (const { value, keyword, at } of patterns) {
    const shortest = shortestMatch(String(value));
    if (Number.isFinite(shortest) && shortest <= max) continue;
    const message = Number.isFinite(shortest)
      ? `what matches the pattern is at least ${shortest} characters long, at most ${max} are allowed`
      : 'no string matches the pattern';
    return ingredients.never({
      message,
      keywords: places({ keyword, at }, Number.isFinite(shortest) ? high : undefined),
    });
  }
  const formats = each(locals, 'format').filter(({ value }) => typeof value === 'string');
  const [format] = formats;
  const lengths = format === undefined ? undefined : formatLengths[String(format.value)];
  if (lengths !== undefined && (lengths.min > max || lengths.max < min)) {
    const message = `a ${String(format?.value)} is ${lengths.min} to ${lengths.max} characters long`;
    return ingredients.never({ message, keywords: places(format, lengths.min > max ? high : low) });
  }
  const others = new Set(
    formats
      .slice(1)
      .filter(({ value }) => value !== format?.value)
      .map(({ at }) => at),
  );
  const more = locals.filter(
    (local) => objectOf(local)?.['format'] !== undefined && others.has(`${local.at}/format`),
  );
  return {
    ...ingredients.common(more),
    kind: 'string',
    min,
    max,
    patterns: [...new Set(patterns.map(({ value }) => String(value)))],
    format: format === undefined ? undefined : String(format.value),
  };
}
