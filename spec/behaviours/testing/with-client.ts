import OpenAI, { BadRequestError } from 'openai';
import { createMock, type Listening, type Mock, type MockOptions } from 'openapi-plumbline/mock';
import { afterEach, beforeEach, expect } from 'vitest';
import { isFull } from '../../../generator/testing/figure.ts';
import { loadSubject } from '../../../scripts/run/subject.ts';
import { behaviours } from '../index.ts';

/** The configured contract, as everything else is tested with it. */
export const { contract } = await loadSubject(undefined);

const base = 'http://mock.test/v1';

/**
 * A fresh mock for each test, and a real client, the npm package `openai`, whose requests it answers: in-process, and over
 * HTTP with PLUMBLINE_FULL=1.
 */
export interface WithClient {
  readonly mock: Mock;
  readonly client: OpenAI;
  /** What the client has sent. */
  readonly sent: Request[];
  clientWith(options?: Partial<ConstructorParameters<typeof OpenAI>[0]>): OpenAI;
  raw(path: string, init?: RequestInit): Promise<Response>;
  /** Calls a control of the mock. */
  control(path: string, body: unknown): Promise<Response>;
  /** The message that chat refuses a body with. */
  refused(body: object): Promise<string>;
  chunksOf(body: object): Promise<readonly OpenAI.ChatCompletionChunk[]>;
}

export function withClient(options: MockOptions = {}): WithClient {
  const sent: Request[] = [];
  let mock = createMock(contract, { behaviours, ...options });
  let server: Listening | undefined;
  const clientWith: WithClient['clientWith'] = (more = {}) =>
    new OpenAI({
      apiKey: 'sk-test',
      baseURL: base,
      maxRetries: 0,
      fetch: async (url, init) => {
        const request = new Request(url as string, init as RequestInit);
        sent.push(request.clone() as Request);
        if (server === undefined) return mock.fetch(request);
        return fetch(request.url.replace(new URL(base).origin, server.url), init as RequestInit);
      },
      ...more,
    });
  const client = clientWith();
  const raw = (path: string, init: RequestInit = {}): Promise<Response> =>
    mock.fetch(new Request(`http://mock.test${path}`, init));
  beforeEach(async () => {
    mock = createMock(contract, { behaviours, ...options });
    sent.length = 0;
    if (isFull) server = await mock.listen();
  });
  afterEach(() => server?.close());
  return {
    get mock() {
      return mock;
    },
    client,
    sent,
    clientWith,
    raw,
    control: (path, body) =>
      raw(`/__mock/${path}`, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { authorization: 'Bearer sk-test' },
      }),
    async refused(body) {
      const error = await errorOf(client.chat.completions.create(beyond(body)));
      expect(error).toBeInstanceOf(BadRequestError);
      expect((error as BadRequestError).type).toBe('invalid_request_error');
      return (error as BadRequestError).message;
    },
    async chunksOf(body) {
      const chunks: OpenAI.ChatCompletionChunk[] = [];
      const stream = await client.chat.completions.create(beyond({ ...body, stream: true }));
      for await (const chunk of stream as unknown as AsyncIterable<OpenAI.ChatCompletionChunk>)
        chunks.push(chunk);
      return chunks;
    },
  };
}

export const user = (content: string) => ({ role: 'user', content }) as const;

/** A model that does not think, and one that does. */
export const chatRequest = { model: 'kimi-k2-0905-preview', messages: [user('Hello')] };
export const think = { model: 'kimi-k2.6', messages: [user('Hello')] };

export const weather = {
  type: 'function',
  function: {
    name: 'get_weather',
    parameters: {
      type: 'object',
      properties: { city: { type: 'string' }, days: { type: 'integer', minimum: 1, maximum: 7 } },
      required: ['city', 'days'],
      additionalProperties: false,
    },
  },
} as const;

export const callWeather = { ...chatRequest, messages: [user('Please call get_weather')], tools: [weather] };

/** Members that this API has and the types of the client do not. */
// biome-ignore lint/suspicious/noExplicitAny: a client that knows another API is handed requests of this one
export const beyond = (body: object): any => body;

/** What a promise was rejected with. */
export async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
