import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { StreamError } from './errors.js';
import type { Operation } from './operation.js';
import type { Answer } from './promise.js';

/** The items of an event stream, as they arrive; read once, with `for await`. Leaving the loop ends the request. */
export class Stream<Item> implements AsyncIterable<Item> {
  readonly response: Response;
  readonly requestId: string | undefined;
  readonly #answer: Answer;
  readonly #end: string | undefined;
  #isRead = false;

  /** `end`: the data of the event after which nothing follows, if the API sends one. */
  constructor(answer: Answer, end: string | undefined) {
    this.response = answer.response;
    this.requestId = answer.requestId;
    this.#answer = answer;
    this.#end = end;
  }

  /** Ends the request. */
  abort(): void {
    this.#answer.abort();
    this.#answer.done();
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
      this.#answer.done();
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
      throw await this.#answer.explain(cause as Error);
    }
  }

  async #item(event: string | undefined, data: string): Promise<Item> {
    let item: unknown;
    try {
      item = JSON.parse(data);
    } catch {
      const { cleaner } = await import('./secrets.js');
      throw new StreamError(`an event holds no JSON: ${cleaner(this.#answer.keys)(data).slice(0, 100)}`);
    }
    if (event === 'error' || (item as { error?: unknown } | null)?.error)
      throw (await import('./failure.js')).apiError(this.#answer, item);
    return item as Item;
  }
}

/** Reads an event stream. */
export async function stream<Item>(answer: Answer, { streamEnd }: Operation): Promise<Stream<Item>> {
  const type = answer.response.headers.get('content-type') ?? 'nothing';
  if (!/^text\/event-stream\b/i.test(type)) {
    answer.abort();
    answer.done();
    throw new StreamError(`expected text/event-stream, the server sent ${type}`);
  }
  return new Stream(answer, streamEnd);
}
