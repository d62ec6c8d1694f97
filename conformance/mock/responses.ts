import { sample } from 'fast-check';
import { DiagnosticError } from '../../generator/contract/diagnostics.ts';
import type { Contract, MediaType, Operation, SchemaUse } from '../../generator/contract/model.ts';
import { valueIn, withValueIn } from '../../generator/contract/resources.ts';
import { findResponse } from '../../generator/contract/responses.ts';
import { escapeXmlText } from '../../generator/json/escape.ts';
import { essence, isJson, streamFormat } from '../../generator/json/media-type.ts';
import { isObject } from '../../generator/json/pointer.ts';
import type { Pointer } from '../../generator/json/types.ts';
import type { Arguments } from '../../generator/wire/message.ts';
import { isXml, toXml } from '../../generator/wire/xml.ts';
import { arbitrary } from '../arbitraries/index.ts';
import type { Reply } from '../model.ts';
import type { Validate } from '../validate.ts';
import { createEcho } from './echo.ts';
import { createSchemaExamples, exampleNamed, type NamedExample, namedExamples } from './examples.ts';
import { negotiate } from './negotiate.ts';
import { jsonReply, type MockResponse } from './reply.ts';
import { concreteType, sampleFile } from './samples.ts';
import { createViews } from './store/views.ts';
import { itemsOf, streamText } from './stream-text.ts';
import { commonErrorSchema } from './validate.ts';

/** A body before it is written. */
export interface SampledBody {
  readonly media: MediaType;
  readonly value: unknown;
  /** The value is text of the media type rather than a value of the schema, such as an example in XML. */
  readonly isText?: true;
}

/** Which body to sample, in addition to its operation and status. */
export interface SampleOptions {
  readonly accept: string | null;
  readonly seed: number;
  /** The name of an example. */
  readonly example?: string;
  /** Sampled, even where there are examples. */
  readonly dynamic?: boolean;
}

/** Makes responses that are valid against their own schemas; the same seed gives the same response. */
export interface Responses {
  /** A value of a schema; the same seed gives the same value. */
  sample(use: SchemaUse, seed: number): unknown;
  /** The same with the examples of its members. */
  sampleWithExamples(use: SchemaUse, seed: number): unknown;
  /**
   * The documented body for a status, in the media type that the client prefers: an example of the document, otherwise a value of
   * the schema with the examples of its members. `undefined` where the document has no body.
   */
  sampleBody(
    operation: Operation,
    status: number,
    call: Arguments,
    options: SampleOptions,
  ): SampledBody | 'not-acceptable' | 'no-example' | undefined;
  write(
    status: number,
    sampled: SampledBody | undefined,
    headers?: { readonly [name: string]: string },
  ): MockResponse;
  /** The valid JSON examples of an operation's response. */
  examples(operation: Operation, status: number): readonly unknown[];
  /** An error in the shape that the document declares for this status, with `message` in the member for messages. */
  error(
    operation: Operation | undefined,
    status: number,
    message: string,
    headers?: { readonly [name: string]: string },
  ): Reply;
}

