import { createHash } from 'node:crypto';
import type { Contract, Header, Operation } from '../../generator/contract/model.ts';
import { findResponse } from '../../generator/contract/responses.ts';
import { isObject } from '../../generator/json/pointer.ts';
import { typesOf } from '../../generator/wire/decode.ts';
import type { Validate } from '../validate.ts';
import { namedExamples } from './examples.ts';
import type { Settled } from './store/store-call.ts';

/** Headers that the server itself decides, whatever the document declares. */
const own: ReadonlySet<string> = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'date',
  'keep-alive',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** The entity tag of an item. */
export const tagOf = (item: unknown): string =>
  `"${createHash('sha256')
    .update(JSON.stringify(item) ?? '')
    .digest('base64url')
    .slice(0, 22)}"`;

/** Writes the documented headers of a response. */
export type ResponseHeaders = (
  operation: Operation,
  status: number,
  settled: Settled | undefined,
  request: Request,
  seed: number,
) => { readonly [name: string]: string };

/** `sample` returns a value of a header's schema. */
export function createResponseHeaders(
  contract: Contract,
  validate: Validate,
  sample: (header: Header, seed: number) => unknown,
): ResponseHeaders {
  const written = (header: Header, value: unknown): string | undefined => {
    if (value === undefined || value === null) return undefined;
    const text = Array.isArray(value)
      ? value.map(String).join(',')
      : isObject(value)
        ? Object.entries(value).flat().map(String).join(',')
        : String(value);
    // Without a valid value the header is left out; a required one gets the best possible value.
    const safe = text.replaceAll(/[^\t\x20-\x7e]/g, '').trim();
    return safe === '' && !header.required ? undefined : safe;
  };
  const isValid = (header: Header, text: string): boolean => {
    const { schema } = header;
    if (schema === undefined) return true;
    const types = typesOf(contract, schema.normal.schema);
    const value =
      (types.has('integer') || types.has('number')) && /^-?[\d.]+$/.test(text) ? Number(text) : text;
    return validate(schema.pointer, value, 'response').length === 0;
  };
  const headerValue = (
    header: Header,
    settled: Settled | undefined,
    request: Request,
    seed: number,
  ): string | undefined => {
    const wanted = meaning(header.name, settled, request);
    if (wanted !== undefined && isValid(header, wanted)) return wanted;
    if (header.name.toLowerCase() === 'link' && !header.required) return undefined;
    const [example] = namedExamples(contract, header.pointer);
    const raw = header.schema?.raw;
    const stated = isObject(raw) ? (raw['example'] ?? raw['default']) : undefined;
    return written(header, example?.value ?? stated ?? sample(header, seed));
  };
  return (operation, status, settled, request, seed) => {
    const headers = findResponse(operation, status)?.headers ?? [];
    if (headers.length === 0) return noHeaders;
    return Object.fromEntries(
      headers.flatMap((header) => {
        const name = header.name.toLowerCase();
        if (own.has(name) || !/^[!#$%&'*+.^_`|~\w-]+$/.test(name)) return [];
        const value = headerValue(header, settled, request, seed);
        return value === undefined ? [] : [[name, value]];
      }),
    );
  };
}

const noHeaders = {};

/** The value of a header by its name, where the mock knows it. */
function meaning(name: string, settled: Settled | undefined, request: Request): string | undefined {
  const lower = name.toLowerCase();
  if (lower === 'etag') return tagOf(settled?.item ?? settled?.value);
  if (lower === 'location' && settled?.location !== undefined)
    return new URL(request.url).pathname.replace(/\/$/, '').endsWith(collectionOf(settled.location))
      ? `${new URL(request.url).pathname.replace(/\/$/, '').slice(0, -collectionOf(settled.location).length)}${settled.location}`
      : settled.location;
  const page = settled?.page;
  if (page === undefined) return undefined;
  if (lower === 'link')
    return settled?.nextUrl === undefined ? undefined : `<${settled.nextUrl}>; rel="next"`;
  if (/total-?pages|page-?count/.test(lower)) return String(Math.ceil(page.total / Math.max(page.size, 1)));
  if (/(^|-)(total|count)/.test(lower)) return String(page.total);
  if (/next-?page/.test(lower)) return page.next === undefined ? undefined : String(page.next);
  if (/per-?page|limit$/.test(lower) && !/rate/.test(lower)) return String(page.size);
  return undefined;
}

const collectionOf = (location: string): string => location.slice(0, location.lastIndexOf('/'));
