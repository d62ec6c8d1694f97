import { tokensOf } from './pointer.ts';
import type { JsonObject, Pointer } from './types.ts';

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