export function createResponses(contract: Contract, validate: Validate): Responses {
  const { document, dialect } = contract;
  const arbitraries = new Map<Pointer, ReturnType<typeof arbitrary>>();
  const sampleFrom = (use: SchemaUse, seed: number): unknown => {
    const { pointer, raw } = use;
    const known =
      arbitraries.get(pointer) ??
      arbitrary(raw, { document, dialect, pointer, view: 'response', realistic: true });
    arbitraries.set(pointer, known);
    return sample(known, { seed, numRuns: 1 })[0];
  };
  const echoed = createEcho(contract, validate);
  /** What was sent for an item, at the place where the response has the item: `{ data: ... }`. */
  const asAnswered = (operation: Operation, sent: unknown): unknown => {
    const { role, resource } = contract.inferred.roles.get(operation.operationId) ?? {};
    if (resource === undefined || (role !== 'create' && role !== 'update')) return sent;
    const wrapper = resource.sentIn.get(operation.operationId) ?? [];
    const holder = resource.holders.get(operation.operationId) ?? [];
    if (holder.join() === wrapper.join()) return sent;
    const item = valueIn(sent, wrapper);
    return isObject(item) ? withValueIn({}, holder, item) : sent;
  };
  const views = createViews(contract);
  const schemaExamples = createSchemaExamples(contract);
  const common = commonErrorSchema(contract);
  const errors = new Map<Pointer, unknown>();
  const isValid = (use: SchemaUse | undefined, value: unknown): boolean =>
    use === undefined || validate(use.pointer, value, 'response').length === 0;
  const mediaExamples = new Map<MediaType, readonly NamedExample[]>();
  /** The examples of a media type that its schema accepts; examples in other forms than JSON are used unchanged. */
  const examplesOf = (media: MediaType): readonly NamedExample[] => {
    const known = mediaExamples.get(media);
    if (known !== undefined) return known;
    const { schema, contentType, pointer } = media;
    const whole = schema === undefined ? undefined : schemaExamples.whole(schema);
    const all = [...namedExamples(contract, pointer), ...(whole === undefined ? [] : [{ value: whole }])];
    const found = all.filter(
      ({ value }) => (!isJson(contentType) && typeof value === 'string') || isValid(schema, value),
    );
    mediaExamples.set(media, found);
    return found;
  };
  const structured = (media: MediaType, { seed, dynamic = false }: SampleOptions): unknown => {
    const { schema } = media;
    if (schema === undefined) return undefined;
    const value = sampleFrom(schema, seed);
    return dynamic ? value : schemaExamples.within(schema, value, (each) => isValid(schema, each));
  };
  /** The shortest of several errors that can contain a message; an error is used even where its schema is wrong. */
  const sampleError = (pointer: Pointer, valid: (value: unknown) => boolean): unknown => {
    if (errors.has(pointer)) return errors.get(pointer);
    const use = contract.schemaAt(pointer);
    const sampled = [...Array(20).keys()].flatMap((seed) => {
      try {
        const value = sampleFrom(use, seed);
        return [{ value, text: JSON.stringify(withMessage(value, probe, valid) ?? '') }];
      } catch (cause) {
        if (cause instanceof DiagnosticError) return [];
        throw cause;
      }
    });
    const fitting = sampled.filter(({ text }) => text.includes(probe));
    const [shortest] = (fitting.length > 0 ? fitting : sampled).sort((a, b) => a.text.length - b.text.length);
    errors.set(pointer, shortest?.value);
    return shortest?.value;
  };
  const responses: Responses = {
    sample: sampleFrom,
    sampleWithExamples: (use, seed) =>
      schemaExamples.whole(use) ??
      schemaExamples.within(use, sampleFrom(use, seed), (each) => isValid(use, each)),
    examples: (operation, status) =>
      (findResponse(operation, status)?.content ?? [])
        .filter(({ contentType }) => isJson(contentType))
        .flatMap((media) => examplesOf(media).map(({ value }) => value)),
    sampleBody(operation, status, call, options) {
      const content = findResponse(operation, status)?.content ?? [];
      if (content.length === 0) return undefined;
      const sent = call.body?.value;
      const { accept, seed, example: wanted, dynamic = false } = options;
      if (wanted !== undefined) {
        const holders = [negotiate(content, accept), ...content].filter((media) => media !== undefined);
        for (const media of holders) {
          const named = exampleNamed(contract, media, wanted);
          if (named !== undefined) return asSampled(media, named.value);
        }
        return 'no-example';
      }
      const stream = contract.inferred.streams.get(operation.operationId);
      const isRequested = isObject(sent) && sent[stream?.toggle ?? 'stream'] === true;
      const streamed = isRequested ? content.find(isStreamed) : undefined;
      const media = streamed ?? negotiate(content, accept);
      if (media === undefined) return 'not-acceptable';
      const [example] = dynamic ? [] : examplesOf(media);
      if (
        stream?.item !== undefined &&
        stream.contentType === media.contentType &&
        typeof example?.value !== 'string'
      ) {
        const item = contract.schemaAt(stream.item);
        return {
          media,
          value: streamText(
            stream,
            itemsOf(stream, (each) => sampleFrom(item, seed + each)),
          ),
        };
      }
      if (!isJson(media.contentType) && !isXml(media) && !isAnything(media)) {
        if (example !== undefined) return { media, value: example.value };
        const file = sampleFile(media.contentType);
        return { media, value: file ?? structured(media, options) ?? 'answered by the mock' };
      }
      if (media.schema === undefined)
        return { media, value: example?.value ?? (isXml(media) ? '<root/>' : '') };
      if (example !== undefined && typeof example.value === 'string' && isXml(media))
        return asSampled(media, example.value);
      const value = example === undefined ? structured(media, options) : example.value;
      const { schema } = media;
      const body = echoed(schema, value, asAnswered(operation, views.sent(operation, sent)), (attempt) =>
        sampleFrom(schema, seed + attempt),
      );
      return { media, value: views.shown(operation, body) };
    },
    write(status, sampled, headers = {}) {
      // The statuses without a body (Fetch standard, null body status).
      if (sampled === undefined || [204, 205, 304].includes(status)) return { status, headers, body: null };
      const { media, value, isText } = sampled;
      const contentType = concreteType(media.contentType);
      const all = { ...headers, 'content-type': contentType };
      if (isXml(media) && isText !== true && typeof value !== 'string')
        return { status, headers: all, body: toXml(contract, media.schema?.normal.schema, value) };
      const body = encode(contentType, value);
      return body instanceof Blob
        ? new Response(body, { status, headers: all })
        : { status, headers: all, body };
    },
    error(operation, status, message, headers = {}) {
      const documented = operation === undefined ? undefined : findResponse(operation, status);
      const media =
        documented?.content.find(({ contentType }) => isJson(contentType)) ?? documented?.content[0];
      const pointer = media?.schema?.pointer ?? common;
      const valid = (value: unknown): boolean =>
        pointer === undefined || validate(pointer, value, 'response').length === 0;
      const bodyIn = (place: Pointer): unknown => {
        const [example] = media === undefined ? [] : examplesOf(media);
        return withMessage(example?.value ?? sampleError(place, valid), message, valid);
      };
      if (media !== undefined && !isJson(concreteType(media.contentType))) {
        const all = { 'content-type': concreteType(media.contentType), ...headers };
        if (isXml(media) && media.schema !== undefined && pointer !== undefined)
          return {
            status,
            headers: all,
            body: toXml(contract, media.schema.normal.schema, bodyIn(pointer)),
          };
        return { status, headers: all, body: plain(media, message) };
      }
      const body = pointer === undefined ? { error: { message } } : bodyIn(pointer);
      const contentType = media === undefined ? 'application/json' : concreteType(media.contentType);
      return { ...jsonReply(body, status, headers), headers: { 'content-type': contentType, ...headers } };
    },
  };
  return responses;
}

