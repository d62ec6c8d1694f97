import { distance } from '../../conformance/mock/near.ts';

/** The known name that is spelt most like a text; undefined where none is like it. */
export function nearest(text: string, known: readonly string[]): string | undefined {
  const lower = text.toLowerCase();
  const [best] = known
    .map((name) => ({ name, far: distance(lower, name.toLowerCase()) }))
    .sort((a, b) => a.far - b.far);
  return best !== undefined && best.far <= Math.max(2, Math.floor(lower.length / 2)) ? best.name : undefined;
}

/** A hint for a name that is not known: the most similar one, else the first ones of the list. */
export function didYouMean(text: string, known: readonly string[]): string {
  const best = nearest(text, known);
  if (best !== undefined) return `Did you mean ${best}?`;
  const shown = known.slice(0, 20).join(', ');
  return known.length === 0
    ? ''
    : `Known: ${shown}${known.length > 20 ? `, and ${known.length - 20} more` : ''}.`;
}
