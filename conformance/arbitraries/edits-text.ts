import { lengthOf } from '../../generator/json/code-points.ts';
import { matchesPattern } from '../../generator/json/pattern.ts';
import { hasFormat } from '../../generator/schema/formats.ts';
import { sampleMatch } from '../../generator/values/pattern.ts';
import type { StringPlan } from '../../generator/values/plan.ts';
import { formats, nearMisses } from './formats.ts';
import type { SampleContext } from './sample-context.ts';
import type { ReadySite } from './sites.ts';

type Edits = Iterable<unknown>;

const longestText = 1_000_000;

/** Texts of a wrong length, beside a pattern or not of a format. */
export function* textEdits(
  { keyword, kind, detail }: ReadySite,
  plan: StringPlan,
  context: SampleContext,
): Edits {
  const limit = Number(detail);
  const pick = (below: number): number => (below < 2 ? 0 : context.source.nextInt(0, below - 1));
  const [pattern] = plan.patterns;
  if (keyword === 'minLength' || keyword === 'maxLength') {
    const length = keyword === 'minLength' ? limit - 1 : limit + 1;
    if (length > longestText) return;
    if (pattern !== undefined) yield sampleMatch(pattern, length, length, pick);
    const format = formats[plan.format ?? ''];
    for (let attempt = 0; format !== undefined && attempt < 30; attempt++) {
      const text = format(context.source);
      if (lengthOf(text) === length) yield text;
    }
    yield 'a'.repeat(length);
    if (keyword === 'minLength' && limit > 1) yield '';
    return;
  }
  const fits = (text: string): boolean => lengthOf(text) >= plan.min && lengthOf(text) <= plan.max;
  const drafts =
    keyword === 'pattern' ? patternMisses(plan, detail, kind, pick) : formatMisses(detail, kind, plan);
  for (const text of drafts) {
    if (!fits(text)) continue;
    const broken = keyword === 'pattern' ? matchesPattern(detail, text) === false : !hasFormat(detail, text);
    if (broken) yield text;
  }
}

/** How much longer than a match a text is made, to find the length that a pattern ends at. */
const mostMore = 300;

function* patternMisses(
  plan: StringPlan,
  source: string,
  kind: string,
  pick: (below: number) => number,
): Generator<string> {
  const match = sampleMatch(source, plan.min, plan.max, pick) ?? '';
  if (kind.endsWith('near')) {
    for (const odd of ['!', ' ', 'é', '0', 'A', '\n', '-', 'z']) {
      yield* [odd + match.slice(1), match.slice(0, -1) + odd, match + odd, odd + match];
    }
    yield* [match.slice(1), match.slice(0, -1), match.toUpperCase(), match.toLowerCase()];
  }
  // Lengths that the pattern itself bounds: only its own characters, and one too many or too few.
  if (kind.endsWith('too long')) {
    for (let more = 1; more <= mostMore; more++) yield match + match.slice(-1).repeat(more);
    return;
  }
  if (kind.endsWith('too short')) {
    for (let length = match.length - 1; length > 0; length--) yield match.slice(0, length);
    return;
  }
  const length = Math.max(plan.min, Math.min(plan.max, 8));
  for (const odd of ['!', ' ', '§', '0', 'a', '\u0000', '\n', '~']) yield odd.repeat(length);
  yield '';
}

function* formatMisses(format: string, kind: string, plan: StringPlan): Generator<string> {
  if (kind.endsWith('near')) yield* nearMisses[format] ?? [];
  const length = Math.max(plan.min, Math.min(plan.max, 8));
  for (const odd of ['not a value', '!', ' ', '%', '{', '[', '\\', '*', '~', '^', '"', '(', '.']) {
    yield odd;
    yield odd.repeat(length).slice(0, length);
  }
  yield '';
}