const asSampled = (media: MediaType, value: unknown): SampledBody =>
  typeof value === 'string' ? { media, value, isText: true } : { media, value };

const isAnything = ({ contentType }: MediaType): boolean =>
  ['*/*', 'application/*'].includes(essence(contentType));

/** Whether responses of a media type are streams. */
export const isStreamed = (media: MediaType | undefined): boolean =>
  media !== undefined && streamFormat(media.contentType) !== undefined;

function encode(contentType: string, value: unknown): string | Uint8Array | Blob {
  if (value instanceof Blob || value instanceof Uint8Array) return value;
  return isJson(contentType) || typeof value !== 'string' ? JSON.stringify(value) : value;
}

/** A message in a media type without a useful schema. */
const plain = ({ contentType }: MediaType, message: string): string =>
  /[/+](xml|html)$/.test(essence(contentType)) ? `<error>${escapeXmlText(message)}</error>` : message;

/** A placeholder for a message while its place is searched. */
const probe = 'why it was refused';

const messageMembers = new Set([
  'message',
  'msg',
  'detail',
  'description',
  'title',
  'error',
  'reason',
  'error_description',
]);

/** Members that may be lists of messages. */
const messageLists = new Set(['errors', 'messages', 'details', 'reasons']);

/** Puts the message where the schema has a text for it, if the result is valid. */
function withMessage(sampled: unknown, message: string, valid: (value: unknown) => boolean): unknown {
  const visit = (value: unknown, replace: (next: unknown) => unknown): unknown => {
    if (Array.isArray(value)) {
      const [first, ...rest] = value;
      return visit(first, (next) => replace([next])) ?? visit(first, (next) => replace([next, ...rest]));
    }
    if (!isObject(value)) return undefined;
    for (const [name, member] of Object.entries(value)) {
      const within = (next: unknown): unknown => replace({ ...value, [name]: next });
      const found =
        typeof member === 'string' && messageMembers.has(name) ? within(message) : visit(member, within);
      if (found !== undefined && valid(found)) return found;
      const listed = Array.isArray(member) && messageLists.has(name) ? within([message]) : undefined;
      if (listed !== undefined && valid(listed)) return listed;
    }
    return undefined;
  };
  return visit(sampled, (next) => next) ?? sampled ?? { error: { message } };
}
