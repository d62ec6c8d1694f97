import type { Parameter } from '../contract/model.ts';
import { essence } from '../json/media-type.ts';
import { child, valueAt } from '../json/pointer.ts';
import { isSingle } from './as-text.ts';
import { type Comparison, type Place, polarityOf } from './comparison.ts';

/** Permissions that no schema expresses: an empty value, reserved characters without percent-encoding. */
const permissions = [
  ['allowEmptyValue', 'empty-value', 'be empty', ''],
  ['allowReserved', 'reserved', 'hold reserved characters as they are', 'a/b'],
] as const;

/** Reports permissions of a query parameter that were given or withdrawn. */
export function comparePermissions(
  comparison: Comparison,
  place: Place,
  was: Parameter,
  is: Parameter,
): void {
  if (was.in !== 'query') return;
  const polarity = polarityOf(place, 'request');
  for (const [keyword, noun, verb, value] of permissions) {
    const flag = (side: 'base' | 'head', { pointer }: Parameter): boolean =>
      valueAt(comparison[side].document, child(pointer, keyword)) === true;
    const [old, now] = [flag('base', was), flag('head', is)];
    if (old === now) continue;
    const breaking = (polarity === 'request') === old;
    comparison.report({
      base: was.pointer,
      head: is.pointer,
      operation: place.name,
      code: `parameter-${noun}-${now ? 'allowed' : 'refused'}`,
      axis: 'wire',
      verdict: breaking ? 'breaking' : 'non-breaking',
      polarity,
      severity: breaking ? 'warning' : 'info',
      message: `the query parameter \`${was.name}\` may ${now ? `${verb} now` : `not ${verb} any more`}`,
      ...(breaking
        ? {
            witness: {
              where: place.name,
              value: `?${was.name}=${value}`,
              from: polarity === 'request' ? ('base' as const) : ('head' as const),
            },
          }
        : {}),
    });
  }
}

/** How a value is written: a style, or a media type of its own. False when the two sides cannot be compared further. */
export function compareSpelling(
  comparison: Comparison,
  place: Place,
  was: Parameter,
  is: Parameter,
): boolean {
  const polarity = polarityOf(place, 'request');
  const [old, now] = [spellingOf(was), spellingOf(is)];
  const asContent = was.content !== undefined || is.content !== undefined;
  const styled = was.style !== is.style || was.explode !== is.explode;
  if (!(asContent ? old !== now : styled && !sameSpelling(comparison, was, is))) return true;
  comparison.report({
    base: was.pointer,
    head: is.pointer,
    operation: place.name,
    code: 'parameter-style-changed',
    axis: 'wire',
    verdict: 'breaking',
    polarity,
    severity: 'error',
    message: `the ${was.in} parameter \`${was.name}\` is written ${now} now, not ${old}`,
    witness: {
      where: `${place.name} ${was.in} ${was.name}`,
      value: `${was.name}, ${polarity === 'request' ? old : now}`,
      from: polarity === 'request' ? 'base' : 'head',
    },
    hint: 'Keep the way it is written.',
  });
  return !asContent;
}

const spellingOf = ({ content, style, explode }: Parameter): string =>
  content === undefined
    ? `in style ${style} ${explode ? 'with' : 'without'} explode`
    : `as ${essence(content.contentType)}`;

/** Style matters to arrays and objects; a single text is written the same way in most. */
function sameSpelling(comparison: Comparison, was: Parameter, is: Parameter): boolean {
  if (was.schema === undefined || is.schema === undefined) return true;
  const own = (parameter: Parameter): string =>
    parameter.style === 'label' || parameter.style === 'matrix' || parameter.style === 'deepObject'
      ? parameter.style
      : 'plain';
  if (own(was) !== own(is)) return false;
  return [
    comparison.space('base', 'request').at(was.schema.pointer),
    comparison.space('head', 'request').at(is.schema.pointer),
  ].every(isSingle);
}
