import { singular } from '../build/infer/words.ts';
import { camelCase, pascalCase, uniqueNames } from '../build/naming.ts';
import type { Contract, Operation, OperationRole } from '../contract/model.ts';

/** Names that a method must not have: `await` treats an object with `then` as a promise and calls it. */
const noMethods = ['constructor', 'then'];

/** An operation beside the others of its class. */
interface Named {
  readonly operation: Operation;
  /** Names from the shortest to the longest. */
  readonly candidates: readonly string[];
}

/**
 * The name of each operation's method, by operation id: the word of the overlay, else what is left of the operation id
 * without the words of the resource, the path and the HTTP method, else what the operation does to its resource. Where two
 * of a class want one name, both take a longer one.
 * @param taken names that the class has already: those of the resources below it
 */
export function methodNames(
  contract: Contract,
  resource: readonly string[],
  operations: readonly Operation[],
  taken: readonly string[],
): ReadonlyMap<string, string> {
  const named = operations.map((operation): Named => {
    const { method } = operation.extensions;
    const candidates =
      method === undefined ? candidatesOf(contract, resource, operation) : [camelCase(method)];
    return { operation, candidates };
  });
  const used = new Set([...taken, ...noMethods]);
  const chosen = new Map<string, string>();
  for (const { operation, candidates } of named) {
    const isFree = (name: string): boolean =>
      !used.has(name) &&
      named.every(
        (other) => other.operation === operation || !wants(other, name, operation.extensions.method),
      );
    const last = candidates.at(-1) ?? operation.operationId;
    const name = candidates.find(isFree) ?? last;
    chosen.set(operation.operationId, name);
    used.add(name);
  }
  return uniqueNames([...chosen.keys()], (id) => chosen.get(id) ?? id, new Set([...taken, ...noMethods]));
}

/** Whether another operation has the same right to a name; the overlay's word comes first. */
const wants = ({ operation, candidates }: Named, name: string, said: string | undefined): boolean =>
  said === undefined &&
  (operation.extensions.method === undefined ? candidates[0] === name : candidates.includes(name));

const verbs: Readonly<Record<Exclude<OperationRole, 'action'>, string>> = {
  list: 'list',
  create: 'create',
  retrieve: 'retrieve',
  update: 'update',
  replace: 'replace',
  delete: 'delete',
};

function candidatesOf(
  contract: Contract,
  resource: readonly string[],
  operation: Operation,
): readonly string[] {
  const { operationId, path, method } = operation;
  const words = wordsOf(operationId);
  const own = resource.flatMap(wordsOf).map(singular);
  const inPath = path.split('/').flatMap(wordsOf).map(singular);
  const whole = camelCase(operationId);
  const role = contract.inferred.roles.get(operationId);
  const about = wordsOf(role?.resource?.name ?? '').map(singular);
  const isOwn = about.length === 0 || about.every((word) => own.includes(word));
  const verb = role === undefined || role.role === 'action' ? undefined : verbs[role.role];
  const isSearch = role?.resource?.operations.searches.includes(operation) === true;
  const said = verb === undefined || isSearch ? actionOf(path) : verb;
  const noun = pascalCase(role?.resource?.name ?? '');
  const byRole =
    said === undefined
      ? []
      : isOwn || isSearch || role?.role === 'action'
        ? [said, `${said}${noun}`]
        : [`${said}${role?.role === 'list' ? noun : pascalCase(singularNoun(noun))}`, `${said}${noun}`];
  if (isMachineMade(words, inPath, method)) return [...byRole, whole];
  const prefix = leading(words, own);
  const rest = words.slice(prefix);
  if (prefix > 0 && rest.length > 0) return [camelCase(rest.join(' ')), whole];
  const left = words.filter((word) => !own.includes(singular(word)) && !fillers.has(word));
  const isVerbOnly = left.length <= 1 && left.length < words.length;
  if (isVerbOnly && verb !== undefined && isOwn) return [verb, whole];
  return left.length === 1 && left[0] !== undefined && left.length < words.length
    ? [left[0], whole]
    : [whole];
}

/** Words of ids such as `getPetById` that add nothing to a method name. */
const fillers = new Set(['a', 'all', 'an', 'by', 'id', 'one', 'single', 'the']);

const wordsOf = (name: string): readonly string[] =>
  name
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');

const singularNoun = (noun: string): string => {
  const [, head = '', last = ''] = /^(.*?)(\p{Lu}\p{Ll}*)$/u.exec(noun) ?? [];
  return `${head}${last.charAt(0)}${singular(last.slice(1))}`;
};

/** How many words at the beginning are the resource's. */
function leading(words: readonly string[], own: readonly string[]): number {
  let count = 0;
  while (count < words.length && own.includes(singular(words[count] ?? ''))) count++;
  return count;
}

/** The last fixed segment below an item or a collection: `cancel` of `/things/{id}/cancel`. */
function actionOf(path: string): string | undefined {
  const last = path.split(/[/:]/).findLast((segment) => segment !== '' && !segment.includes('{'));
  return last === undefined ? undefined : camelCase(last);
}

/** Ids that a framework or this program makes of method and path: `getV1Models`, `createHeroHeroesPost`. */
function isMachineMade(words: readonly string[], inPath: readonly string[], method: string): boolean {
  const [first = '', ...rest] = words;
  const last = words.at(-1) ?? '';
  const isPath = (word: string): boolean => inPath.includes(singular(word));
  const isPrefixed =
    first === method && rest.length > 0 && rest.every(isPath) && rest.length >= inPath.length - 1;
  const isSuffixed = last === method && words.filter(isPath).length > inPath.length / 2 && words.length > 2;
  return isPrefixed || isSuffixed;
}
