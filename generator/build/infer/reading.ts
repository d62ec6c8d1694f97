import type { Operation } from '../../contract/model.ts';
import { successStatus } from '../../contract/responses.ts';
import { lowerWords, roleOfVerb } from './words.ts';

/** Words at the start of a summary or an operationId of what reads, beside those of `roleOfVerb`. */
const reading: ReadonlySet<string> = new Set(['search', 'query', 'count', 'lookup', 'filter']);

/** Words that say that a POST makes something, whatever its first word: `getOrCreate`. */
const making: ReadonlySet<string> = new Set(['create', 'creates', 'add', 'adds', 'new', 'insert', 'upsert']);

/**
 * The words of a POST that only reads, as the document writes them: `Query an execution`, `perform-search`. Undefined where
 * nothing says so, or where it responds with 201.
 */
export function saysReading(operation: Operation): string | undefined {
  const { summary, operationId } = operation;
  if (successStatus(operation) === 201) return undefined;
  return [summary, operationId].find((text) => text !== undefined && isReading(lowerWords(text)));
}

function isReading(words: readonly string[]): boolean {
  const [first = ''] = words;
  if (words.some((word) => making.has(word))) return false;
  const role = roleOfVerb(first);
  return (
    role === 'list' ||
    role === 'retrieve' ||
    reading.has(first) ||
    // `perform-search`, `runQuery`
    (words.length === 2 && reading.has(words[1] ?? ''))
  );
}

/** Whether the first word of a summary or an operationId says that an operation changes what is there. */
export const saysUpdating = ({ summary, operationId }: Operation): boolean =>
  [summary, operationId].some(
    (text) => text !== undefined && roleOfVerb(lowerWords(text)[0] ?? '') === 'update',
  );

/** Whether the words of a POST say that it reads or changes what is there, and makes nothing. */
export const saysNoMaking = (operation: Operation): boolean =>
  saysReading(operation) !== undefined || (saysUpdating(operation) && successStatus(operation) !== 201);
