import { sample } from 'fast-check';
import { DiagnosticError } from '../../generator/contract/diagnostics.ts';
import type { Contract, MediaType, Operation, SchemaUse } from '../../generator/contract/model.ts';
import { findResponse } from '../../generator/contract/responses.ts';
import { escapeXmlText } from '../../generator/json/escape.ts';
import { essence, isJson } from '../../generator/json/media-type.ts';
import { isObject } from '../../generator/json/pointer.ts';
import type { Pointer } from '../../generator/json/types.ts';
import type { Arguments } from '../../generator/wire/message.ts';
import { arbitrary } from '../arbitraries/index.ts';
import type { Complaints } from '../complaints.ts';
import type { Reply } from '../model.ts';
import { createEcho } from './echo.ts';
import { jsonReply, type MockAnswer } from './reply.ts';
import { commonErrorSchema } from './validate.ts';

/** A body before it is written. */
export interface Drawn {
  readonly media: MediaType;
  readonly value: unknown;
}

/** Makes answers that their own schemas accept; the same seed gives the same answer. */
export interface Answers {
  /** A value of a schema; the same seed gives the same. */
  drawn(use: SchemaUse, seed: number): unknown;
  /** The documented body for a status, in a type the caller takes; `undefined` where the document shows none. */
  draw(
    operation: Operation,
    status: number,
    call: Arguments,
    accept: string | null,
    seed: number,
  ): Drawn | undefined;
  write(status: number, drawn: Drawn | undefined): MockAnswer;
  /** An error in the shape the document gives for this status, with `message` in the member meant for it. */
  error(
    operation: Operation | undefined,
    status: number,
    message: string,
    headers?: { readonly [name: string]: string },
  ): Reply;
}

export function createAnswers(contract: Contract, complaints: Complaints): Answers {
  const { document, dialect } = contract;
  const arbitraries = new Map<Pointer, ReturnType<typeof arbitrary>>();
  const drawFrom = (use: SchemaUse, seed: number): unknown => {
    const { pointer, raw } = use;
    const known =
      arbitraries.get(pointer) ??
      arbitrary(raw, { document, dialect, pointer, view: 'response', realistic: true });
    arbitraries.set(pointer, known);
    return sample(known, { seed, numRuns: 1 })[0];
  };
  const echoed = createEcho(contract, complaints);
  const common = commonErrorSchema(contract);
  const errors = new Map<Pointer, unknown>();
  /** The shortest of several errors that has a place for a message; a refusal must not fail because its schema is wrong. */
  const drawnError = (pointer: Pointer, valid: (value: unknown) => boolean): unknown => {
    if (errors.has(pointer)) return errors.get(pointer);
    const use = contract.schemaAt(pointer);
    const drawn = [...Array(20).keys()].flatMap((seed) => {
      try {
        const value = drawFrom(use, seed);
        return [{ value, text: JSON.stringify(withMessage(value, probe, valid) ?? '') }];
      } catch (cause) {
        if (cause instanceof DiagnosticError) return [];
        throw cause;
      }
    });
    const fitting = drawn.filter(({ text }) => text.includes(probe));
    const [shortest] = (fitting.length > 0 ? fitting : drawn).sort((a, b) => a.text.length - b.text.length);
    errors.set(pointer, shortest?.value);
    return shortest?.value;
  };
  return {
    drawn: drawFrom,
    draw(operation, status, call, accept, seed) {
      const content = findResponse(operation, status)?.content ?? [];
      const acceptable = content.filter(({ contentType }) => accepts(accept, contentType));
      const sent = call.body?.value;
      const streamed = isObject(sent) && sent['stream'] === true ? content.find(isEvents) : undefined;
      const media =
        streamed ?? acceptable.find(({ contentType }) => isJson(contentType)) ?? acceptable[0] ?? content[0];
      if (media === undefined) return undefined;
      const event = isEvents(media) ? (media.itemSchema ?? media.schema) : undefined;
      if (event !== undefined) {
        const data = [0, 1, 2].map((each) => JSON.stringify(drawFrom(event, seed + each)));
        const { streamEnd } = media.extensions;
        const all = [...data, ...(streamEnd === undefined ? [] : [streamEnd])];
        return { media, value: all.map((each) => `data: ${each}\n\n`).join('') };
      }
      if (media.schema === undefined) return { media, value: media.examples[0] ?? '' };
      return { media, value: echoed(media.schema, drawFrom(media.schema, seed), sent) };
    },
    write(status, drawn) {
      // The statuses that the platform allows no body for (Fetch standard, null body status).
      if (drawn === undefined || [204, 205, 304].includes(status)) return { status, headers: {}, body: null };
      const contentType = concrete(drawn.media.contentType);
      const headers = { 'content-type': contentType };
      const body = encode(contentType, drawn.value);
      return body instanceof Blob ? new Response(body, { status, headers }) : { status, headers, body };
    },
    error(operation, status, message, headers = {}) {
      const documented = operation === undefined ? undefined : findResponse(operation, status);
      const media =
        documented?.content.find(({ contentType }) => isJson(contentType)) ?? documented?.content[0];
      if (media !== undefined && !isJson(concrete(media.contentType)))
        return {
          status,
          headers: { 'content-type': concrete(media.contentType), ...headers },
          body: plain(media, message),
        };
      const pointer = media?.schema?.pointer ?? common;
      const valid = (value: unknown): boolean =>
        pointer === undefined || complaints(pointer, value, 'response').length === 0;
      const body =
        pointer === undefined
          ? { error: { message } }
          : withMessage(drawnError(pointer, valid), message, valid);
      const contentType = media === undefined ? 'application/json' : concrete(media.contentType);
      return { ...jsonReply(body, status, headers), headers: { 'content-type': contentType, ...headers } };
    },
  };
}

/** Whether answers of a media type are streams of events. */
export const isEvents = ({ contentType }: MediaType): boolean => essence(contentType) === 'text/event-stream';

const accepts = (accept: string | null, contentType: string): boolean => {
  if (accept === null || accept.includes('*/*')) return true;
  const [type] = essence(contentType).split('/');
  return accept
    .split(',')
    .some((range) => essence(range) === essence(contentType) || essence(range) === `${type}/*`);
};

/** A type to send for one that the document gives, which may be a range. */
const concrete = (contentType: string): string => {
  if (contentType.includes('*'))
    return contentType === 'text/*' ? 'text/plain; charset=utf-8' : 'application/json';
  return essence(contentType).startsWith('text/') && !contentType.includes('charset')
    ? `${contentType}; charset=utf-8`
    : contentType;
};

function encode(contentType: string, value: unknown): string | Blob {
  if (value instanceof Blob) return value;
  return isJson(contentType) || typeof value !== 'string' ? JSON.stringify(value) : value;
}

/** A message in a type that has no schema to speak of. */
const plain = ({ contentType }: MediaType, message: string): string =>
  /[/+](xml|html)$/.test(essence(contentType)) ? `<error>${escapeXmlText(message)}</error>` : message;

/** Stands in for a message while a place for it is looked for. */
const probe = 'why it was refused';

const messageMembers = new Set([
  'message',
  'detail',
  'description',
  'title',
  'error',
  'reason',
  'error_description',
]);

/** Puts the message where the schema has a text for it, as long as the schema accepts the whole. */
function withMessage(drawn: unknown, message: string, valid: (value: unknown) => boolean): unknown {
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
    }
    return undefined;
  };
  return visit(drawn, (next) => next) ?? drawn ?? { error: { message } };
}
