import { isUtf8 } from 'node:buffer';
import type { Contract, MediaType, Operation, Parameter } from '../../generator/contract/model.ts';
import { deepest, isTooDeep } from '../../generator/json/depth.ts';
import { essence, findMediaType, isForm, isJson, isMultipart } from '../../generator/json/media-type.ts';
import {
  decodeCookie,
  decodeHeader,
  decodePath,
  decodeQuery,
  decodeWholeQuery,
  jsonOf,
  memberSchema,
  typesOf,
} from '../../generator/wire/decode.ts';
import { formStyleOf, readFields } from '../../generator/wire/forms.ts';
import type { Arguments, Payload } from '../../generator/wire/message.ts';
import { type FormPart, readMultipart } from '../../generator/wire/multipart.ts';
import { isOpaque } from '../../generator/wire/opaque.ts';
import { fromXml, isXml } from '../../generator/wire/xml.ts';
import { fileOf } from './file-bytes.ts';

/** A request that cannot be read; `status` is the most suitable status for it. */
export interface Unreadable {
  readonly status: 400 | 413 | 415;
  readonly message: string;
}

const noParameters = { path: {}, query: {}, header: {}, cookie: {} };

/** Reads the arguments of a call from a request, or returns why its body cannot be read. */
export async function readArguments(
  contract: Contract,
  operation: Operation,
  path: { readonly [name: string]: string },
  request: Request,
  bytes: Uint8Array,
): Promise<{ readonly arguments: Arguments } | { readonly unreadable: Unreadable }> {
  const body = await readBody(contract, operation, request, bytes);
  if (body !== undefined && 'status' in body) return { unreadable: body };
  const { parameters } = operation;
  // Most calls have only a body.
  if (parameters.length === 0)
    return { arguments: { ...noParameters, ...(body === undefined ? {} : { body }) } };
  const search = new URL(request.url).search.slice(1);
  const cookies = request.headers.get('cookie') ?? '';
  const collect = (
    location: Parameter['in'],
    read: (parameter: Parameter) => unknown,
  ): { readonly [name: string]: unknown } =>
    Object.fromEntries(
      parameters
        .filter((parameter) => parameter.in === location)
        .map((parameter) => [parameter.name, read(parameter)] as const)
        .filter(([, value]) => value !== undefined),
    );
  const text = (parameter: Parameter, raw: string | null | undefined): unknown =>
    raw === null || raw === undefined ? undefined : decodeHeader(contract, parameter, raw);
  return {
    arguments: {
      path: collect('path', (parameter) => decodePath(contract, parameter, path[parameter.name] ?? '')),
      query: {
        ...collect('query', (parameter) => decodeQuery(contract, parameter, search)),
        ...collect('querystring', (parameter) => decodeWholeQuery(contract, parameter, search)),
      },
      header: collect('header', (parameter) => text(parameter, request.headers.get(parameter.name))),
      cookie: collect('cookie', (parameter) => decodeCookie(contract, parameter, cookies)),
      ...(body === undefined ? {} : { body }),
    },
  };
}

async function readBody(
  contract: Contract,
  operation: Operation,
  request: Request,
  bytes: Uint8Array,
): Promise<Payload | Unreadable | undefined> {
  const { requestBody } = operation;
  if (requestBody === undefined) return undefined;
  const contentType = request.headers.get('content-type');
  // Some clients send the content type of a body that they do not have.
  if (bytes.byteLength === 0 && (contentType === null || !requestBody.required)) return undefined;
  const encoding = request.headers.get('content-encoding') ?? 'identity';
  if (encoding !== 'identity')
    return {
      status: 415,
      message: `content-encoding ${encoding} is not supported: send the body without it`,
    };
  const documented = (): string => requestBody.content.map((media) => media.contentType).join(', ');
  if (contentType === null)
    return { status: 415, message: `the body has no content-type: expected ${documented()}` };
  const media = findMediaType(requestBody.content, contentType);
  if (media === undefined)
    return {
      status: 415,
      message: `unexpected content-type ${essence(contentType)}: expected ${documented()}`,
    };
  if (isJson(contentType)) return parseJson(contentType, bytes);
  if (isXml({ contentType })) return parseXml(contract, media, contentType, bytes);
  if (isForm(contentType)) return readForm(contract, media, bytes, contentType);
  return { contentType, value: isOpaque(contentType) ? bytes : new TextDecoder().decode(bytes) };
}

