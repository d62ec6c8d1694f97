import {
  checkCredential,
  checkOptions,
  type ClientConfig,
  isBrowser,
  type RequestOptions,
} from './config.js';
import {
  ConfigurationError,
  first,
  RequestAbortedError,
  RequestTimeoutError,
} from './errors.js';
import type { Operation } from './operation.js';
import { type UnreadResponse, ApiPromise } from './promise.js';
import { pause, retryDelay } from './retry.js';

/** The variable parts of a request. */
export interface RequestInput {
  /** Fills the template of the path; `pathValues({ id })`. */
  readonly path?: (template: string) => string;
  /** Without the question mark; `queryText({ limit })`. */
  readonly query?: string;
  readonly headers?: { readonly [name: string]: string | undefined };
  readonly body?: Body | undefined | Promise<Body | undefined>;
}

/** A body as `fetch` accepts it. */
export interface Body {
  readonly content: BodyInit;
  /** Media type; absent for forms, whose boundary `fetch` writes itself. */
  readonly type?: string;
  /** What JSON was made of, to check against its schema. */
  readonly value?: unknown;
}

/** A JSON body; none for `undefined`. Throws a ConfigurationError for what JSON cannot express: a BigInt, a cycle. */
export async function jsonBody(value: unknown, type = 'application/json'): Promise<Body | undefined> {
  if (value === undefined) return undefined;
  try {
    return { value, type, content: JSON.stringify(value) };
  } catch (cause) {
    throw new ConfigurationError('body', `is not JSON: ${(cause as Error).message}`);
  }
}

/** Reads the body of a response. */
export type Reader<Data> = (received: UnreadResponse, operation: Operation) => Promise<Data>;

/** Sends a request, with retries where they may help, and reads the response when it is awaited. */
export function send<Data>(
  config: ClientConfig,
  operation: Operation,
  input: RequestInput = {},
  options: RequestOptions = {},
  read: Reader<Data> = json,
): ApiPromise<Data> {
  return new ApiPromise(request(config, operation, input, options), async (received) => {
    const data = await read(received, operation);
    // Only JSON has a schema to check.
    if (read === json) inspect(config, operation, options, 'response', data, received.response.status);
    return data;
  });
}

/** JSON; nothing for an empty body. */
export async function json<Data>(received: UnreadResponse): Promise<Data> {
  const body = await text(received);
  if (body === '') return undefined as Data;
  const data = parsed(body);
  if (data === body)
    throw (await import('./failure.js')).apiError(received, `no JSON: ${body}`);
  return data as Data;
}

/** The body as text. */
export const text = (received: UnreadResponse): Promise<string> => reading(received, (response) => response.text());

/** The body as bytes with their media type. */
export const blob = (received: UnreadResponse): Promise<Blob> => reading(received, (response) => response.blob());

/** No body is expected; one that comes is thrown away. */
export const nothing = async (received: UnreadResponse): Promise<void> => {
  await text(received);
};

const reading = <Data>(
  { response, explain, done, waitOn }: UnreadResponse,
  read: (response: Response) => Promise<Data>,
): Promise<Data> => {
  waitOn();
  return read(response)
    .catch(async (cause) => {
      throw await explain(cause);
    })
    .finally(done);
};

/** What stays the same from one attempt to the next; no message may show the keys. */
type Prepared = readonly [url: string, init: RequestInit, keys: readonly string[]];

async function request(
  config: ClientConfig,
  operation: Operation,
  input: RequestInput,
  options: RequestOptions,
): Promise<UnreadResponse> {
  const prepared = await prepare(config, operation, input, options);
  const most = options.maxRetries ?? config.options.maxRetries ?? 2;
  for (let attempt = 0; ; attempt++) {
    const result = await attemptOnce(config, options, prepared, operation, attempt);
    if (!(result instanceof Error)) return result;
    const ms = attempt < most ? retryDelay(result, config.definition.neverRetry, attempt) : undefined;
    if (ms === undefined) throw result;
    config.options.logger?.({ operation, kind: 'retry', attempt, ms, message: result.message });
    await pause(ms, options.signal);
  }
}

