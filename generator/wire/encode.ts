import { fieldText } from '../../templates/runtime/form-fields.ts';
import { cookieText } from '../../templates/runtime/styles.ts';
import type { MediaType, Operation, Parameter } from '../contract/model.ts';
import { type FilePart, isFilePart } from '../json/file-part.ts';
import { essence, findMediaType, isJson, matchesRange } from '../json/media-type.ts';
import { formFields } from './forms.ts';
import type { Arguments, Payload, WireRequest } from './message.ts';
import { encodeCookie, encodeHeader, encodePath, encodeQuery, encodeWholeQuery } from './parameters.ts';

/** Writes the arguments of a call as a request. The key is not part of it. */
export function encodeRequest(operation: Operation, call: Arguments): WireRequest {
  const path = operation.path.replace(/\{([^}]*)\}/g, (_, name: string) => {
    const parameter = operation.parameters.find((each) => each.in === 'path' && each.name === name);
    return parameter === undefined ? '' : encodePath(parameter, call.path[name]);
  });
  const present = (
    location: 'query' | 'querystring' | 'header' | 'cookie',
  ): readonly (readonly [Parameter, unknown])[] => {
    const given = call[location === 'querystring' ? 'query' : location];
    return operation.parameters
      .filter((parameter) => parameter.in === location && Object.hasOwn(given, parameter.name))
      .map((parameter) => [parameter, given[parameter.name]] as const);
  };
  const query = [
    ...present('query').flatMap(([parameter, value]) => encodeQuery(parameter, value)),
    ...present('querystring').map(([parameter, value]) => encodeWholeQuery(parameter, value)),
  ].filter((text) => text !== '');
  const cookie = cookieText(...present('cookie').map(([parameter, value]) => encodeCookie(parameter, value)));
  const body = call.body === undefined ? undefined : encodeBody(operation, call.body);
  const accepted = [
    ...new Set(operation.responses.flatMap(({ content }) => content.map(({ contentType }) => contentType))),
  ];
  return {
    method: operation.method.toUpperCase(),
    target: path + (query.length > 0 ? `?${query.join('&')}` : ''),
    headers: [
      ...(accepted.length > 0 ? [['accept', accepted.join(', ')] as const] : []),
      ...present('header').flatMap(([parameter, value]) => {
        const text = encodeHeader(parameter, value);
        return text === undefined ? [] : [[parameter.name, text] as const];
      }),
      ...(cookie === undefined ? [] : [['cookie', cookie] as const]),
      ...(body === undefined ? [] : [['content-type', body.contentType] as const]),
    ],
    ...(body === undefined ? {} : { body: body.bytes }),
  };
}

const utf8 = new TextEncoder();

function encodeBody(
  operation: Operation,
  payload: Payload,
): { readonly contentType: string; readonly bytes: Uint8Array } {
  const { contentType, value } = payload;
  if (value instanceof Uint8Array) return { contentType, bytes: value };
  const type = essence(contentType);
  const content = operation.requestBody?.content ?? [];
  if (type === 'multipart/form-data')
    return encodeMultipart(contentType, value, findMediaType(content, contentType));
  if (type === 'application/x-www-form-urlencoded')
    return { contentType, bytes: utf8.encode(encodeForm(value, findMediaType(content, contentType))) };
  if (isJson(contentType) || typeof value !== 'string')
    return { contentType, bytes: utf8.encode(JSON.stringify(value)) };
  return { contentType, bytes: utf8.encode(value) };
}

const encodeForm = (value: unknown, media: MediaType | undefined): string =>
  new URLSearchParams(formFields(value, media).map(([name, item]) => [name, fieldText(item)])).toString();

/**
 * RFC 7578; the boundary is fixed so that equal forms are equal bytes, and lengthened until the data does not hold
 * it.
 */
function encodeMultipart(
  contentType: string,
  value: unknown,
  media: MediaType | undefined,
): { readonly contentType: string; readonly bytes: Uint8Array } {
  const parts = formFields(value, undefined).map(([name, item]) => part(name, item, media));
  let boundary = 'plumbline-form-boundary';
  while (parts.some(({ bytes }) => Buffer.from(bytes).includes(boundary))) boundary += '-x';
  const chunks = parts.flatMap(({ head, bytes }) => [
    utf8.encode(`--${boundary}\r\n${head}\r\n\r\n`),
    bytes,
    utf8.encode('\r\n'),
  ]);
  return {
    contentType: `${contentType}; boundary=${boundary}`,
    bytes: Buffer.concat([...chunks, utf8.encode(`--${boundary}--\r\n`)]),
  };
}

/**
 * The media type of a part: its own where the list of the document contains it, else the first of the list that is not a range
 * (OpenAPI 3.1, Encoding Object, contentType).
 */
function partType<Own extends string | undefined>(listed: string | undefined, own: Own): string | Own {
  const types = (listed ?? '')
    .split(',')
    .map((type) => type.trim())
    .filter((type) => type !== '');
  if (types.length === 0) return own;
  if (own !== undefined && types.some((range) => matchesRange(own, range))) return own;
  return types.find((type) => !type.includes('*')) ?? own;
}

function part(
  name: string,
  item: unknown,
  media: MediaType | undefined,
): { readonly head: string; readonly bytes: Uint8Array } {
  const disposition = `content-disposition: form-data; name="${quote(name)}"`;
  if (isFilePart(item)) {
    const { $file } = item satisfies FilePart;
    return {
      head: `${disposition}; filename="${quote($file.name)}"\r\ncontent-type: ${partType(media?.encoding.get(name)?.contentType, $file.contentType)}`,
      bytes: $file.bytes,
    };
  }
  const declared =
    partType(media?.encoding.get(name)?.contentType, undefined) ??
    (typeof item === 'object' && item !== null ? 'application/json' : undefined);
  return {
    head: declared === undefined ? disposition : `${disposition}\r\ncontent-type: ${declared}`,
    bytes: utf8.encode(declared !== undefined && isJson(declared) ? JSON.stringify(item) : fieldText(item)),
  };
}

/** As browsers do (WHATWG HTML, multipart/form-data encoding). */
const quote = (name: string): string =>
  name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
