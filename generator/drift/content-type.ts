import { essence } from '../json/media-type.ts';

/** Parameters of a media type that do not change which messages are valid. */
const manners = new Set(['charset', 'boundary']);

function parametersOf(contentType: string): ReadonlyMap<string, string> {
  const parts = contentType.split(';').slice(1);
  const entries = parts.map((part): [string, string] => {
    const [name = '', ...value] = part.split('=');
    return [
      name.trim().toLowerCase(),
      value
        .join('=')
        .trim()
        .replace(/^"(.*)"$/, '$1'),
    ];
  });
  return new Map(entries.filter(([name]) => name !== '' && !manners.has(name)));
}

/** Whether two media types are one: the same type, and no parameter with two values (`v=1`, `v=2`). */
export function sameType(left: string, right: string): boolean {
  if (essence(left) !== essence(right)) return false;
  const others = parametersOf(right);
  return [...parametersOf(left)].every(([name, value]) => (others.get(name) ?? value) === value);
}

/** The entry with the same media type, preferably in the same spelling. */
export const closest = <T extends { readonly contentType: string }>(
  list: readonly T[],
  contentType: string,
): T | undefined =>
  list.find((each) => spelling(each.contentType) === spelling(contentType)) ??
  list.find((each) => sameType(each.contentType, contentType));

/** A media type in lower case and without blanks. */
export const spelling = (contentType: string): string => contentType.toLowerCase().replaceAll(' ', '');

/** Whether a media type or range covers another. */
export function covers(range: string, type: string): boolean {
  const [wide, narrow] = [essence(range), essence(type)];
  if (sameType(range, type) || wide === '*/*' || wide === '*') return true;
  return wide.endsWith('/*') && narrow.startsWith(wide.slice(0, -1));
}

/** Whether a media type is XML. */
export const isXml = (contentType: string): boolean => /[/+]xml$/.test(essence(contentType));
