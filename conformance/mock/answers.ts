import { sample } from 'fast-check';
import type { Contract, Operation, Pointer, SchemaUse } from '../../generator/contract/model.ts';
import { isObject } from '../../generator/contract/pointer.ts';
import { arbitrary } from '../arbitraries/index.ts';
import type { Complaints } from '../complaints.ts';
import { essence, isJson } from '../wire/media-type.ts';
import { findResponse } from '../wire/responses.ts';
import { commonErrorSchema } from './validate.ts';

/** Makes answers that their own schemas accept; the same seed gives the same answer. */
export interface Answers {
  /** A documented answer, or an empty one where the document shows no body. */
  success(operation: Operation, status: number, accept: string | null, seed: number): Response;
  /** An error in the shape the document gives for this status, with `message` in the member meant for it. */
  error(
    operation: Operation | undefined,
    status: number,
    message: string,
    headers?: { readonly [name: string]: string },
  ): Response;
}

export function createAnswers(contract: Contract, complaints: Complaints): Answers {
  const arbitraries = new Map<Pointer, ReturnType<typeof arbitrary>>();
  const draw = (use: SchemaUse, seed: number): unknown => {
    const known =
      arbitraries.get(use.pointer) ??
      arbitrary(use.raw, {
        document: contract.document,
        dialect: contract.dialect,
        view: 'response',
        realistic: true,
      });
    arbitraries.set(use.pointer, known);
    return sample(known, { seed, numRuns: 1 })[0];
  };
  const common = commonErrorSchema(contract);
  return {
    success(operation, status, accept, seed) {
      const content = findResponse(operation, status)?.content ?? [];
      const media = content.find(({ contentType }) => accepts(accept, contentType)) ?? content[0];
      if (media === undefined) return new Response(null, { status: status === 200 ? 204 : status });
      const value = media.examples[0] ?? (media.schema === undefined ? '' : draw(media.schema, seed));
      return new Response(encode(media.contentType, value), {
        status,
        headers: { 'content-type': concrete(media.contentType) },
      });
    },
    error(operation, status, message, headers = {}) {
      const documented = operation === undefined ? undefined : findResponse(operation, status);
      const media = documented?.content.find(({ contentType }) => isJson(contentType));
      const pointer = media?.schema?.pointer ?? common;
      const contentType = media === undefined ? 'application/json' : concrete(media.contentType);
      const body =
        pointer === undefined
          ? { error: { message } }
          : errorBody(
              draw(contract.schemaAt(pointer), 1),
              message,
              (value) => complaints(pointer, value).length === 0,
            );
      return new Response(JSON.stringify(body), {
        status,
        headers: { 'content-type': contentType, ...headers },
      });
    },
  };
}

const accepts = (accept: string | null, contentType: string): boolean => {
  if (accept === null || accept.includes('*/*')) return true;
  const [type] = essence(contentType).split('/');
  return accept
    .split(',')
    .some((range) => essence(range) === essence(contentType) || essence(range) === `${type}/*`);
};

const concrete = (contentType: string): string => {
  if (contentType.includes('*'))
    return contentType === 'text/*' ? 'text/plain; charset=utf-8' : 'application/json';
  return essence(contentType).startsWith('text/') && !contentType.includes('charset')
    ? `${contentType}; charset=utf-8`
    : contentType;
};

function encode(contentType: string, value: unknown): string | Blob {
  if (value instanceof Blob) return value;
  return isJson(contentType) || contentType.includes('*') || typeof value !== 'string'
    ? JSON.stringify(value)
    : value;
}

const messageMembers = new Set([
  'message',
  'detail',
  'description',
  'title',
  'error',
  'reason',
  'error_description',
]);

/** Puts the message where the schema has a text for it; keeps each change only if the schema still accepts the whole. */
function errorBody(drawn: unknown, message: string, valid: (value: unknown) => boolean): unknown {
  let body = drawn;
  const visit = (value: unknown, replace: (next: unknown) => unknown): void => {
    if (!isObject(value)) return;
    for (const [name, member] of Object.entries(value)) {
      const within = (next: unknown): unknown => replace({ ...value, [name]: next });
      if (typeof member === 'string' && messageMembers.has(name)) {
        const next = within(message);
        if (valid(next)) body = next;
        return;
      }
      visit(member, within);
    }
  };
  visit(body, (next) => next);
  return body;
}
