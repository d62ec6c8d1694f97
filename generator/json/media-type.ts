/** `application/json; charset=utf-8` without parameters, lower case. */
export const essence = (contentType: string): string =>
  (contentType.split(';')[0] ?? '').trim().toLowerCase();

/** JSON itself or a `+json` type. */
export const isJson = (contentType: string): boolean =>
  /^(application|text)\/(json|[\w.!#$&^-]+\+json)$/.test(essence(contentType));

/** Whether a concrete type falls under a range of a document or an Accept header, e.g. `image/*`. */
export function matchesRange(contentType: string, range: string): boolean {
  const [type, subtype] = essence(contentType).split('/');
  const [wantedType, wantedSubtype] = essence(range).split('/');
  return (
    (wantedType === '*' || wantedType === type) &&
    (wantedSubtype === '*' || wantedSubtype === undefined || wantedSubtype === subtype)
  );
}

const keyOf = (range: string): number => (range.startsWith('*') ? 0 : essence(range).endsWith('/*') ? 1 : 2);

/** The documented entry that a concrete type falls under, the most specific first. */
export const findMediaType = <T extends { readonly contentType: string }>(
  content: readonly T[],
  contentType: string,
): T | undefined =>
  content.find((media) => media.contentType === contentType) ??
  content
    .filter((media) => matchesRange(contentType, media.contentType))
    .sort((a, b) => keyOf(b.contentType) - keyOf(a.contentType))[0];

/** A body of several parts. */
export const isMultipart = (contentType: string): boolean => essence(contentType).startsWith('multipart/');

/** The two types of an HTML form. */
export const isForm = (contentType: string): boolean =>
  ['multipart/form-data', 'application/x-www-form-urlencoded'].includes(essence(contentType));

/** How a body that is read piece by piece is cut (OpenAPI 3.2, 4.14.3: sequential media types). */
export type StreamFormat = 'events' | 'lines' | 'sequence';

const streamFormats: { readonly [type: string]: StreamFormat } = {
  'text/event-stream': 'events',
  'application/x-ndjson': 'lines',
  'application/ndjson': 'lines',
  'application/jsonl': 'lines',
  'application/x-jsonlines': 'lines',
  'application/stream+json': 'lines',
  'application/json-seq': 'sequence',
};

/** How the bodies of a media type are cut into items; undefined where they are read as a whole. */
export const streamFormat = (contentType: string): StreamFormat | undefined => {
  const type = essence(contentType);
  return Object.hasOwn(streamFormats, type) ? streamFormats[type] : undefined;
};
