import type { Contract, Operation, Parameter } from '../../generator/contract/model.ts';
import { valueIn } from '../../generator/contract/resources.ts';
import { isJson } from '../../generator/json/media-type.ts';
import { isObject, tokensOf } from '../../generator/json/pointer.ts';
import { networkDefaults } from '../../generator/network/client.ts';
import { encodeRequest } from '../../generator/wire/encode.ts';
import type { Arguments } from '../../generator/wire/message.ts';
import { httpTransport } from '../transport/http.ts';
import { namedExamples } from './examples.ts';
import type { Responses } from './responses.ts';

/** A webhook or a callback of the document, and its URL. */
export interface Sendable {
  readonly name: string;
  readonly operation: Operation;
  /** Of a callback: its operation, and the expression for its URL. */
  readonly callback?: { readonly operationId: string; readonly expression: string };
}

/** A webhook that was sent, and its response. */
export interface SentWebhook {
  readonly method: string;
  readonly url: string;
  readonly body: unknown;
  readonly status: number;
}

/** Every webhook and callback of a document. */
export const sendables = ({ webhooks, operations }: Contract): readonly Sendable[] => [
  ...webhooks.map((operation) => ({ name: operation.path, operation })),
  ...operations.flatMap(({ operationId, callbacks }) =>
    callbacks.flatMap(({ name, expression, operations: own }) =>
      own.map((operation) => ({ name, operation, callback: { operationId, expression } })),
    ),
  ),
];

/**
 * The URL from the runtime expression of a callback and a request (OpenAPI 3.1, 4.8.20.4); `undefined` where the request does
 * not contain it.
 */
export function callbackUrl(expression: string, call: Arguments): string | undefined {
  let isWhole = true;
  const url = expression.replaceAll(/\{([^{}]+)\}|^(\$request\..*)$/g, (_, within: string, alone: string) => {
    const [, place = '', rest = ''] =
      /^\$request\.(body|query|header|path)[.#]?(.*)$/.exec(within ?? alone) ?? [];
    const value =
      place === 'body'
        ? valueIn(call.body?.value, tokensOf(`#${rest}`))
        : place === 'header'
          ? Object.entries(call.header).find(([name]) => name.toLowerCase() === rest.toLowerCase())?.[1]
          : place === 'query' || place === 'path'
            ? call[place][rest]
            : undefined;
    if (typeof value !== 'string' && typeof value !== 'number') isWhole = false;
    return String(value);
  });
  return isWhole && URL.canParse(url) ? url : undefined;
}

/** Sends a webhook with an example of its body, or a given body. A missing URL is a TypeError. */
export async function sendWebhook(
  responses: Responses,
  contract: Contract,
  { name, operation }: Sendable,
  given: { readonly url?: unknown; readonly body?: unknown; readonly headers?: unknown },
  seed: number,
): Promise<SentWebhook> {
  const { url } = given;
  if (typeof url !== 'string' || !/^https?:\/\//.test(url) || !URL.canParse(url))
    throw new TypeError(`${name} has no URL: send {"url": "http://..."}`);
  const media = operation.requestBody?.content.find(({ contentType }) => isJson(contentType));
  const [example] = media === undefined ? [] : namedExamples(contract, media.pointer);
  const body =
    given.body ??
    example?.value ??
    (media?.schema === undefined ? undefined : responses.sampleWithExamples(media.schema, seed));
  const headerValue = (parameter: Parameter): unknown =>
    parameter.examples[0] ??
    (parameter.schema === undefined ? 'mock' : responses.sample(parameter.schema, seed));
  const header = Object.fromEntries(
    operation.parameters
      .filter(({ in: place, required }) => place === 'header' && required)
      .map((parameter) => [parameter.name, headerValue(parameter)]),
  );
  const request = encodeRequest(operation, {
    path: {},
    query: {},
    header,
    cookie: {},
    ...(media === undefined || body === undefined
      ? {}
      : { body: { contentType: media.contentType, value: body } }),
  });
  const { origin, pathname, search } = new URL(url);
  const more = Object.entries(isObject(given.headers) ? given.headers : {}).map(
    ([key, value]) => [key, String(value)] as const,
  );
  const transport = httpTransport(origin, networkDefaults, false);
  try {
    const { response } = await transport.send({
      ...request,
      target: pathname + search,
      headers: [...request.headers, ...more],
    });
    return { method: request.method, url, body: body ?? null, status: response.status };
  } finally {
    await transport.close();
  }
}
