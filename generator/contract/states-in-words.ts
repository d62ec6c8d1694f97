import type { StatesInWords } from './inferred.ts';
import type { Operation } from './operation.ts';

const none: StatesInWords = { allowed: new Set(), forbidden: new Set(), sentence: '' };

/**
 * What the words of an operation and of its 409 say of the states in which it works: `Only from open or paid.`, `The order is
 * shipped already.` `listed` are the states that the document lists; words that name none of them, or all, say nothing.
 */
export function statesInWords(
  { responses, description, summary }: Operation,
  listed: readonly string[],
): StatesInWords {
  const conflict = responses.find(({ status }) => status === '409')?.description;
  const sentences = (text: string | undefined): readonly string[] => (text ?? '').split(/[.;\n]+/);
  const named = (sentence: string): ReadonlySet<string> =>
    new Set(
      listed.filter((state) =>
        new RegExp(`(?<![\\w-])${state.replaceAll(/[^A-Za-z0-9]+/g, '[ _-]?')}(?![\\w-])`, 'i').test(
          sentence,
        ),
      ),
    );
  for (const [text, isConflict] of [
    ...sentences(conflict).map((each) => [each, true] as const),
    ...[description, summary].flatMap(sentences).map((each) => [each, false] as const),
  ]) {
    const states = named(text);
    const sentence = text.trim();
    if (states.size === 0 || states.size === listed.length || /\b(unless|except|if not)\b/i.test(text))
      continue;
    if (/\bonly\b/i.test(text)) {
      if (/\bnot\b/i.test(text)) continue;
      return { ...none, allowed: states, sentence };
    }
    if (/\balready\b.*\bnot\b|\bnot\b.*\balready\b/i.test(text)) continue;
    if (/\b(cannot|can't|can not|may not|must not|no longer|already)\b/i.test(text))
      return { ...none, forbidden: states, sentence };
    if (!isConflict) continue;
    if (/\b(not|isn't|neither)\b/i.test(text)) return { ...none, allowed: states, sentence };
    return { ...none, forbidden: states, sentence };
  }
  return none;
}

/** Whether the words of a 409 say that an action works once: `Already returned.` */
export const saysOnce = (conflict: string | undefined): boolean =>
  /\balready\b/i.test(conflict ?? '') && !/\b(another|others?|someone|different)\b/i.test(conflict ?? '');

/** Whether the words of a 409 speak of something else than the state of the item: another client, a version, a lock. */
export const saysOtherCause = (conflict: string | undefined): boolean =>
  /\b(another|concurrent|running|version|e-?tag|lock|in use|busy|quota)/i.test(conflict ?? '');
