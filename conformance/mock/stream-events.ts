import { isObject } from '../../generator/json/pointer.ts';
import type { MockResponse } from './reply.ts';

type Json = Readonly<Record<string, unknown>>;

const brokenOff = new WeakSet<Response>();

/** Whether the connection breaks off after the headers of this response. */
export const isBrokenOff = (response: Response): boolean => brokenOff.has(response);

/** Marks such a response. */
export function breakOff(response: Response): Response {
  brokenOff.add(response);
  return response;
}

/** Whether a response is an event stream. */
export const isStream = ({ headers }: Response): boolean =>
  headers.get('content-type')?.startsWith('text/event-stream') === true;

/** The response with another body. */
export const withBody = (response: Response, body: ReadableStream): Response =>
  new Response(body, { status: response.status, headers: response.headers });

/** Changes the list of events of a stream; other responses stay unchanged. */
export function events(response: Response, alter: (all: readonly string[]) => readonly string[]): Response {
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

/** A body whose events follow one another after a number of milliseconds each. */
export function paced(response: Response, milliseconds: number): ReadableStream {
  let left: string[] | undefined;
  return new ReadableStream({
    async pull(controller) {
      left ??= (await response.text()).split(/(?<=\n\n)/);
      await new Promise((resolve) => setTimeout(resolve, milliseconds));
      const event = left.shift();
      if (event === undefined) controller.close();
      else controller.enqueue(new TextEncoder().encode(event));
    },
  });
}

/** A body that is sent byte by byte. */
export const bytewise = (response: Response): ReadableStream =>
  new ReadableStream({
    async start(controller) {
      for (const byte of new Uint8Array(await response.arrayBuffer()))
        controller.enqueue(Uint8Array.of(byte));
      controller.close();
    },
  });

/** Changes the JSON object of a response, or of every event of a stream; other bodies stay unchanged. */
export function alterEach(response: Response, alter: (body: Json) => unknown): Response {
  const { headers, status } = response;
  if (isStream(response))
    return events(response, (all) => all.map((event) => event.replace(/(?<=^data: )\{.*\}$/m, altered)));
  if (headers.get('content-type')?.includes('json') !== true || response.body === null) return response;
  return new Response(
    new ReadableStream({
      async start(controller) {
        controller.enqueue(new TextEncoder().encode(altered(await response.text())));
        controller.close();
      },
    }),
    { status, headers },
  );

  function altered(text: string): string {
    try {
      const body: unknown = JSON.parse(text);
      return isObject(body) ? JSON.stringify(alter(body)) : text;
    } catch {
      return text;
    }
  }
}

/** Calls `onEnd` when a response ends: at once, or for a stream when it is read to its end or cancelled. */
export function untilRead(reply: MockResponse, onEnd: () => void): MockResponse {
  if (!(reply instanceof Response) || reply.body === null || !isStream(reply) || isBrokenOff(reply)) {
    onEnd();
    return reply;
  }
  const reader = reply.body.getReader();
  return withBody(
    reply,
    new ReadableStream({
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (!done) return controller.enqueue(value);
          onEnd();
          controller.close();
        } catch (cause) {
          onEnd();
          controller.error(cause);
        }
      },
      cancel(reason) {
        onEnd();
        return reader.cancel(reason);
      },
    }),
  );
}