async function prepare(
  config: ClientConfig,
  operation: Operation,
  input: RequestInput,
  options: RequestOptions,
): Promise<Prepared> {
  const { definition, baseUrl, given } = config;
  const { method, accept = 'application/json', security, idempotencyHeader } = operation;
  // Awaited first: a body that cannot be made must not become an unhandled rejection.
  const body = await input.body;
  checkOptions(options);
  if (body?.value !== undefined) inspect(config, operation, options, 'request', body.value);
  const path = input.path?.(operation.path) ?? operation.path;
  const headers = new Headers();
  const query = new URLSearchParams(options.query);
  const keys: string[] = [];
  for (const [scheme, credential] of definition.credentials(config.options, security)) {
    const key = typeof credential === 'function' ? await credential() : credential;
    checkCredential(key);
    keys.push(key);
    scheme.apply(key, { headers, query });
  }
  const named = {
    accept,
    'content-type': body?.type,
    // A browser names itself.
    'user-agent': isBrowser() ? undefined : definition.userAgent,
    ...(idempotencyHeader && { [idempotencyHeader]: options.idempotencyKey ?? crypto.randomUUID() }),
    ...input.headers,
    ...config.options.headers,
    ...options.headers,
  };
  try {
    for (const [name, value] of Object.entries(named)) if (value !== undefined) headers.set(name, value);
  } catch {
    // The platform's own error shows the value, which may be a secret.
    throw new ConfigurationError('headers', 'must be visible ASCII');
  }
  const home = given ? baseUrl : (operation.baseUrl ?? baseUrl);
  return [
    `${home}${path}?${input.query ?? ''}&${query}`.replace(/[?&]+$/, '').replace('?&', '?'),
    { method, headers, ...(body && { body: body.content }) },
    keys,
  ];
}

async function attemptOnce(
  { options: { logger, timeout: usual = 600_000, fetch: send = fetch }, definition }: ClientConfig,
  { signal, timeout = usual }: RequestOptions,
  [url, init, keys]: Prepared,
  operation: Operation,
  attempt: number,
): Promise<UnreadResponse | Error> {
  const started = Date.now();
  // Before the timer, so that a logger that throws leaves no timer running.
  logger?.({ operation, kind: 'request', attempt });
  const controller = new AbortController();
  const stopFor = (reason: Error) => () => controller.abort(reason);
  const abort = stopFor(new RequestAbortedError('request aborted'));
  // Before the timer for the same reason: anything but a signal throws here.
  signal?.addEventListener('abort', abort);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const waitOn = () => {
    clearTimeout(timer);
    timer = setTimeout(stopFor(new RequestTimeoutError(`no response within ${timeout} ms`)), timeout);
  };
  waitOn();
  if (signal?.aborted) abort();
  const done = () => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  };
  // Loaded only when a request fails.
  const explain = async (cause: Error): Promise<Error> =>
    controller.signal.reason ?? (await import('./failure.js')).connectionError(cause, keys);
  // No platform removes a key from custom headers when the origin changes, so redirects are followed here. A browser
  // hides them: with a key, it must not follow any.
  const redirect = isBrowser() ? (keys[0] ? 'error' : 'follow') : 'manual';
  const whole: RequestInit = { ...init, redirect, signal: controller.signal };
  try {
    let response = await send(url, whole);
    if (response.status > 300 && response.status < 309)
      response = await (await import('./redirect.js')).follow(send, url, whole, response);
    const { status, headers, ok } = response;
    const id = first(...definition.requestIdHeaders.map((name) => headers.get(name)));
    // The request id appears in logs and messages.
    const requestId = keys.some((key) => id?.includes(key)) ? undefined : id;
    logger?.({ operation, kind: 'response', attempt, status, requestId, ms: Date.now() - started });
    // It runs again while the body is read: a response that is never read must not keep the process alive.
    clearTimeout(timer);
    const received = { response, requestId, abort, done, waitOn, explain, keys };
    if (ok) return received;
    waitOn();
    const body = parsed(await response.text());
    done();
    return (await import('./failure.js')).apiError(received, body);
  } catch (cause) {
    done();
    return explain(cause as Error);
  }
}

function inspect(
  { options: { validate, logger } }: ClientConfig,
  operation: Operation,
  options: RequestOptions,
  part: 'request' | 'response',
  value: unknown,
  status = 0,
): void {
  (options.validate ?? validate)?.({ operation, part, value, status, logger });
}

/** The value of a JSON text, else the text. */
function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
