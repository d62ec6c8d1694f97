import { createHash } from 'node:crypto';
import { type Diagnostic, DiagnosticError, fail } from '../../generator/contract/diagnostics.ts';
import type { Contract } from '../../generator/contract/model.ts';
import { isObject } from '../../generator/json/pointer.ts';
import type { WireRequest, WireResponse } from '../../generator/wire/message.ts';
import { type Redactor, redactedMark } from '../report/redact.ts';

/** The settings of a run: with the contract and the responses they lead to the same requests again. */
export interface RunSettings {
  readonly seed: number;
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly maxRequests?: number;
  readonly maxPaid?: number;
  /** In the unit of the balance. */
  readonly maxCost?: number;
  /** `i/n`. */
  readonly shard?: string;
  readonly path?: string;
  readonly live?: boolean;
  /** Paid calls were allowed. */
  readonly yes?: boolean;
}

/** The first line of a journal. */
export interface JournalHeader {
  readonly event: 'journal';
  readonly version: 1;
  /** Digest of the document with its overlays, and of the ids of the rules. */
  readonly contract: string;
  readonly target: string;
  /** When the run began, as ISO 8601; absent in older journals. */
  readonly started?: string;
  readonly run: RunSettings;
}

/** One request of a journal and its response; `response` is absent when none arrived. */
export interface Recorded {
  /** 1-based line of the file. */
  readonly line: number;
  readonly identity: string;
  readonly response?: WireResponse;
  readonly silence?: { readonly code: string; readonly message: string };
  /** The journal was full, so the body of the response was not kept: it cannot be judged again. */
  readonly isOmitted?: true;
  readonly milliseconds: number;
  /** The run was interrupted after this exchange; the following exchanges deleted what it had created. */
  readonly stopped: boolean;
  /** What was created before this exchange was deleted before the next. */
  readonly forgets: boolean;
}

/** A journal after reading. */
export interface Journal {
  readonly header: JournalHeader;
  readonly recorded: readonly Recorded[];
  /** The number of requests with which the cases of a live run were chosen; absent where the run ended before. */
  readonly chosenWith?: number;
  /** Bytes of the file that are complete lines; an incomplete line may follow. */
  readonly wholeBytes: number;
  readonly isCut: boolean;
  readonly isFinished: boolean;
}

/** Identifies a contract and its rules: a journal replays with the contract of its recording only. */
export function contractDigest({ document }: Contract, rules: readonly { readonly id: string }[]): string {
  const said = JSON.stringify([document, rules.map(({ id }) => id)]);
  return createHash('sha256').update(said).digest('hex').slice(0, 16);
}

/** A recording without the clean-up of an interrupted run: the run continues as if it had not ended. */
export function goingOn(recorded: readonly Recorded[]): readonly Recorded[] {
  const at = recorded.findIndex(({ stopped }) => stopped);
  return at < 0
    ? recorded
    : recorded
        .slice(0, at + 1)
        .map((each, index) => (index === at ? { ...each, stopped: false, forgets: true } : each));
}

/** Equal for a request and its repetition in a replay with another key: `request` comes without its key. */
export function requestIdentity({ method, target, headers, body }: WireRequest): string {
  const said = JSON.stringify([method, target, headers, base64(body)]);
  return createHash('sha256').update(said).digest('hex').slice(0, 16);
}

const base64 = (body: Uint8Array | undefined): string =>
  body === undefined ? '' : Buffer.from(body).toString('base64');

/** A body as a member of a line: text where the bytes are UTF-8, else base64. */
export function bodyMembers(body: Uint8Array | undefined): Readonly<Record<string, string>> {
  if (body === undefined || body.byteLength === 0) return {};
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(body);
  return Buffer.from(text).equals(Buffer.from(body))
    ? { body: text }
    : { body: Buffer.from(body).toString('base64'), bodyEncoding: 'base64' };
}

/** How messages are redacted before they are written. */
export interface JournalRedaction {
  readonly redact: Redactor;
  /** A request without its key, the same in every run: see `requestIdentity`. */
  identify(request: WireRequest): WireRequest;
}

const requestMembers = (request: WireRequest) => ({
  method: request.method,
  target: request.target,
  headers: request.headers,
  ...bodyMembers(request.body),
});

/** The members of a line for a request that is about to be sent. */
export const sendingRecord = (
  request: WireRequest,
  { redact }: JournalRedaction,
): Readonly<Record<string, unknown>> => ({
  event: 'sending',
  request: requestMembers(redact.request(request)),
});

