import { type MockAnswer, toResponse } from './reply.ts';

/** One request that was answered, as the start page shows it. */
export interface LoggedRequest {
  /** ISO 8601. */
  readonly at: string;
  readonly method: string;
  readonly target: string;
  /** 0 when the connection was broken off. */
  readonly status: number;
  readonly milliseconds: number;
}

/** Remembers what was asked: a log of the last thousand requests, and whole exchanges once that is turned on. */
export interface Recorder {
  readonly log: readonly LoggedRequest[];
  /** The lines of a journal (`exchange` events); keys are taken out. */
  transcript(): Promise<readonly string[]>;
  record(isOn: boolean): void;
  clear(): void;
  around(request: Request, answer: (request: Request) => Promise<MockAnswer>): Promise<MockAnswer>;
}

const kept = { requests: 1000, bodyCharacters: 262_144 };

export function createRecorder(): Recorder {
  let log: LoggedRequest[] = [];
  let transcript: string[] = [];
  let isRecording = false;
  const pending = new Set<Promise<void>>();
  const keep = (entry: LoggedRequest): void => {
    log.push(entry);
    // Cut seldom, so that a request does not pay for moving a thousand.
    if (log.length >= 2 * kept.requests) log = log.slice(-kept.requests);
  };
  return {
    get log() {
      return log.slice(-kept.requests);
    },
    async transcript() {
      // Answers that are still being written are told of next time.
      const patience = new Promise((resolve) => setTimeout(resolve, 1000).unref());
      await Promise.race([Promise.allSettled(pending), patience]);
      return transcript.filter((line) => line !== '');
    },
    record(isOn) {
      isRecording = isOn;
    },
    clear() {
      log = [];
      transcript = [];
    },
    async around(request, answer) {
      const started = performance.now();
      // Behind the scheme and the host; the URL of a request is absolute and normalised.
      const target = request.url.slice(request.url.indexOf('/', request.url.indexOf('//') + 2));
      const entry = (status: number): LoggedRequest => ({
        at: new Date().toISOString(),
        method: request.method,
        target,
        status,
        milliseconds: Math.round((performance.now() - started) * 100) / 100,
      });
      const sent = isRecording ? request.clone() : undefined;
      let response: MockAnswer;
      try {
        response = await answer(request);
      } catch (cause) {
        keep(entry(0));
        throw cause;
      }
      keep(entry(response.status));
      if (sent !== undefined) {
        response = toResponse(response);
        const copy = response.clone();
        const id = transcript.length + 1;
        transcript.push('');
        const write = async (): Promise<void> => {
          const [asked, answered] = [await textOf(sent), await textOf(copy)];
          transcript[id - 1] = JSON.stringify({
            event: 'exchange',
            id,
            request: { method: request.method, target, headers: harmless(request.headers), body: asked },
            response: { status: copy.status, headers: harmless(copy.headers), body: answered },
          });
          if (transcript.length > 2 * kept.requests) transcript = transcript.slice(-kept.requests);
        };
        const written = write().finally(() => pending.delete(written));
        pending.add(written);
      }
      return response;
    },
  };
}

const textOf = async (message: Request | Response): Promise<string> => {
  try {
    return (await message.text()).slice(0, kept.bodyCharacters);
  } catch {
    return '';
  }
};

const secrets = /authorization|cookie|api-?key|token/i;

const harmless = (headers: Headers): readonly (readonly [string, string])[] =>
  [...headers].map(([name, value]) => [name, secrets.test(name) ? '[redacted]' : value] as const);
