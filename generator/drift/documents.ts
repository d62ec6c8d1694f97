import { equalJson } from '../json/equal-json.ts';
import { child, isObject } from '../json/pointer.ts';
import type { Pointer } from '../json/types.ts';

/** A place where two documents are written differently. */
export interface TextDifference {
  readonly pointer: Pointer;
  /** `words`: only people read it; `identifier`: a name no message carries; `meaning`: anything else. */
  readonly kind: 'words' | 'identifier' | 'meaning';
  readonly inBase: boolean;
  readonly inHead: boolean;
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
  'properties',
  'patternProperties',
  'dependentSchemas',
  '$defs',
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

/** Where two documents are written differently, in the document's order, at most `limit` places. */
export function textDifferences(base: unknown, head: unknown, limit = 200): readonly TextDifference[] {
  const found: TextDifference[] = [];
  walk(base, head, '#', false);
  return found;

  function walk(before: unknown, after: unknown, pointer: Pointer, named: boolean): void {
    if (found.length >= limit || equalJson(before, after)) return;
    if (isObject(before) && isObject(after)) {
      // What a scope is called is checked, what is said of it is not.
      const isScopes = named && pointer.endsWith('/scopes');
      for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
        if (equalJson(before[key], after[key])) continue;
        const place = child(pointer, key);
        const [inBase, inHead] = [Object.hasOwn(before, key), Object.hasOwn(after, key)];
        if (!named && (words.has(key) || key.startsWith('x-'))) add(place, 'words', inBase, inHead);
        else if (!named && key === 'operationId') add(place, 'identifier', inBase, inHead);
        else if (isScopes && inBase && inHead) add(place, 'words', inBase, inHead);
        else if (!named && data.has(key)) add(place, 'meaning', inBase, inHead);
        else if (inBase && inHead) walk(before[key], after[key], place, !named && maps.has(key));
        else add(place, 'meaning', inBase, inHead);
      }
      return;
    }
    if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
      for (const [index, each] of before.entries()) walk(each, after[index], child(pointer, index), false);
      return;
    }
    add(pointer, 'meaning', true, true);
  }

  function add(pointer: Pointer, kind: TextDifference['kind'], inBase: boolean, inHead: boolean): void {
    if (found.length < limit) found.push({ pointer, kind, inBase, inHead });
  }
}
