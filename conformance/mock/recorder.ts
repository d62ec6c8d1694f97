import { safeText } from '../../generator/json/safe-text.ts';
import type { WireRequest, WireResponse } from '../../generator/wire/message.ts';
import { createRedactor, type Redactor, type RedactorOptions } from '../report/redact.ts';
import { type MockResponse, reasonHeader, toResponse, warningHeader } from './reply.ts';

/** One request with its outcome, as the start page shows it. */
export interface LoggedRequest {
  /** ISO 8601. */
  readonly at: string;
  readonly method: string;
  readonly target: string;
  /** 0 when the connection was broken off. */
  readonly status: number;
  readonly milliseconds: number;
  /** Why it was refused. */
  readonly reason?: string;
  /** What looks like a mistake of the client. */
  readonly warning?: string;
}

/** Records requests: a log of the last thousand, and whole exchanges once that is turned on. */
export interface Recorder {
  readonly log: readonly LoggedRequest[];
  /** The lines of a journal (`exchange` events), in the order in which they ended; keys are redacted. */
  transcript(): Promise<readonly string[]>;
  record(isOn: boolean): void;
  clear(): void;
  /** Responds to a request and records both; `secret` is redacted in everything that is kept. */
  around(
    request: Request,
    secret: string | undefined,
    respond: (request: Request) => Promise<MockResponse>,
  ): Promise<MockResponse>;
}

const kept = { requests: 1000, bodyCharacters: 262_144 };

/** `onExchange` gets every line of the transcript as the exchange ends, from the start, without turning it on. */
export function createRecorder(
  secrets: RedactorOptions,
  onExchange?: (line: string) => void,
  onRequest?: (entry: LoggedRequest) => void,
): Recorder {
  let log: LoggedRequest[] = [];
  let lines: string[] = [];
  let isRecording = false;
  let count = 0;
  const pending = new Set<Promise<void>>();
  const redactorFor = (secret: string | undefined): Redactor =>
    createRedactor(secret === undefined ? [] : [secret], secrets);
  // Every request is logged: most targets cannot contain a key.
  const targetWithout = (secret: string | undefined, target: string): string =>
    /[?%]/.test(target) || (secret !== undefined && target.includes(secret))
      ? redactorFor(secret).request({ method: 'GET', target, headers: [] }).target
      : target;
  const keep = (
    request: Request,
    target: string,
    at: number,
    started: number,
    status: number,
    notes: Pick<LoggedRequest, 'reason' | 'warning'> = {},
  ): void => {
    const entry = {
      at: new Date(at).toISOString(),
      method: request.method,
      target,
      status,
      milliseconds: Math.round((performance.now() - started) * 100) / 100,
      ...notes,
    };
    log.push(entry);
    onRequest?.(entry);
    // Trimmed rarely, so that one request does not pay for moving a thousand.
    if (log.length >= 2 * kept.requests) log = log.slice(-kept.requests);
  };
  const write = async (
    sent: Request,
    answered: Response,
    target: string,
    started: number,
    secret: string | undefined,
  ): Promise<void> => {
    const id = ++count;
    const redact = redactorFor(secret);
    const request = redact.request({
      method: sent.method,
      target,
      headers: [...sent.headers],
      body: await bytesOf(sent),
    });
    const response = redact.response({
      status: answered.status,
      headers: [...answered.headers],
      body: await bytesOf(answered),
    });
    const line = safeText(
      JSON.stringify({
        event: 'exchange',
        id,
        request: {
          method: request.method,
          target: request.target,
          headers: request.headers,
          ...bodyOf(request),
        },
        response: { status: response.status, headers: response.headers, ...bodyOf(response) },
        timing: { milliseconds: Math.round((performance.now() - started) * 100) / 100 },
      }),
    );
    onExchange?.(line);
    if (!isRecording) return;
    lines.push(line);
    if (lines.length >= 2 * kept.requests) lines = lines.slice(-kept.requests);
  };
  return {
    get log() {
      return log.slice(-kept.requests);
    },
    async transcript() {
      // Responses that are still being written are reported next time.
      const patience = new Promise((resolve) => setTimeout(resolve, 1000).unref());
      await Promise.race([Promise.allSettled(pending), patience]);
      return lines.slice(-kept.requests);
    },
    record(isOn) {
      isRecording = isOn;
    },
    clear() {
      log = [];
      lines = [];
    },
    async around(request, secret, respond) {
      const at = Date.now();
      const started = performance.now();
      // After the scheme and the host; the URL of a request is absolute and normalised.
      const target = request.url.slice(request.url.indexOf('/', request.url.indexOf('//') + 2));
      const shown = targetWithout(secret, target);
      const sent = isRecording || onExchange !== undefined ? request.clone() : undefined;
      let answered: MockResponse;
      try {
        answered = await respond(request);
      } catch (cause) {
        keep(request, shown, at, started, 0);
        throw cause;
      }
      keep(request, shown, at, started, answered.status, notesOf(answered));
      if (sent === undefined) return answered;
      const response = toResponse(answered);
      const written = write(sent, response.clone(), target, started, secret).finally(() =>
        pending.delete(written),
      );
      pending.add(written);
      return response;
    },
  };
}

/** `undefined` for a body that broke off. */
async function bytesOf(message: Request | Response): Promise<Uint8Array> {
  try {
    return Buffer.from(await message.arrayBuffer());
  } catch {
    return new Uint8Array();
  }
}

/** What the mock's own headers of a response say. */
function notesOf({ headers }: MockResponse): Pick<LoggedRequest, 'reason' | 'warning'> {
  const read = (name: string): string | undefined =>
    headers instanceof Headers ? (headers.get(name) ?? undefined) : headers[name];
  const reason = read(reasonHeader);
  const warning = read(warningHeader);
  return { ...(reason === undefined ? {} : { reason }), ...(warning === undefined ? {} : { warning }) };
}

/** Text where the bytes are UTF-8, otherwise base64, as in the report of a run; long bodies are cut. */
function bodyOf({ body }: WireRequest | WireResponse): {
  readonly body?: string;
  readonly bodyEncoding?: 'base64';
} {
  if (body === undefined || body.byteLength === 0) return {};
  const bytes = Buffer.from(body);
  const text = bytes.toString();
  if (Buffer.from(text).equals(bytes)) return { body: text.slice(0, kept.bodyCharacters) };
  return { body: bytes.subarray(0, kept.bodyCharacters).toString('base64'), bodyEncoding: 'base64' };
}
