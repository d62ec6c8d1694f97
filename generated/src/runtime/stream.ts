import { createParser } from 'eventsource-parser';
import { StreamError } from './errors.js';
import type { Operation } from './operation.js';
import type { UnreadResponse } from './promise.js';

/** A piece of a stream with its data; events have a name and an id too. */
export interface Frame {
  readonly data: string;
  readonly event?: string | undefined;
  readonly id?: string | undefined;
}

/** Cuts the text of a response into pieces. `undefined` stands for the end of the response. */
export type Framing = (onFrame: (frame: Frame) => void) => (text: string | undefined) => void;

/** The items of a stream, as they arrive; read once, with `for await`. Leaving the loop ends the request. */
export class Stream<Item> implements AsyncIterable<Item> {
  readonly response: Response;
  readonly requestId: string | undefined;
  readonly #received: UnreadResponse;
  readonly #end: string | undefined;
  readonly #reads: Operation['streamReads'];
  readonly #framing: Framing;
  #isRead = false;

  /** `streamEnd`: the data of the event after which nothing follows, if the API sends one. */
  constructor(
    received: UnreadResponse,
    { streamEnd, streamReads }: Pick<Operation, 'streamEnd' | 'streamReads'>,
    framing: Framing = events,
  ) {
    this.response = received.response;
    this.requestId = received.requestId;
    this.#received = received;
    this.#end = streamEnd;
    this.#reads = streamReads;
    this.#framing = framing;
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
      for await (const frame of this.#frames()) {
        if (frame.data === this.#end) {
          isWhole = true;
          return;
        }
        yield await this.#item(frame);
      }
      isWhole = this.#end === undefined;
      if (!isWhole) throw new StreamError('the stream was cut before its end');
    } finally {
      if (!isWhole) this.abort();
      this.#received.done();
    }
  }

  async *#frames(): AsyncGenerator<Frame> {
    const queue: Frame[] = [];
    const feed = this.#framing((frame) => queue.push(frame));
    const decoder = new TextDecoder();
    const reader = this.response.body?.getReader();
    for (;;) {
      const { done, value } = (await this.#next(reader)) ?? { done: true, value: undefined };
      const text = decoder.decode(value, { stream: !done });
      if (text !== '') feed(text);
      if (done) {
        feed(undefined);
        // What was cut in the middle does not count.
        yield* queue.filter(({ data }) => data === this.#end || this.#end === undefined);
        return;
      }
      yield* queue.splice(0);
    }
  }

  async #next(reader: ReadableStreamDefaultReader<Uint8Array> | undefined) {
    this.#received.waitOn();
    try {
      return await reader?.read();
    } catch (cause) {
      throw await this.#received.explain(cause as Error);
    }
  }

  async #item({ event, data, id }: Frame): Promise<Item> {
    if (this.#reads === 'event') return { event, data, id } as Item;
    if (this.#reads === 'text') return data as Item;
    let item: unknown;
    try {
      item = JSON.parse(data);
    } catch {
      const { cleaner } = await import('./secrets.js');
      const said = cleaner(this.#received.keys)(data).slice(0, 100);
      throw new StreamError(`an event holds no JSON: ${said}`);
    }
    if (event === 'error' || (item as { error?: unknown } | null)?.error)
      throw (await import('./failure.js')).apiError(this.#received, item);
    return item as Item;
  }
}

/** Server-sent events. The blank line behind the last one may be missing. */
const events: Framing = (onEvent) => {
  const parser = createParser({ onEvent });
  return (text) => parser.feed(text ?? '\n\n');
};

/** Reads an event stream. */
export const stream = <Item>(received: UnreadResponse, operation: Operation): Promise<Stream<Item>> =>
  streamOf(received, operation, /^text\/event-stream\b/i);

/** Reads a stream whose media type is the one that was asked for. */
export async function streamOf<Item>(
  received: UnreadResponse,
  operation: Operation,
  expected: RegExp,
  framing?: Framing,
): Promise<Stream<Item>> {
  const type = received.response.headers.get('content-type') ?? 'nothing';
  if (!expected.test(type)) {
    received.abort();
    received.done();
    const wanted = expected.source.replace(/[\\^]|\\b/g, '');
    throw new StreamError(`expected ${wanted}, the server sent ${type}`);
  }
  return new Stream(received, operation, framing);
}
