import type { Contract, Operation, Parameter } from '../../generator/contract/model.ts';
import { isJson } from '../../generator/json/media-type.ts';
import { isObject } from '../../generator/json/pointer.ts';
import { networkDefaults } from '../../generator/network/client.ts';
import { encodeRequest } from '../../generator/wire/encode.ts';
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
