import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import type { WireResponse } from '../wire/message.ts';
import { TransportError } from './transport-error.ts';

type Decoder = (bytes: Uint8Array, options: { readonly maxOutputLength: number }) => Uint8Array;

/**
 * Some servers send `deflate` without the zlib header that RFC 9110 section 8.4.1.2 requires; every client reads
 * both.
 */
const inflate: Decoder = (bytes, options) => {
  try {
    return inflateSync(bytes, options);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'Z_DATA_ERROR') throw cause;
    return inflateRawSync(bytes, options);
  }
};

/** Content codings that are read (RFC 9110 section 8.4.1). */
const decoders: ReadonlyMap<string, Decoder> = new Map<string, Decoder>([
  ['gzip', gunzipSync],
  ['x-gzip', gunzipSync],
  ['deflate', inflate],
  ['br', brotliDecompressSync],
  ['identity', (bytes) => bytes],
]);

/** More codings than this, one inside the other, is an attack. */
const mostCodings = 4;

/**
 * A body without its content codings; at no step is more than `maxBody` bytes made of it. Throws TransportError `ETOOLARGE`
 * or `EENCODING`.
 */
export function decodeBody(
  headers: readonly (readonly [name: string, value: string])[],
  body: Uint8Array,
  maxBody: number,
): Uint8Array {
  const codings = headers
    .filter(([name]) => name.toLowerCase() === 'content-encoding')
    .flatMap(([, value]) => value.toLowerCase().split(','))
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '');
  if (codings.length > mostCodings)
    throw new TransportError(`the body has ${codings.length} content codings`, 'EENCODING');
  return codings.reduceRight((bytes, coding) => {
    const decode = decoders.get(coding);
    if (decode === undefined)
      throw new TransportError(
        `the body has the content coding ${JSON.stringify(coding)}, which is not known`,
        'EENCODING',
      );
    // A response to HEAD, and one without content, has nothing to decompress.
    if (bytes.byteLength === 0) return bytes;
    try {
      return decode(bytes, { maxOutputLength: maxBody });
    } catch (cause) {
      const { code, message } = cause as NodeJS.ErrnoException;
      throw code === 'ERR_BUFFER_TOO_LARGE'
        ? new TransportError(`the decompressed body is longer than ${maxBody} bytes`, 'ETOOLARGE')
        : new TransportError(
            `the body is not ${coding}, as content-encoding says it is: ${message}`,
            'EENCODING',
          );
    }
  }, body);
}

/** A response as a client reads it: without its content codings. Throws as {@link decodeBody} does. */
export function decodeResponse(response: WireResponse, maxBody: number): WireResponse {
  const body = decodeBody(response.headers, response.body, maxBody);
  return body === response.body
    ? response
    : {
        ...response,
        body,
        headers: response.headers.filter(([name]) => name.toLowerCase() !== 'content-encoding'),
      };
}
