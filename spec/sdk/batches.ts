import type {
  BatchCreateRequest,
  BatchObject,
  ChatCompletionRequest,
  ChatCompletionResponse,
  Moonshot,
  RequestOptions,
} from 'moonshot-plumbline';
import {
  ApiConnectionError,
  ClientError,
  ConfigurationError,
  InternalServerError,
  RateLimitError,
  RequestAbortedError,
  toFile,
} from 'moonshot-plumbline';

/** One chat of a batch; `customId` joins it with its result. */
export interface BatchRequest {
  readonly customId: string;
  readonly body: ChatCompletionRequest;
}

/** What came of one chat of a batch. */
export type BatchResult =
  | { readonly customId: string; readonly completion: ChatCompletionResponse; readonly error?: undefined }
  | {
      readonly customId: string;
      readonly completion?: undefined;
      readonly error: { readonly status: number | undefined; readonly message: string };
    };

/** Files of the API hold at most 100 MB. */
const mostBytes = 100 * 1024 * 1024;

/**
 * The JSONL text of a batch. Throws a ConfigurationError, before anything is sent, for an empty batch, a `customId` that is
 * empty or used twice, more than one model, a stream, or more than 100 MB.
 */
export function batchLines(requests: readonly BatchRequest[]): string {
  const seen = new Map<string, number>();
  const model = requests[0]?.body.model;
  if (model === undefined) throw new ConfigurationError('requests', 'a batch holds at least one request');
  let text = '';
  for (const [index, { customId, body }] of requests.entries()) {
    const at = `requests[${index}]`;
    const earlier = seen.get(customId);
    if (customId === '') throw new ConfigurationError(`${at}.customId`, 'must not be empty');
    if (earlier !== undefined)
      throw new ConfigurationError(`${at}.customId`, `"${customId}" is that of requests[${earlier}] too`);
    seen.set(customId, index);
    if (body.model !== model)
      throw new ConfigurationError(`${at}.body.model`, `a batch has one model: ${model}, not ${body.model}`);
    if (body.stream === true) throw new ConfigurationError(`${at}.body.stream`, 'a batch cannot stream');
    text += `${JSON.stringify({ custom_id: customId, method: 'POST', url: '/v1/chat/completions', body })}\n`;
  }
  const bytes = new TextEncoder().encode(text).length;
  if (bytes > mostBytes)
    throw new ConfigurationError('requests', `${bytes} bytes are more than the ${mostBytes} of one file`);
  return text;
}

export interface ChatBatchSettings {
  /** From `12h` to `7d`; default `24h`. */
  readonly completionWindow?: string;
  readonly metadata?: BatchCreateRequest['metadata'];
  /**
   * A name of your own for this work, kept in the metadata. Where a batch of this name is there already, in whichever state, it
   * is returned and nothing is sent: a program that was killed before it could note the id makes no second batch.
   */
  readonly job?: string;
}

/** Uploads the requests and creates the batch. Keep its `id`: with it `waitForBatch` goes on after a restart. */
export async function createChatBatch(
  client: Pick<Moonshot, 'batches' | 'files'>,
  requests: readonly BatchRequest[],
  { completionWindow = '24h', metadata, job }: ChatBatchSettings = {},
  options?: RequestOptions,
): Promise<BatchObject> {
  const lines = batchLines(requests);
  if (job !== undefined)
    for await (const batch of client.batches.list({ limit: 100 }, options))
      if (batch.metadata?.['job'] === job) return batch;
  const file = toFile(lines, 'batch.jsonl', 'application/jsonl');
  const { id } = await client.files.create({ file, purpose: 'batch' }, options);
  const labels = { ...metadata, ...(job === undefined ? {} : { job }) };
  return client.batches.create(
    {
      input_file_id: id,
      endpoint: '/v1/chat/completions',
      completion_window: completionWindow,
      ...(Object.keys(labels).length === 0 ? {} : { metadata: labels }),
    },
    options,
  );
}

