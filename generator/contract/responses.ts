import type { Operation, Response } from './model.ts';

/** The documented response for a status: exact, then its range, then `default`. */
export const findResponse = (operation: Operation, status: number): Response | undefined =>
  operation.responses.find((response) => response.status === String(status)) ??
  operation.responses.find((response) => response.status === `${Math.floor(status / 100)}XX`) ??
  operation.responses.find((response) => response.status === 'default');

/** The statuses, of those given, that the operation documents by number or range; `default` counts last. */
export function documentedStatus(operation: Operation, wanted: readonly number[]): number | undefined {
  const explicit = wanted.find((status) => {
    const found = findResponse(operation, status);
    return found !== undefined && found.status !== 'default';
  });
  return explicit ?? (operation.responses.some(({ status }) => status === 'default') ? wanted[0] : undefined);
}

/** The status of a success: the first 2XX of the document; else the first redirect, else 200. */
export function successStatus(operation: Operation): number {
  const { responses } = operation;
  const first = (digit: string) => responses.find(({ status }) => status.startsWith(digit));
  const success =
    first('2') ?? (responses.some(({ status }) => status === 'default') ? undefined : first('3'));
  return success === undefined ? 200 : Number(success.status.replaceAll(/X/gi, '0'));
}

const wordsOfReferences =
  /\b(unknown|no such|non-?existent|not found|does(n't| not) exist|do not exist|must exist|must be an existing)\b/i;

/**
 * The status that the document demands for a reference to an item that does not exist: by the words of a refusal, by the 404 of
 * an operation that has nothing else to find, by its description (`4xx` where that names no status). `undefined` where it does not
 * say.
 */
export function unknownReferenceStatus({ path, responses, description }: Operation): string | undefined {
  const spoken = responses.find(
    ({ status, description: words = '' }) => /^4(00|09|22)$/.test(status) && wordsOfReferences.test(words),
  );
  if (spoken !== undefined) return spoken.status;
  const missing = responses.find(({ status }) => status === '404');
  if (missing !== undefined && !path.includes('{')) return missing.status;
  return wordsOfReferences.test(description ?? '') ? (missing?.status ?? '4xx') : undefined;
}

/** Whether the words of a response state that such an item exists: `The e-mail address is taken.` */
export const saysDuplicate = ({ description = '' }: Response): boolean =>
  /\b(already (exists?|taken|registered|in use|used|known)|exists already|is taken|taken already|in use|duplicates?|not unique|must be unique|(an)?other \w+ (already )?(has|have|uses|with) (this|that|the same)|with (this|that|the same) [\w-]+ (already )?exists?)\b/i.test(
    description,
  );

/**
 * Whether the words of a conflict say that an item cannot be deleted while items of another name refer to it: `The author has
 * books.`, `It is in use.`
 */
export function saysInUse({ description = '' }: Response, name: string): boolean {
  if (/\b(in use|is used|used by|referenced|not empty)\b/i.test(description)) return true;
  const one = name
    .toLowerCase()
    .replace(/(ies|y)$/, '')
    .replace(/s$/, '');
  return (
    one.length > 2 &&
    description.toLowerCase().includes(one) &&
    /\b(has|have|still|contains?)\b/i.test(description)
  );
}

/** The media types of the successful responses of an operation, without ranges; `[]` where there is one only. */
export function responseTypes({ responses }: Operation): readonly string[] {
  const types = responses
    .filter(({ status }) => /^2/.test(status))
    .flatMap(({ content }) => content.map(({ contentType }) => contentType));
  const distinct = [...new Set(types)].filter((type) => !type.includes('*'));
  return distinct.length < 2 ? [] : distinct;
}
