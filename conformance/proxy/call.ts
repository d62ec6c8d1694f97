import type { Contract, Operation } from '../../generator/contract/model.ts';
import { findMediaType } from '../../generator/json/media-type.ts';
import { child, isObject, tokensOf, valueAt } from '../../generator/json/pointer.ts';
import { decodeBody, decodeResponse } from '../../generator/network/content-coding.ts';
import type { WireRequest, WireResponse } from '../../generator/wire/message.ts';
import { presentedKey } from '../mock/credentials.ts';
import { readArguments } from '../mock/request.ts';
import { createRouter } from '../mock/router.ts';
import { type Refusal, validateArguments } from '../mock/validate.ts';
import type { Edit, TestCase } from '../model.ts';
import type { Validate } from '../validate.ts';

/** A client's call as a test case; `key` is the key that it carried. */
export interface ObservedCall {
  readonly operation: Operation;
  readonly testCase: TestCase;
  readonly key: string | undefined;
}

/** Reads calls; `undefined` where the contract has no such operation. */
export function callReader(
  contract: Contract,
  validate: Validate,
): (id: number, request: WireRequest, status: number) => Promise<ObservedCall | undefined> {
  const route = createRouter(contract);
  return async (id, wire, status) => {
    const found = route(wire.method, wire.target.split('?')[0] ?? '');
    if (found.kind !== 'operation') return undefined;
    const { operation } = found;
    const request = asRequest(wire);
    if (request === undefined) return undefined;
    const bytes = decoded(wire.headers, wire.body ?? new Uint8Array());
    const key = presentedKey(contract, operation, request);
    const read =
      bytes === undefined
        ? { unreadable: { status: 400, message: 'the body cannot be decompressed' } as const }
        : await readArguments(contract, operation, found.path, request, bytes);
    const call =
      'arguments' in read ? read.arguments : { path: found.path, query: {}, header: {}, cookie: {} };
    const refusals =
      'arguments' in read
        ? validateArguments(operation, call, validate).filter(
            // A server may ignore a readOnly member, whatever its value is.
            ({ keywordLocation }) => !isReadOnly(contract.document, keywordLocation),
          )
        : [];
    const [refusal] = refusals;
    const discriminatorValue = discriminatorValueOf(operation, call.body);
    return {
      operation,
      key,
      testCase: {
        id: `proxied/${id}`,
        operationId: operation.operationId,
        // The state of the account decides whether another client's call must succeed.
        phase: 'stateful',
        intent:
          'unreadable' in read
            ? read.unreadable.status === 415
              ? 'wrong-media-type'
              : 'malformed-body'
            : refusal === undefined
              ? 'valid'
              : 'invalid',
        title:
          'unreadable' in read
            ? read.unreadable.message
            : refusal === undefined
              ? 'a forwarded call'
              : `${refusal.place} ${refusal.message}`,
        // A refused key is not a key of this server.
        credentials: key === undefined ? 'none' : status === 401 ? 'wrong' : 'valid',
        arguments: call,
        request: wire,
        ...(discriminatorValue === undefined ? {} : { discriminatorValue }),
        // With several invalid places it is not known which one the server had to refuse.
        ...(refusal === undefined || refusals.length > 1 ? {} : { edit: editOf(refusal) }),
      },
    };
  };
}

/** Whether a place of the document is inside a schema that is marked `readOnly`. */
function isReadOnly(document: unknown, pointer: string): boolean {
  const tokens = tokensOf(pointer);
  return tokens.some((_, index) => {
    const schema = valueAt(document, child('#', ...tokens.slice(0, index)));
    return isObject(schema) && schema['readOnly'] === true;
  });
}

const editOf = ({ place, keywordLocation }: Refusal): Edit => ({
  keyword: keywordLocation.split('/').at(-1) ?? '',
  keywordLocation,
  instanceLocation: `/${place}`,
  before: undefined,
  after: undefined,
});

/** Requests that `fetch` cannot represent cannot be read. */
function asRequest({ method, target, headers }: WireRequest): Request | undefined {
  try {
    return new Request(`http://proxied.invalid${target}`, {
      method,
      headers: headers.map(([name, value]): [string, string] => [name, value]),
    });
  } catch {
    return undefined;
  }
}

function discriminatorValueOf(
  operation: Operation,
  body: { contentType: string; value: unknown } | undefined,
) {
  if (body === undefined || !isObject(body.value)) return undefined;
  const discriminator = findMediaType(operation.requestBody?.content ?? [], body.contentType)?.schema
    ?.discriminator;
  const value = discriminator === undefined ? undefined : body.value[discriminator.propertyName];
  return typeof value === 'string' && discriminator?.mapping.has(value) === true ? value : undefined;
}

/** Most bytes that a compressed body may become. */
const maxBody = 64 * 1024 * 1024;

/** A body without its content codings; `undefined` when it cannot be decoded. */
function decoded(headers: WireRequest['headers'], body: Uint8Array): Uint8Array | undefined {
  try {
    return decodeBody(headers, body, maxBody);
  } catch {
    return undefined;
  }
}

/** A response as a client reads it: without its content codings; `undefined` when it cannot be decoded. */
export function plainResponse(response: WireResponse): WireResponse | undefined {
  try {
    return decodeResponse(response, maxBody);
  } catch {
    return undefined;
  }
}
