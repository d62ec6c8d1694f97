import type {
  ChatCompletionChunk,
  ChatCompletionRequest,
  ChatCompletionResponse,
  Moonshot,
  RequestOptions,
  Stream,
} from 'moonshot-plumbline';
import { RequestAbortedError, StreamError } from 'moonshot-plumbline';
import { type ChatEvent, createChatFold, IncompleteStreamError } from './chat-fold.ts';

/** The message of a completion's choice. */
export type ChatMessage = ChatCompletionResponse['choices'][number]['message'];

/** A chat that is being written: its events with `for await`, the whole of it with `finalCompletion()`. */
export interface ChatStream extends AsyncIterable<ChatEvent> {
  /**
   * The whole completion; reads the stream if no loop does. Rejects with an IncompleteStreamError when the stream is cut
   * or left before its end.
   */
  finalCompletion(): Promise<ChatCompletionResponse>;
  /** The message of the first choice. */
  finalMessage(): Promise<ChatMessage>;
  /** The text of the first choice; empty where the model only calls tools. */
  finalText(): Promise<string>;
  /** Ends the request; the loop and the final promises reject with a RequestAbortedError. */
  abort(): void;
}

/**
 * Streams a chat completion. The usage is requested unless the body sets `include_usage`. Errors of the request reject the first
 * read.
 *
 * @example
 * const stream = streamChat(client, { model: 'kimi-k2.6', messages: [{ role: 'user', content: 'Hello' }] });
 * for await (const event of stream) if (event.type === 'content') process.stdout.write(event.delta);
 * const { usage } = await stream.finalCompletion();
 */
export function streamChat(
  client: Pick<Moonshot, 'chat'>,
  body: ChatCompletionRequest,
  options?: RequestOptions,
): ChatStream {
  const fold = createChatFold();
  let source: Stream<ChatCompletionChunk> | undefined;
  let isAborted = false;
  let isRead = false;
  let settle: { resolve(value: ChatCompletionResponse): void; reject(reason: unknown): void };
  const final = new Promise<ChatCompletionResponse>((resolve, reject) => {
    settle = { resolve, reject };
  });
  // A caller that only iterates gets the error in the loop, so an unused promise must not reject unhandled.
  final.catch(() => undefined);

  async function* read(): AsyncGenerator<ChatEvent, void> {
    if (isRead) throw new StreamError('a stream can be read once');
    isRead = true;
    let isWhole = false;
    try {
      source = await client.chat.completions.create(
        { ...body, stream: true, stream_options: { include_usage: true, ...body.stream_options } },
        options,
      );
      if (isAborted) source.abort();
      for await (const chunk of source) {
        for (const event of fold.add(chunk)) {
          yield event;
          // What has arrived already is not given any more.
          if (isAborted || options?.signal?.aborted) throw new RequestAbortedError('the stream was aborted');
        }
      }
      settle.resolve(fold.completion());
      isWhole = true;
    } catch (cause) {
      const error =
        cause instanceof StreamError && !(cause instanceof IncompleteStreamError)
          ? new IncompleteStreamError(cause.message, fold.partial(), { cause })
          : cause;
      settle.reject(error);
      throw error;
    } finally {
      // Reached without an error where a loop over the events was left.
      if (!isWhole)
        settle.reject(new IncompleteStreamError('the stream was left before its end', fold.partial()));
    }
  }

  const finalCompletion = async (): Promise<ChatCompletionResponse> => {
    if (!isRead) for await (const _ of read());
    return final;
  };
  const finalMessage = async (): Promise<ChatMessage> => {
    const { choices } = await finalCompletion();
    const [first] = choices;
    if (first === undefined) throw new IncompleteStreamError('the completion has no choice', fold.partial());
    return first.message;
  };
  return {
    [Symbol.asyncIterator]: read,
    finalCompletion,
    finalMessage,
    finalText: async () => (await finalMessage()).content ?? '',
    abort() {
      isAborted = true;
      source?.abort();
    },
  };
}
