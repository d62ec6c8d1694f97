import type { Contract } from '../contract/model.ts';
import { escapeRegExp } from '../json/escape.ts';
import { child, isObject, tokensOf, valueAt } from '../json/pointer.ts';
import type { JsonObject } from '../json/types.ts';
import { buildContract } from './build-contract.ts';

/** Which operations of a document to keep. An absent list keeps all. */
export interface Choice {
  /** Names of tags. */
  readonly tags?: readonly string[];
  /** Paths; `*` stands for any characters. */
  readonly paths?: readonly string[];
}

/** The methods under which operations stand in a path item. */
const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query'];

/** The contract of the operations that are wanted, without the components that none of them needs. */
export function chooseOperations(contract: Contract, choice: Choice): Contract {
  if (choice.tags === undefined && choice.paths === undefined) return contract;
  const { document, dialect } = contract;
  const paths = isObject(document['paths']) ? document['paths'] : {};
  const kept = Object.entries(paths).flatMap(([path, item]) => {
    if (!isObject(item) || (choice.paths !== undefined && !pathMatches(path, choice.paths))) return [];
    const wanted = Object.entries(item).filter(([name, part]) => !isOther(name, part, choice.tags));
    return wanted.some(([name]) => methods.includes(name) || name === 'additionalOperations')
      ? [[path, Object.fromEntries(wanted)] as const]
      : [];
  });
  const { webhooks: _, components, ...rest } = document;
  const chosen: JsonObject = { ...rest, paths: Object.fromEntries(kept) };
  const value = { ...chosen, components: neededComponents(chosen, isObject(components) ? components : {}) };
  return buildContract({ value, dialect, origin: (pointer) => contract.origin(pointer) });
}

/** Whether a path is one of several patterns, in which `*` stands for any characters. */
export const pathMatches = (path: string, patterns: readonly string[]): boolean =>
  patterns.some((pattern) => {
    const source = pattern.split('*').map(escapeRegExp);
    return new RegExp(`^${source.join('.*')}$`, 'u').test(path);
  });

const isOther = (name: string, part: unknown, tags: readonly string[] | undefined): boolean =>
  tags !== undefined &&
  methods.includes(name) &&
  !(isObject(part) && Array.isArray(part['tags']) && part['tags'].some((tag) => tags.includes(String(tag))));

/**
 * The components that a document refers to, and what those refer to; security schemes stay, as they are named and
 * not referred to.
 */
function neededComponents(document: JsonObject, components: JsonObject): JsonObject {
  const whole = { components };
  const needed = new Set<string>();
  const todo: unknown[] = [document];
  const follow = (reference: string): void => {
    const [area, kind = '', name] = tokensOf(reference);
    if (area !== 'components' || name === undefined) return;
    const pointer = child('#/components', kind, name);
    if (needed.has(pointer)) return;
    needed.add(pointer);
    todo.push(valueAt(whole, pointer));
  };
  for (let part = todo.pop(); part !== undefined || todo.length > 0; part = todo.pop()) {
    if (Array.isArray(part)) todo.push(...part);
    if (!isObject(part)) continue;
    for (const [name, value] of Object.entries(part)) {
      if (name === '$ref' && typeof value === 'string' && value.startsWith('#/')) follow(value);
      else if (name === 'mapping' && isObject(value))
        for (const target of Object.values(value))
          follow(String(target).startsWith('#/') ? String(target) : `#/components/schemas/${String(target)}`);
      else if (typeof value === 'object' && value !== null) todo.push(value);
    }
  }
  return Object.fromEntries(
    Object.entries(components).map(([kind, members]) => [
      kind,
      kind === 'securitySchemes' || !isObject(members)
        ? members
        : Object.fromEntries(
            Object.entries(members).filter(([name]) => needed.has(child('#/components', kind, name))),
          ),
    ]),
  );
}
