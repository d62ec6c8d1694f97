import type { Behaviour } from '../model.ts';
import { type MockAnswer, toResponse } from './reply.ts';

/** The connection is to be broken off: in-process the call rejects with this, a listening server drops the socket. */
export class ConnectionReset extends Error {
  override readonly name = 'ConnectionReset';
}

const brokenOff = new WeakSet<Response>();

/** Whether the connection is to be broken off after the headers of this answer. */
export const isBrokenOff = (response: Response): boolean => brokenOff.has(response);

/** A fault as written: `status=503`, `stream-cut=3`, `quota`; `*2` behind it means the next two requests only. */
export interface Fault {
  readonly id: string;
  readonly value: string | undefined;
  /** Requests that it still befalls; without end when absent. */
  readonly count: number | undefined;
}

/** What a fault does: answers in place of the server, waits, or spoils an answer. */
interface Kind {
  readonly title: string;
  before?(value: string | undefined): MockAnswer | Promise<void>;
  after?(response: Response, value: string | undefined): Response;
}

const number = (value: string | undefined, otherwise: number): number => {
  const read = Number(value ?? otherwise);
  return Number.isFinite(read) && read >= 0 ? read : otherwise;
};

const general: { readonly [id: string]: Kind } = {
  status: {
    title: 'status=<code>: answers with that status',
    before: (value) => {
      const status = number(value, 500);
      return Response.json(
        { error: { message: `the fault status=${status} was asked for`, type: 'fault' } },
        { status: status >= 200 && status < 600 ? status : 500 },
      );
    },
  },
  'retry-after': {
    title: 'retry-after=<seconds>: 429 with that Retry-After',
    before: (value) =>
      Response.json(
        { error: { message: 'too many requests', type: 'rate_limit_reached_error' } },
        { status: 429, headers: { 'retry-after': String(number(value, 1)) } },
      ),
  },
  latency: {
    title: 'latency=<milliseconds>: waits before it answers',
    before: (value) => new Promise((resolve) => setTimeout(resolve, Math.min(number(value, 1000), 600_000))),
  },
  'reset-before': {
    title: 'breaks the connection off before any header',
    before: () => Promise.reject(new ConnectionReset('reset-before')),
  },
  'reset-after': {
    title: 'breaks the connection off after the headers',
    after(response) {
      const broken = withBody(
        response,
        new ReadableStream({
          start: (controller) => controller.error(new ConnectionReset('reset-after')),
        }),
      );
      brokenOff.add(broken);
      return broken;
    },
  },
  'stream-cut': {
    title: 'stream-cut=<k>: a stream ends after k events',
    after: (response, value) => events(response, (all) => all.slice(0, number(value, 1))),
  },
  'stream-no-end': {
    title: 'a stream lacks its last event, such as [DONE]',
    after: (response) => events(response, (all) => all.slice(0, -1)),
  },
  'stream-error': {
    title: 'stream-error=<k>: after k events comes one with an error, then the end',
    after: (response, value) =>
      events(response, (all) => [
        ...all.slice(0, number(value, 1)),
        'data: {"error":{"message":"the fault stream-error was asked for","type":"server_error"}}\n\n',
        ...all.slice(-1),
      ]),
  },
  'stream-malformed': {
    title: 'stream-malformed=<k>: event k is cut in the middle of its JSON',
    after: (response, value) =>
      events(response, (all) =>
        all.map((event, index) =>
          index === number(value, 1) ? `${event.slice(0, Math.ceil(event.length / 2)).trimEnd()}\n\n` : event,
        ),
      ),
  },
  'stream-split': {
    title: 'sends every byte of a stream by itself, so characters are split',
    after: (response) => (isStream(response) ? withBody(response, bytewise(response)) : response),
  },
  'content-type': {
    title: 'content-type=<type>: calls the answer that',
    after: (response, value) => {
      const headers = new Headers(response.headers);
      headers.set('content-type', value ?? 'text/html');
      return new Response(response.body, { status: response.status, headers });
    },
  },
};

/** The faults that a mock knows: those of any API, and those of its behaviours. */
export interface Faults {
  /** Id to title, in order. */
  readonly titles: ReadonlyMap<string, string>;
  /** Reads a fault; `undefined` when there is none of that name. */
  parse(text: string): Fault | undefined;
  add(fault: Fault): void;
  readonly active: readonly Fault[];
  reset(): void;
  /** Lets what is active, and what a header asks for, befall a request. */
  around(header: string | null, answer: () => Promise<MockAnswer>): Promise<MockAnswer>;
}

export function createFaults(behaviours: readonly Behaviour[]): Faults {
  const kinds = new Map<string, Kind>(Object.entries(general));
  for (const { faults = {} } of behaviours)
    for (const [id, { title, respond }] of Object.entries(faults)) kinds.set(id, { title, before: respond });
  let active: Fault[] = [];
  const parse = (text: string): Fault | undefined => {
    const [, id = '', value, count] = /^([\w-]+)(?:=([^*]*))?(?:\*(\d{1,9}))?$/.exec(text.trim()) ?? [];
    return kinds.has(id) ? { id, value, count: count === undefined ? undefined : Number(count) } : undefined;
  };
  return {
    titles: new Map([...kinds].map(([id, { title }]) => [id, title])),
    parse,
    add: (fault) => {
      active.push(fault);
    },
    get active() {
      return active;
    },
    reset() {
      active = [];
    },
    async around(header, answer) {
      if (header === null && active.length === 0) return answer();
      const asked = (header ?? '').split(',').flatMap((text) => parse(text) ?? []);
      const now = [...active, ...asked];
      active = active.flatMap((fault) =>
        fault.count === undefined ? [fault] : fault.count > 1 ? [{ ...fault, count: fault.count - 1 }] : [],
      );
      for (const { id, value } of now) {
        const response = await kinds.get(id)?.before?.(value);
        if (response !== undefined) return response;
      }
      return now.reduce(
        (response, { id, value }) => kinds.get(id)?.after?.(response, value) ?? response,
        toResponse(await answer()),
      );
    },
  };
}

const isStream = ({ headers }: Response): boolean =>
  headers.get('content-type')?.startsWith('text/event-stream') === true;

const withBody = (response: Response, body: ReadableStream): Response =>
  new Response(body, { status: response.status, headers: response.headers });

/** Changes the list of events of a stream; other answers are left alone. */
function events(response: Response, alter: (all: readonly string[]) => readonly string[]): Response {
  if (!isStream(response)) return response;
  const encoder = new TextEncoder();
  return withBody(
    response,
    new ReadableStream({
      async start(controller) {
        const all = (await response.text()).split(/(?<=\n\n)/);
        for (const event of alter(all)) controller.enqueue(encoder.encode(event));
        controller.close();
      },
    }),
  );
}

const bytewise = (response: Response): ReadableStream =>
  new ReadableStream({
    async start(controller) {
      for (const byte of new Uint8Array(await response.arrayBuffer()))
        controller.enqueue(Uint8Array.of(byte));
      controller.close();
    },
  });