const nothing = new Uint8Array();

/** The bytes of a body; `undefined` when there are more than `most`, and then the rest is not read. */
export async function readBytes(request: Request, most: number): Promise<Uint8Array | undefined> {
  if (request.method === 'GET' || request.method === 'HEAD') return nothing;
  const length = request.headers.get('content-length');
  if (Number(length ?? 0) > most) return undefined;
  // HTTP limits the sender to the declared length, and reading at once is several times faster.
  if (length !== null) return new Uint8Array(await request.arrayBuffer());
  if (request.body === null) return new Uint8Array();
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of request.body) {
    size += part.byteLength;
    if (size > most) return undefined;
    parts.push(part);
  }
  return parts.length === 1 ? parts[0] : Buffer.concat(parts);
}

const decoder = new TextDecoder();

function parseJson(contentType: string, bytes: Uint8Array): Payload | Unreadable {
  try {
    if (!isUtf8(bytes)) return { status: 400, message: 'the body is not UTF-8' };
    const text = decoder.decode(bytes);
    if (isTooDeep(text)) return { status: 400, message: `the body is nested deeper than ${deepest} levels` };
    return { contentType, value: JSON.parse(text) };
  } catch (cause) {
    return { status: 400, message: `the body is not JSON: ${(cause as Error).message}` };
  }
}

function parseXml(
  contract: Contract,
  { schema }: MediaType,
  contentType: string,
  bytes: Uint8Array,
): Payload | Unreadable {
  const text = decoder.decode(bytes);
  // Without a schema it is a text like any other.
  if (schema === undefined) return { contentType, value: text };
  const read = fromXml(contract, schema.normal.schema, text);
  return 'problem' in read
    ? { status: 400, message: `the body is not XML of this document: ${read.problem}` }
    : { contentType, value: read.value };
}

/** No client sends forms with more members. */
const mostMembers = 10_000;

/** Members of a form; a file is given as a File. */
function readForm(
  contract: Contract,
  media: MediaType,
  bytes: Uint8Array,
  contentType: string,
): Payload | Unreadable {
  const schema = media.schema?.normal.schema;
  const members = isMultipart(contentType)
    ? readMultipart(bytes, contentType)?.map((part) => [part.name, part] as const)
    : [...new URLSearchParams(decoder.decode(bytes))];
  if (members === undefined) return { status: 400, message: 'the form cannot be read: check its boundary' };
  if (members.length > mostMembers)
    return { status: 400, message: `the form has more than ${mostMembers} members` };
  const read = members.map(
    ([name, item]) =>
      [
        name,
        typeof item === 'string'
          ? item
          : formStyleOf(media.encoding.get(name)) === 'json' && isJson(item.contentType ?? '')
            ? jsonOf(decoder.decode(item.bytes))
            : textOrFile(item, typesOf(contract, memberSchema(contract, schema, name))),
      ] as const,
  );
  return { contentType, value: readFields(contract, media, read) };
}

/** Some clients send JSON as a file without a type: an object or a number is not a file. */
function textOrFile(
  { filename, contentType = 'text/plain', bytes }: FormPart,
  types: ReadonlySet<string>,
): string | File {
  const isFile = types.size === 0 || types.has('string') || !isJson(contentType);
  return filename !== undefined && isFile ? fileOf(bytes, filename, contentType) : decoder.decode(bytes);
}
