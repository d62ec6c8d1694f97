import type { Contract, Operation } from '../../generator/contract/model.ts';

/** Words in the name of an operation that ends a session, a key, the server or all of its data. */
const ending =
  /^(logout|signout|revoke|shutdown|poweroff|reboot|reset|purge|wipe|truncate|flush|drop|deactivate)$/;

const wordsOf = (text: string): readonly string[] =>
  text
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);

/** Pairs of words that count as one: `log-out`, `sign_out`, `shut down`. */
const joined = (words: readonly string[]): readonly string[] => [
  ...words,
  ...words.slice(1).map((word, index) => `${words[index]}${word}`),
];

/**
 * Whether a call may remove what this run or other clients need: the session, the key, the server, a whole collection. A run
 * sends such operations only on request.
 */
export function isDestructive(contract: Contract, operation: Operation): boolean {
  const { method, path, operationId } = operation;
  if (['get', 'head', 'options', 'trace'].includes(method)) return false;
  const last = path.split('/').findLast((segment) => segment !== '') ?? '';
  const isNamed = last.startsWith('{');
  if (!isNamed && joined(wordsOf(last)).some((word) => ending.test(word))) return true;
  if (joined(wordsOf(operationId)).some((word) => ending.test(word)) && !isNamed) return true;
  return (
    method === 'delete' &&
    contract.inferred.resources.some(
      ({ kind, path: collection, itemPath }) =>
        kind === 'collection' && itemPath !== undefined && collection === path,
    )
  );
}