/** The members of a line for a request that was sent; other tools read it like the NDJSON report. */
export function exchangeRecord(
  id: number,
  sent: WireRequest,
  answered: WireResponse,
  milliseconds: number,
  { redact, identify }: JournalRedaction,
): Readonly<Record<string, unknown>> {
  // First: secrets that the response introduces are redacted in the request too.
  const response = redact.response(answered);
  const request = redact.request(sent);
  return {
    event: 'exchange',
    id,
    identity: requestIdentity(identify(sent)),
    request: requestMembers(request),
    response: {
      status: response.status,
      headers: response.headers,
      ...bodyMembers(response.body),
    },
    timing: { milliseconds: Math.round(milliseconds * 100) / 100 },
  };
}

/**
 * Reads a journal. An incomplete last line (the run was killed while writing) is dropped; any other line that does not belong
 * into a journal is a DiagnosticError with its line number. `reveal` puts the key back where it was redacted.
 */
export function parseJournal(file: string, text: string, reveal: (text: string) => string): Journal {
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const wrong: Diagnostic[] = [];
  const recorded: Recorded[] = [];
  let header: JournalHeader | undefined;
  let isFinished = false;
  let chosenWith: number | undefined;
  for (const [index, line] of whole.split('\n').entries()) {
    if (line.trim() === '') continue;
    const value = parsed(line);
    const problem = (message: string): void => {
      wrong.push({ severity: 'error', code: 'bad-journal', file, line: index + 1, column: 1, message });
    };
    if (!isObject(value)) problem('this line is not a JSON object');
    else if (value['event'] === 'journal') header = value as unknown as JournalHeader;
    else if (value['event'] === 'stopped') {
      const last = recorded.pop();
      if (last !== undefined) recorded.push({ ...last, stopped: true });
    } else if (value['event'] === 'cleaned') {
      const last = recorded.pop();
      if (last !== undefined) recorded.push({ ...last, forgets: true });
    } else if (value['event'] === 'resumed') recorded.splice(0, recorded.length, ...goingOn(recorded));
    else if (value['event'] === 'finished') isFinished = true;
    else if (value['event'] === 'plan' && typeof value['requests'] === 'number')
      chosenWith = value['requests'];
    else if (value['event'] === 'exchange' || value['event'] === 'silence') {
      const one = recordedOf(index + 1, value, reveal);
      if (one === undefined) problem('an exchange needs identity, response and timing');
      else recorded.push(one);
    }
  }
  if (wrong.length > 0) throw new DiagnosticError(wrong);
  if (header === undefined || header.version !== 1 || !isObject(header.run))
    return fail({
      code: 'bad-journal',
      file,
      message:
        'the file is not the journal of a run: its first line must be the header that plumbline writes',
      hint: 'A journal is what --journal writes, as every live run does.',
    });
  const isCut = whole.length < text.length;
  return {
    header,
    recorded,
    ...(chosenWith === undefined ? {} : { chosenWith }),
    wholeBytes: Buffer.byteLength(whole),
    isCut,
    isFinished,
  };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function recordedOf(
  line: number,
  { identity, response, silence, timing }: Readonly<Record<string, unknown>>,
  reveal: (text: string) => string,
): Recorded | undefined {
  if (typeof identity !== 'string') return undefined;
  const milliseconds =
    isObject(timing) && typeof timing['milliseconds'] === 'number' ? timing['milliseconds'] : 0;
  if (isObject(silence)) {
    const { code, message } = silence;
    return {
      line,
      identity,
      silence: { code: String(code), message: String(message) },
      milliseconds,
      stopped: false,
      forgets: false,
    };
  }
  if (!isObject(response) || typeof response['status'] !== 'number') return undefined;
  const { status, headers, body, bodyEncoding, isOmitted } = response;
  const text = typeof body === 'string' ? body : '';
  return {
    line,
    identity,
    response: {
      status,
      headers: Array.isArray(headers)
        ? headers.map(
            ([name, value]: [string, string]) => [String(name), revealed(String(value), reveal)] as const,
          )
        : [],
      body: bodyEncoding === 'base64' ? Buffer.from(text, 'base64') : Buffer.from(reveal(text)),
    },
    ...(isOmitted === true ? { isOmitted } : {}),
    milliseconds,
    stopped: false,
    forgets: false,
  };
}

/** A header whose whole value was redacted by its name did not repeat the key. */
const revealed = (value: string, reveal: (text: string) => string): string =>
  value === redactedMark ? value : reveal(value);
