import { equalJson } from '../json/equal-json.ts';
import { child, isObject } from '../json/pointer.ts';
import type { Pointer } from '../json/types.ts';
import { mapKeywords } from '../schema/keywords.ts';

/** A place where two documents are written differently: what was edited, and no more. */
export interface Difference {
  /** Absent where the place exists in the head document only. */
  readonly base?: Pointer;
  /** Absent where the place exists in the base document only. */
  readonly head?: Pointer;
  /** `words`: only people read it; `identifier`: a name no message carries; `meaning`: anything else. */
  readonly kind: 'words' | 'identifier' | 'meaning';
}

const words = new Set([
  'description',
  'summary',
  'title',
  'example',
  'examples',
  'externalDocs',
  'tags',
  '$comment',
  'contact',
  'license',
  'termsOfService',
  'openapi',
  'info',
  'xml',
  'bearerFormat',
  '$schema',
  'jsonSchemaDialect',
  '$self',
]);

/** Members below these are names, not keywords. */
const maps = new Set([
  ...mapKeywords,
  'paths',
  'webhooks',
  'responses',
  'headers',
  'content',
  'callbacks',
  'links',
  'encoding',
  'variables',
  'mapping',
  'schemas',
  'parameters',
  'requestBodies',
  'securitySchemes',
  'pathItems',
  'mediaTypes',
  'scopes',
]);

/** Members below these are data. */
const data = new Set(['default', 'enum', 'const', 'value']);

/**
 * Where two documents are written differently, in the document's order. Items of a list that only moved stay one
 * place.
 */
export function documentDifferences(base: unknown, head: unknown): readonly Difference[] {
  const found: Difference[] = [];
  walk(base, head, { base: '#', head: '#' }, false);
  return found;

  function walk(before: unknown, after: unknown, at: Both, named: boolean): void {
    if (Array.isArray(before) && Array.isArray(after)) {
      lists(before, after, at);
      return;
    }
    if (!isObject(before) || !isObject(after)) {
      found.push({ ...at, kind: 'meaning' });
      return;
    }
    // The name of a scope has a meaning, its description does not.
    const isScopes = named && at.head.endsWith('/scopes');
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      const [inBase, inHead] = [Object.hasOwn(before, key), Object.hasOwn(after, key)];
      if (inBase && inHead && equalJson(before[key], after[key])) continue;
      const place = { base: child(at.base, key), head: child(at.head, key) };
      const own = { ...(inBase ? { base: place.base } : {}), ...(inHead ? { head: place.head } : {}) };
      if (!named && (words.has(key) || key.startsWith('x-'))) found.push({ ...own, kind: 'words' });
      // The id in a link leads to another operation, or to the one that got another id: links are compared by themselves.
      else if (!named && key === 'operationId' && !/\/links\/[^/]+$/.test(at.head))
        found.push({ ...own, kind: 'identifier' });
      else if (isScopes && inBase && inHead) found.push({ ...own, kind: 'words' });
      else if (!named && data.has(key)) found.push({ ...own, kind: 'meaning' });
      else if (inBase && inHead) walk(before[key], after[key], place, !named && maps.has(key));
      else found.push({ ...own, kind: 'meaning' });
    }
  }

  function lists(before: readonly unknown[], after: readonly unknown[], at: Both): void {
    if (![...before, ...after].every(isObject)) {
      if (!equalJson(before, after)) found.push({ ...at, kind: 'meaning' });
      return;
    }
    const pairs = aligned(before, after);
    for (const [index, other] of pairs) {
      const [was, is] = [before[index], after[other]];
      const place = { base: child(at.base, index), head: child(at.head, other) };
      if (!equalJson(was, is)) walk(was, is, place, false);
    }
    const [old, now] = [new Set(pairs.map(([index]) => index)), new Set(pairs.map(([, index]) => index))];
    for (const index of before.keys())
      if (!old.has(index)) found.push({ base: child(at.base, index), kind: 'meaning' });
    for (const index of after.keys())
      if (!now.has(index)) found.push({ head: child(at.head, index), kind: 'meaning' });
    const isMoved = pairs.some(([index], place) => index < (pairs[place - 1]?.[0] ?? 0));
    if (isMoved) found.push({ ...at, kind: 'meaning' });
  }
}

interface Both {
  readonly base: Pointer;
  readonly head: Pointer;
}

/** Which item of one list became which of another: equal ones first, then those of the same name, then by order. */
function aligned(
  before: readonly unknown[],
  after: readonly unknown[],
): readonly (readonly [index: number, other: number])[] {
  const pairs: (readonly [number, number])[] = [];
  const [old, now] = [new Set(before.keys()), new Set(after.keys())];
  const pair = (same: (was: unknown, is: unknown) => boolean): void => {
    for (const index of [...old]) {
      const other = [...now].find((each) => same(before[index], after[each]));
      if (other === undefined) continue;
      old.delete(index);
      now.delete(other);
      pairs.push([index, other]);
    }
  };
  pair(equalJson);
  pair((was, is) => nameOf(was) !== undefined && nameOf(was) === nameOf(is));
  const nameless = [...old].filter((index) => nameOf(before[index]) === undefined);
  const others = [...now].filter((index) => nameOf(after[index]) === undefined);
  // An edited item keeps its index, unless the list changed otherwise too.
  if (nameless.length === others.length)
    for (const [place, index] of nameless.entries()) pairs.push([index, others[place] ?? 0]);
  return pairs.sort(([, a], [, b]) => a - b);
}

/** What an item of a list is known by: a parameter's name and place, a branch's reference; a title is only words. */
function nameOf(item: unknown): string | undefined {
  if (!isObject(item)) return undefined;
  const { $ref, name } = item;
  if (typeof $ref === 'string') return $ref;
  return typeof name === 'string' ? `${String(item['in'])} ${name}` : undefined;
}
