import type { Operation } from '../../generator/contract/model.ts';
import { documentedStatus } from '../../generator/contract/responses.ts';
import type { MockCall, MockError, Reply } from '../model.ts';
import { jsonReply, reasonHeader } from './reply.ts';
import type { ResponderParts } from './responder-parts.ts';
import type { StoreRefusal } from './store/store-call.ts';

/** Statuses for an item that does not exist, the most suitable first. */
export const unknownIdStatuses: readonly number[] = [404, 410, 422, 400, 409];

/** Responses that refuse a request, in the shape of the API. */
export interface Refusals {
  refuse(
    operation: Operation | undefined,
    error: Omit<MockError, 'operationId'>,
    headers?: { readonly [name: string]: string },
  ): Reply;
  /** A refusal with a status that the document has for it, the most suitable first. */
  reject(
    operation: Operation,
    request: Request,
    kind: MockError['kind'],
    status: number,
    message: string,
  ): Reply;
  /** The response for a refusal by the store. */
  ofStore(operation: Operation, call: MockCall, refusal: StoreRefusal): Reply;
}

/** The body of an error comes from the first behaviour that has one, otherwise from the document. */
export function createRefusals({
  behaviours,
  responses,
  headers: documentedHeaders,
  seed,
}: Pick<ResponderParts, 'behaviours' | 'responses' | 'headers' | 'seed'>): Refusals {
  const refuse = (
    operation: Operation | undefined,
    error: Omit<MockError, 'operationId'>,
    headers: { readonly [name: string]: string } = {},
  ): Reply => {
    const reasons = { ...headers, [reasonHeader]: headerText(error.message) };
    const documented =
      operation === undefined
        ? {}
        : documentedHeaders(operation, error.status, undefined, error.request, seed);
    const full = { ...error, ...(operation === undefined ? {} : { operationId: operation.operationId }) };
    for (const behaviour of behaviours) {
      const body = behaviour.error?.(full);
      if (body !== undefined) return jsonReply(body, error.status, { ...documented, ...reasons });
    }
    return responses.error(operation, error.status, error.message, { ...documented, ...reasons });
  };

  /** A refusal with a status that the document has for it, the most suitable first. */
  const reject = (
    operation: Operation,
    request: Request,
    kind: MockError['kind'],
    status: number,
    message: string,
  ): Reply =>
    refuse(operation, {
      kind,
      status: documentedStatus(operation, status === 404 ? unknownIdStatuses : [status, 400, 422]) ?? status,
      message,
      request,
    });

  const ofStore = (operation: Operation, { request }: MockCall, refusal: StoreRefusal): Reply => {
    const { kind, status, message } = refusal;
    switch (kind) {
      case 'not-modified':
        return {
          status,
          headers: documentedHeaders(operation, status, undefined, request, seed),
          body: null,
        };
      case 'unknown-id':
        return reject(operation, request, 'unknown-id', 404, message);
      case 'unknown-reference':
      case 'conflict':
      case 'precondition':
        return refuse(operation, { kind: 'invalid', status, message, request });
      default:
        return kind satisfies never;
    }
  };

  return { refuse, reject, ofStore };
}

/** The part of a text that a header can contain. */
const headerText = (text: string): string =>
  [...text.slice(0, 1000)].map((character) => (/[\x20-\x7e]/.test(character) ? character : '?')).join('');
