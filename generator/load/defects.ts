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

/** A JSONPath (RFC 9535) to a pointer's place. */
export function jsonPath(document: JsonObject, pointer: Pointer): string {
  let place: unknown = document;
  const steps = tokensOf(pointer).map((token) => {
    const isIndex = Array.isArray(place);
    place = typeof place === 'object' && place !== null ? (place as JsonObject)[token] : undefined;
    return isIndex ? `[${token}]` : `['${token.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}']`;
  });
  return `$${steps.join('')}`;
}

/** The actions that put what one document has at a place into another; none where they cannot be told apart there. */
export function fixAt(before: JsonObject, after: JsonObject, pointer: Pointer): readonly OverlayFix[] {
  const tokens = [...tokensOf(pointer)];
  while (tokens.length > 1 && !isObject(valueAt(before, child('#', ...tokens.slice(0, -1))))) tokens.pop();
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
