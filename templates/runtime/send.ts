import { checkCredential, checkNumber, type ClientConfig, credentialOf, type RequestOptions } from './config.js';
import {
  apiError,
  ApiConnectionError,
  ApiError,
  ConfigurationError,
  RequestAbortedError,
  RequestTimeoutError,
  ValidationError,
} from './errors.js';
import type { Operation } from './operation.js';
import { type Answer, ApiPromise } from './promise.js';
import { isRetryable, pause, retryDelay } from './retry.js';
import { expandPath, queryText } from './url.js';

/** The variable parts of a request. */
export interface RequestInput {
  readonly path?: { readonly [name: string]: unknown };
  readonly query?: object;
  readonly headers?: { readonly [name: string]: unknown };
  /** JSON unless the operation names another media type; then as `fetch` takes it, or a promise of that. */
  readonly body?: unknown;
}

/** Reads the body of an answer. */
export type Reader<Data> = (answer: Answer, operation: Operation, config: ClientConfig) => Promise<Data>;

/** Sends a request, again where that may help, and reads the answer when it is awaited. */
export function send<Data>(
  config: ClientConfig,
  operation: Operation,
  input: RequestInput = {},
  options: RequestOptions = {},
  read: Reader<Data> = json,
): ApiPromise<Data> {
  return new ApiPromise(request(config, operation, input, options), async (answer) => {
    const data = await read(answer, operation, config);
    // Only JSON has a schema to check; a stream is not there yet.
    if (read === json) inspect(config, operation, options, 'response', data, answer.response.status);
    return data;
  });
}

/** JSON; nothing for an empty body. */
export const json = async <Data>(answer: Answer): Promise<Data> => {
  const body = await text(answer);
  if (body === '') return undefined as Data;
  try {
    return JSON.parse(body) as Data;
  } catch {
    const { response, requestId } = answer;
    throw apiError(response.status, response.headers, { message: `expected JSON, got: ${body}`, body }, requestId);
  }
};

/** The body as text. */
export const text = (answer: Answer): Promise<string> => reading(answer, (response) => response.text());

/** The body as bytes with their media type. */
export const blob = (answer: Answer): Promise<Blob> => reading(answer, (response) => response.blob());

/** No body is expected; one that comes is thrown away. */
export const nothing = async (answer: Answer): Promise<void> => {
  await text(answer);
};

async function reading<Data>(answer: Answer, read: (response: Response) => Promise<Data>): Promise<Data> {
  try {
    return await read(answer.response);
  } catch (cause) {
    throw answer.explain(cause);
  } finally {
    answer.done();
  }
}

async function request(
  config: ClientConfig,
  operation: Operation,
  input: RequestInput,
  options: RequestOptions,
): Promise<Answer> {
  checkNumber('timeout', options.timeout, 1);
  checkNumber('maxRetries', options.maxRetries, 0);
  if (isJson(operation) && input.body !== undefined) inspect(config, operation, options, 'request', input.body);
  const { definition, baseUrl, isBaseUrlGiven } = config;
  const path = expandPath(operation.path, input.path);
  const headers = new Headers({ accept: operation.accept ?? 'application/json' });
  const { keys, query } = await authorize(config, operation, headers);
  const body = await encode(operation, input.body, headers);
  if (!('document' in globalThis)) headers.set('user-agent', definition.userAgent);
  if (operation.idempotencyHeader !== undefined)
    headers.set(operation.idempotencyHeader, options.idempotencyKey ?? crypto.randomUUID());
  for (const [name, value] of Object.entries({ ...input.headers, ...config.options.headers, ...options.headers }))
    if (value !== undefined) headers.set(name, String(value));
  const home = isBaseUrlGiven ? baseUrl : (operation.baseUrl ?? baseUrl);
  const url = home + path + queryText({ ...input.query, ...options.query, ...query });
  const { method } = operation;
  const init = { method, headers, ...(body === undefined ? {} : { body }) };
  const most = options.maxRetries ?? config.options.maxRetries ?? 2;
  for (let attempt = 0; ; attempt++) {
    const result = await attemptOnce(config, operation, options, url, init, { keys, attempt, path });
    if (!(result instanceof Error)) return result;
    const delay = attempt < most ? delayAfter(result, definition.neverRetry, attempt) : undefined;
    if (delay === undefined) throw result;
    log(config, operation, { kind: 'retry', path, attempt, ms: delay, message: result.message });
    await pause(delay, options.signal);
  }
}

interface Attempt {
  readonly keys: readonly string[];
  readonly attempt: number;
  readonly path: string;
}

