import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { StreamError } from './errors.js';
import type { Operation } from './operation.js';
import type { UnreadResponse } from './promise.js';

/** The items of an event stream, as they arrive; read once, with `for await`. Leaving the loop ends the request. */
export class Stream<Item> implements AsyncIterable<Item> {
  readonly response: Response;
  readonly requestId: string | undefined;
  readonly #received: UnreadResponse;
  readonly #end: string | undefined;
  #isRead = false;

  /** `end`: the data of the event after which nothing follows, if the API sends one. */
  constructor(received: UnreadResponse, end: string | undefined) {
    this.response = received.response;
    this.requestId = received.requestId;
    this.#received = received;
    this.#end = end;
  }

  /** Ends the request. */
  abort(): void {
    this.#received.abort();
    this.#received.done();
  }

  async *[Symbol.asyncIterator](): AsyncIterator<Item> {
    if (this.#isRead) throw new StreamError('a stream can be read once');
    this.#isRead = true;
    let isWhole = false;
    try {
      for await (const { event, data } of this.#events()) {
        if (data === this.#end) {
          isWhole = true;
          return;
        }
        yield await this.#item(event, data);
      }
      isWhole = this.#end === undefined;
      if (!isWhole) throw new StreamError('the stream was cut before its end');
    } finally {
      if (!isWhole) this.abort();
      this.#received.done();
    }
  }

  async *#events(): AsyncGenerator<EventSourceMessage> {
    const queue: EventSourceMessage[] = [];
    const parser = createParser({ onEvent: (message) => queue.push(message) });
    const decoder = new TextDecoder();
    const reader = this.response.body?.getReader();
    for (;;) {
      const { done, value } = (await this.#next(reader)) ?? { done: true, value: undefined };
      // The blank line behind the last event may be missing; an event that was cut in the middle does not count.
      parser.feed(done ? `${decoder.decode()}\n\n` : decoder.decode(value, { stream: true }));
      if (done) {
        yield* queue.filter(({ data }) => data === this.#end || this.#end === undefined);
        return;
      }
      yield* queue.splice(0);
    }
  }

  async #next(reader: ReadableStreamDefaultReader<Uint8Array> | undefined) {
    try {
      return await reader?.read();
    } catch (cause) {
      throw await this.#received.explain(cause as Error);
    }
  }

  async #item(event: string | undefined, data: string): Promise<Item> {
    let item: unknown;
    try {
      item = JSON.parse(data);
    } catch {
      const { cleaner } = await import('./secrets.js');
      throw new StreamError(`an event holds no JSON: ${cleaner(this.#received.keys)(data).slice(0, 100)}`);
    }
    if (event === 'error' || (item as { error?: unknown } | null)?.error)
      throw (await import('./failure.js')).apiError(this.#received, item);
    return item as Item;
  }
}

/** Reads an event stream. */
export async function stream<Item>(received: UnreadResponse, { streamEnd }: Operation): Promise<Stream<Item>> {
  const type = received.response.headers.get('content-type') ?? 'nothing';
  if (!/^text\/event-stream\b/i.test(type)) {
    received.abort();
    received.done();
    throw new StreamError(`expected text/event-stream, the server sent ${type}`);
  }
  return new Stream(received, streamEnd);
}
