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

/** Whether the words of a response state that such an item exists: `The e-mail address is taken.` */
export const saysDuplicate = ({ description = '' }: Response): boolean =>
  /\b(already (exists?|taken|registered|in use|used|known)|exists already|is taken|taken already|in use|duplicates?|not unique|must be unique)\b/i.test(
    description,
  );