const ended: ReadonlySet<BatchObject['status']> = new Set(['completed', 'failed', 'expired', 'cancelled']);

export interface WaitForBatchOptions extends RequestOptions {
  /** Milliseconds before the second look; each later wait is half as long again. Default 1,000. */
  readonly firstWait?: number;
  /** Milliseconds between two looks at most. Default 60,000. */
  readonly longestWait?: number;
  /** Called with the batch after each look. */
  readonly onProgress?: (batch: BatchObject) => void;
}

/** Failed looks in a row that end the wait. */
const mostFailures = 10;

/**
 * Looks at a batch until it has ended, in whichever way. A look that fails because the API cannot be reached, is overloaded or
 * broken is made again after the next wait, ten times in a row at most; any other error rejects. Rejects with a RequestAbortedError
 * when `signal` is aborted.
 */
export async function waitForBatch(
  client: Pick<Moonshot, 'batches'>,
  batchId: string,
  { firstWait = 1_000, longestWait = 60_000, onProgress, ...options }: WaitForBatchOptions = {},
): Promise<BatchObject> {
  let failures = 0;
  for (let wait = firstWait; ; wait = Math.min(wait * 1.5, longestWait)) {
    let batch: BatchObject | undefined;
    try {
      batch = await client.batches.retrieve(batchId, options);
      failures = 0;
    } catch (error) {
      const isPassing =
        error instanceof ApiConnectionError ||
        error instanceof InternalServerError ||
        error instanceof RateLimitError;
      if (!isPassing || ++failures >= mostFailures) throw error;
    }
    if (batch !== undefined) {
      onProgress?.(batch);
      if (ended.has(batch.status)) return batch;
    }
    await pause(wait, options.signal ?? undefined);
  }
}

function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      clearTimeout(timer);
      reject(new RequestAbortedError('the signal was aborted while waiting for the batch'));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, milliseconds);
    if (signal?.aborted) abort();
    else signal?.addEventListener('abort', abort, { once: true });
  });
}

/**
 * The results of an ended batch by `customId`, from its output and its error file; their lines come in any order. Throws a
 * ClientError for a line that cannot be read and for a `customId` that stands twice.
 */
export async function batchResults(
  client: Pick<Moonshot, 'files'>,
  batch: BatchObject,
  options?: RequestOptions,
): Promise<ReadonlyMap<string, BatchResult>> {
  const results = new Map<string, BatchResult>();
  for (const fileId of [batch.output_file_id, batch.error_file_id]) {
    if (!fileId) continue;
    const text = await client.files.content(fileId, options);
    for (const [index, line] of text.split('\n').entries()) {
      if (line.trim() === '') continue;
      const result = resultOf(line);
      // A line of the input that could not be read has no `customId` to answer to.
      if (typeof result === 'string')
        throw new ClientError(`batch ${batch.id}, line ${index + 1} of file ${fileId}: ${result}`);
      if (results.has(result.customId))
        throw new ClientError(`batch ${batch.id} has two results for "${result.customId}"`);
      results.set(result.customId, result);
    }
  }
  return results;
}

const membersOf = (value: unknown): { readonly [name: string]: unknown } =>
  typeof value === 'object' && value !== null ? (value as { readonly [name: string]: unknown }) : {};

/** The result that a line holds, or what is wrong with the line. */
function resultOf(line: string): BatchResult | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return 'is not JSON';
  }
  const { custom_id: customId, response, error } = membersOf(value);
  const { status_code: status, body } = membersOf(response);
  const message =
    [membersOf(membersOf(body)['error'])['message'], membersOf(error)['message'], error].find(
      (text) => typeof text === 'string',
    ) ?? 'the API gave no reason';
  if (typeof customId !== 'string') return `belongs to no request: ${String(message)}`;
  if (typeof status === 'number' && status >= 200 && status < 300)
    return { customId, completion: body as ChatCompletionResponse };
  return {
    customId,
    error: { status: typeof status === 'number' ? status : undefined, message: String(message) },
  };
}