async function attemptOnce(
  config: ClientConfig,
  operation: Operation,
  { signal, timeout = config.options.timeout ?? 600_000 }: RequestOptions,
  url: string,
  init: RequestInit,
  { keys, attempt, path }: Attempt,
): Promise<Answer | Error> {
  const controller = new AbortController();
  const abort = () => controller.abort();
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    abort();
  }, timeout);
  signal?.addEventListener('abort', abort);
  if (signal?.aborted) abort();
  const done = () => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  };
  const explain = (cause: unknown): Error => {
    if (signal?.aborted) return new RequestAbortedError('the request was aborted', { cause });
    if (isLate) return new RequestTimeoutError(`no answer within ${timeout} ms`, { cause });
    return new ApiConnectionError(`no answer from the server: ${redact(reasonOf(cause), keys)}`, { cause });
  };
  const started = Date.now();
  log(config, operation, { kind: 'request', path, attempt });
  try {
    const fetcher = config.options.fetch ?? fetch;
    const response = await fetcher(url, { ...init, signal: controller.signal });
    const { status, headers, ok } = response;
    const requestId = idOf(headers, config.definition.requestIdHeaders);
    log(config, operation, { kind: 'response', path, attempt, status, requestId, ms: Date.now() - started });
    if (ok) return { response, requestId, abort, done, explain };
    const body = parsed(redact(await response.text(), keys));
    done();
    return apiError(status, headers, body, requestId);
  } catch (cause) {
    done();
    return explain(cause);
  }
}

function delayAfter(error: Error, neverRetry: readonly string[], attempt: number): number | undefined {
  if (error instanceof ApiConnectionError) return retryDelay(undefined, attempt);
  if (!(error instanceof ApiError) || !isRetryable(error.status)) return undefined;
  const isHopeless = [error.type, error.code].some((name) => name !== undefined && neverRetry.includes(name));
  return isHopeless ? undefined : retryDelay(error.headers, attempt);
}

/** Puts credentials where they belong; gives those of the query, and the texts that no message may show. */
async function authorize(
  { definition, options }: ClientConfig,
  { security = definition.security, id }: Operation,
  headers: Headers,
): Promise<{ keys: string[]; query: { [name: string]: string } }> {
  const keys: string[] = [];
  const query: { [name: string]: string } = {};
  const chosen = security.find((names) =>
    names.every((name) => credentialOf(definition, options, name) !== undefined),
  );
  if (chosen === undefined && security.length > 0)
    throw new ConfigurationError('apiKey', `missing: ${id} needs ${security.flat().join(' or ')}`);
  for (const name of chosen ?? []) {
    const scheme = definition.schemes[name];
    const credential = credentialOf(definition, options, name);
    const key = typeof credential === 'function' ? await credential() : credential;
    checkCredential(name, key);
    if (scheme === undefined || key === undefined) continue;
    const sent = scheme.prefix === 'Basic ' ? btoa(key) : key;
    keys.push(key, sent);
    if (scheme.in === 'header') headers.set(scheme.name, (scheme.prefix ?? '') + sent);
    else if (scheme.in === 'query') query[scheme.name] = sent;
    else headers.append('cookie', `${scheme.name}=${encodeURIComponent(sent)}`);
  }
  return { keys, query };
}

const isJson = ({ contentType }: Operation): boolean => contentType === undefined || /[/+]json\b/.test(contentType);

async function encode(
  operation: Operation,
  value: unknown,
  headers: Headers,
): Promise<BodyInit | undefined> {
  const body = await value;
  if (body === undefined) return undefined;
  // fetch writes the boundary of a form itself.
  if (body instanceof FormData) return body;
  headers.set('content-type', operation.contentType ?? 'application/json');
  return isJson(operation) ? JSON.stringify(body) : (body as BodyInit);
}

function inspect(
  config: ClientConfig,
  operation: Operation,
  options: RequestOptions,
  part: 'request' | 'response',
  value: unknown,
  status = 0,
): void {
  const { check, ...modes } = { ...config.options.validate, ...options.validate };
  const mode = modes[`${part}s`] ?? 'off';
  if (check === undefined || mode === 'off') return;
  const complaints = check(operation.id, part, value, { status, lint: mode === 'warn' });
  if (complaints.length === 0) return;
  const error = new ValidationError(operation.id, part, complaints);
  if (mode === 'throw') throw error;
  log(config, operation, { kind: 'warning', path: operation.path, attempt: 0, message: error.message });
}

type Told = Omit<Parameters<NonNullable<ClientConfig['options']['logger']>>[0], 'operationId' | 'method'>;

const log = ({ options }: ClientConfig, { id, method }: Operation, event: Told): void =>
  options.logger?.({ operationId: id, method, ...event });

const idOf = (headers: Headers, names: readonly string[]): string | undefined =>
  names.map((name) => headers.get(name)).find((id) => id !== null && id !== '') ?? undefined;

const redact = (message: string, keys: readonly string[]): string =>
  keys.reduce((clean, key) => clean.replaceAll(key, '[key]'), message);

function reasonOf(cause: unknown): string {
  const { message, cause: inner } = cause as { message?: unknown; cause?: { message?: unknown } };
  return [message, inner?.message].filter((part) => typeof part === 'string' && part !== '').join(': ');
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
