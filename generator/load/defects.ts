import { jsonPath } from '../json/json-path.ts';
import { child, isObject, tokensOf, valueAt } from '../json/pointer.ts';
import type { JsonObject, Pointer } from '../json/types.ts';

/** An action of an OpenAPI Overlay 1.0. */
export interface OverlayFix {
  /** A JSONPath. */
  readonly target: string;
  readonly update?: unknown;
  readonly remove?: true;
}

/** Something wrong with a document: an error where it cannot be read, a warning where it is read in the one sensible way. */
export interface Defect {
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly pointer: Pointer;
  readonly message: string;
  readonly hint?: string;
  /** The overlay actions that put it right. */
  readonly fix?: readonly OverlayFix[];
}

/** The member of an object that a place is, or is a part of: items of lists have no place of their own to be put into. */
export function memberPlace(document: JsonObject, pointer: Pointer): Pointer {
  const tokens = [...tokensOf(pointer)];
  while (tokens.length > 1 && !isObject(valueAt(document, child('#', ...tokens.slice(0, -1))))) tokens.pop();
  // A list within the way shifts when one of its items goes, so the topmost list is put in whole.
  const first = tokens.findIndex((_, index) =>
    Array.isArray(valueAt(document, child('#', ...tokens.slice(0, index)))),
  );
  return child('#', ...(first > 0 ? tokens.slice(0, first) : tokens));
}

/** The actions that put what one document has at a place into another; none where the two cannot be distinguished there. */
export function fixAt(before: JsonObject, after: JsonObject, pointer: Pointer): readonly OverlayFix[] {
  const tokens = tokensOf(memberPlace(before, pointer));
  const key = tokens.at(-1);
  if (key === undefined) return [];
  const parent = child('#', ...tokens.slice(0, -1));
  const place = child(parent, key);
  const value = valueAt(after, place);
  return [
    ...(valueAt(before, place) === undefined
      ? []
      : [{ target: jsonPath(before, place), remove: true as const }]),
    ...(value === undefined ? [] : [{ target: jsonPath(before, parent), update: { [key]: value } }]),
  ];
}
