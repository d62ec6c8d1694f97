import { ConfigurationError } from './errors.js';
import { type FormStyle, fieldText, formFields } from './form-fields.js';
import type { Body } from './send.js';
import type { NamedFile, Uploadable } from './types.js';

/** Gives data the name, and if known the media type, under which it is uploaded. */
export const toFile = (data: NamedFile['data'], name: string, type?: string): NamedFile => ({
  name,
  data,
  ...(type === undefined ? {} : { type }),
});

const isNamed = (value: object): value is NamedFile => 'data' in value && 'name' in value;

const isStream = (value: object): value is ReadableStream<Uint8Array> | AsyncIterable<Uint8Array> =>
  value instanceof ReadableStream || Symbol.asyncIterator in value;

/** Whether a value is a file, not a part of JSON. */
const isFile = (value: unknown): value is Uploadable =>
  typeof value === 'object' &&
  value !== null &&
  (value instanceof Blob ||
    value instanceof ArrayBuffer ||
    ArrayBuffer.isView(value) ||
    isStream(value) ||
    isNamed(value));

const noFile = () => new ConfigurationError('file', 'must be a file, bytes or a stream');

/** The bytes of anything that can be uploaded; a stream is read to its end, so that a retry can send it again. */
async function bytes(value: NamedFile['data'] | NamedFile): Promise<Blob> {
  if (value instanceof Blob) return value;
  if (typeof value === 'string') return new Blob([value]);
  if (typeof value !== 'object' || value === null) throw noFile();
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return new Blob([value as BlobPart]);
  if (isNamed(value)) {
    const { type } = value;
    return new Blob([await bytes(value.data)], type === undefined ? {} : { type });
  }
  if (value instanceof ReadableStream) return new Response(value).blob();
  if (!isStream(value)) throw noFile();
  const parts: BlobPart[] = [];
  for await (const part of value) parts.push(new Uint8Array(part));
  return new Blob(parts);
}

/** A body of bytes. */
export async function binary(
  value: Uploadable | string | undefined,
  type: string,
): Promise<Body | undefined> {
  if (value === undefined) return undefined;
  return { type, content: typeof value === 'string' ? value : await bytes(value) };
}

/** A body of the type `multipart/form-data`: files with their names, lists as repeated parts, objects as JSON. */
export async function multipart(
  body: object | undefined,
  types: { readonly [part: string]: string } = {},
): Promise<Body | undefined> {
  if (body === undefined) return undefined;
  if (typeof body !== 'object' || body === null) throw new ConfigurationError('body', 'must be an object');
  const form = new FormData();
  for (const [name, value] of Object.entries(body)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item === undefined || item === null) continue;
      if (isFile(item)) {
        const file =
          item instanceof Blob && types[name] === undefined ? item : await typed(item, types[name]);
        form.append(name, file, 'name' in item ? String(item.name) : name);
      } else if (typeof item === 'object' || types[name] !== undefined) {
        const type = types[name] ?? 'application/json';
        const text = /[/+]json\b/.test(type) ? JSON.stringify(item) : fieldText(item);
        form.append(name, new Blob([text], { type }), '');
      } else {
        form.append(name, String(item));
      }
    }
  }
  return { content: form };
}

async function typed(value: Uploadable, type: string | undefined): Promise<Blob> {
  const blob = await bytes(value);
  return type === undefined || blob.type !== '' || type.includes(',') ? blob : new Blob([blob], { type });
}

/** A body of the type `application/x-www-form-urlencoded`. A list is one field an item where `styles` has no other. */
export function urlEncoded(
  body: object | undefined,
  styles: { readonly [name: string]: FormStyle } = {},
): Body | undefined {
  if (body === undefined) return undefined;
  const fields = formFields(body, styles).filter(([, item]) => item !== undefined && item !== null);
  return { content: new URLSearchParams(fields.map(([name, item]) => [name, fieldText(item)])) };
}
