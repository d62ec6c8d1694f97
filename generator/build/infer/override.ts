import type { Inference, Operation } from '../../contract/model.ts';

/** The overlay action that writes `update` at an operation, on one line. */
export const overlayAction = ({ path, method }: Pick<Operation, 'path' | 'method'>, update: string): string =>
  `{ target: ${JSON.stringify(`$.paths[${quoted(path)}]${isPlain(method) ? `.${method}` : `.additionalOperations[${quoted(method)}]`}`)}, update: { ${update} } }`;

const isPlain = (method: string): boolean => /^[a-z]+$/.test(method);

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

/** An inference about an operation. */
export const inference = (
  what: string,
  reason: string,
  operation: Pick<Operation, 'path' | 'method'>,
  update: string,
): Inference => ({ what, reason, override: overlayAction(operation, update) });

/** An operation as a person reads it: `GET /things/{id}`. */
export const titleOf = ({ method, path }: Pick<Operation, 'path' | 'method'>): string =>
  `${method.toUpperCase()} ${path}`;
