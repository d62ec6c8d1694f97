import type { MockResponse } from './reply.ts';
import { alterEach, breakOff, bytewise, events, isStream, paced, withBody } from './stream-events.ts';

/** Breaks the connection off: in-process the call rejects with this error, a listening server closes the socket. */
export class ConnectionReset extends Error {
  override readonly name = 'ConnectionReset';
}

/** What a fault does: responds instead of the mock, waits, or changes a response. */
export interface FaultKind {
  readonly title: string;
  before?(value: string | undefined): MockResponse | Promise<void>;
  after?(response: Response, value: string | undefined): Response;
}

const number = (value: string | undefined, otherwise: number): number => {
  const read = Number(value ?? otherwise);
  return Number.isFinite(read) && read >= 0 ? read : otherwise;
};

/** The faults of any API. */
export const generalFaults = (): { readonly [id: string]: FaultKind } => ({
  status: {
    title: 'status=<code>: responds with that status',
    before: (value) => {
      const status = number(value, 500);
      if ([204, 205, 304].includes(status)) return new Response(null, { status });
      return Response.json(
        { error: { message: `the fault status=${status} is active`, type: 'fault' } },
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
    title: 'latency=<milliseconds>: waits before responding',
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
      return breakOff(broken);
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
        'data: {"error":{"message":"the fault stream-error is active","type":"server_error"}}\n\n',
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
  'stream-delay': {
    title: 'stream-delay=<milliseconds>: waits before each event of a stream',
    after: (response, value) =>
      isStream(response)
        ? withBody(response, paced(response, Math.min(number(value, 100), 60_000)))
        : response,
  },
  'stream-split': {
    title: 'sends every byte of a stream by itself, so characters are split',
    after: (response) => (isStream(response) ? withBody(response, bytewise(response)) : response),
  },
  'content-type': {
    title: 'content-type=<type>: labels the response with that type',
    after: (response, value) => {
      const headers = new Headers(response.headers);
      headers.set('content-type', value ?? 'text/html');
      return new Response(response.body, { status: response.status, headers });
    },
  },
  'duplicate-id': duplicateId(),
});

/** Each created item gets the id of the first response with the same members. */
function duplicateId(): FaultKind {
  const first = new Map<string, unknown>();
  return {
    title: 'every created item gets the id of the first one',
    after: (response) =>
      alterEach(response, (body) => {
        const id = body['id'];
        if (typeof id !== 'string' && typeof id !== 'number') return body;
        const like = Object.keys(body).sort().join();
        if (!first.has(like)) first.set(like, id);
        return { ...body, id: first.get(like) };
      }),
  };
}
