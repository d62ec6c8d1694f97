import { tokensOf } from '../json/pointer.ts';
import { shorten } from '../json/shorten.ts';
import type { Pointer } from '../json/types.ts';

const silent = new Set([
  'schema',
  'content',
  'allOf',
  'oneOf',
  'anyOf',
  'requestBody',
  'responses',
  'parameters',
]);

/**
 * A place in a schema as people say it: `Pet.tags[].name` for `#/components/schemas/Pet/properties/tags/items/properties/name`.
 * The last keyword is left out.
 */
export function spoken(pointer: Pointer): string {
  const tokens = tokensOf(pointer);
  const start = tokens[0] === 'components' ? 2 : tokens[0] === 'paths' || tokens[0] === 'webhooks' ? 3 : 0;
  let text = tokens[0] === 'components' ? '' : 'body';
  for (let index = start; index < tokens.length; index++) {
    const [token, next] = [tokens[index] ?? '', tokens[index + 1]];
    if (['properties', 'patternProperties', 'dependentSchemas'].includes(token) && next !== undefined) {
      text += `${text === '' ? '' : '.'}${next}`;
      index++;
    } else if (token === 'items' || token === 'prefixItems' || token === 'contains') text += '[]';
    else if (token === 'additionalProperties' && next !== undefined) text += '.*';
    else if (index === start && tokens[0] === 'components') text = token;
    else if (silent.has(token) || /^\d+$/.test(token)) continue;
  }
  return text;
}

/** A value short enough for a sentence. */
export function shown(value: unknown, limit = 80): string {
  return shorten(JSON.stringify(value) ?? 'nothing', limit);
}
