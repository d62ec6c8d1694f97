import type { ChatCompletionChunk, ChatCompletionResponse } from 'moonshot-plumbline';
import { createFold, StreamError } from 'moonshot-plumbline';

type Choice = ChatCompletionResponse['choices'][number];
type Message = Choice['message'];
type ToolCall = NonNullable<Message['tool_calls']>[number];
type Usage = ChatCompletionResponse['usage'];

/**
 * One thing that a chunk of a chat stream says, beside what has been said so far. `choice` is the index of the
 * choice.
 */
export type ChatEvent =
  | { readonly type: 'content'; readonly choice: number; readonly delta: string; readonly content: string }
  | {
      readonly type: 'reasoning';
      readonly choice: number;
      readonly delta: string;
      readonly reasoning: string;
    }
  | {
      readonly type: 'toolArguments';
      readonly choice: number;
      /** The place of the call among the tool calls of its message. */
      readonly index: number;
      readonly name: string;
      readonly delta: string;
      /** The JSON text so far. */
      readonly arguments: string;
    }
  /** A whole tool call; those of a choice come right before its `finish`. */
  | { readonly type: 'toolCall'; readonly choice: number; readonly call: ToolCall }
  | { readonly type: 'finish'; readonly choice: number; readonly reason: Choice['finish_reason'] }
  /** May come more than once; each replaces the one before it. */
  | { readonly type: 'usage'; readonly usage: Usage };

/** A stream that ended before the completion was whole; `partial` holds what came. */
export class IncompleteStreamError extends StreamError {
  override readonly name = 'IncompleteStreamError';
  /** The choices as far as they came, in their order. */
  readonly partial: readonly { readonly index: number; readonly message: Partial<Message> }[];
  constructor(reason: string, partial: IncompleteStreamError['partial'], options?: ErrorOptions) {
    super(reason, options);
    this.partial = partial;
  }
}

/** Puts the chunks of a chat stream together, one after the other. */
export interface ChatFold {
  /** Takes the next chunk and says what is new in it. */
  add(chunk: ChatCompletionChunk): readonly ChatEvent[];
  /**
   * The completion that the same request without `stream` gives. Throws an IncompleteStreamError before it is whole.
   */
  completion(): ChatCompletionResponse;
  /** The choices as far as they came. */
  partial(): IncompleteStreamError['partial'];
}

/** Chunks may come in any order that keeps the texts of a choice and the arguments of a call in theirs. */
export function createChatFold(): ChatFold {
  const fold = createFold();
  const said = new Map<string, string>();
  const extended = (key: string, delta: string): string => {
    const text = (said.get(key) ?? '') + delta;
    said.set(key, text);
    return text;
  };
  /** The finish reason of a choice as it came, which may be one that no completion has. */
  const choices = (): readonly (Omit<Choice, 'finish_reason'> & { finish_reason: string | null })[] =>
    fold.whole().choices.map(({ index, message, finish_reason }) => {
      const {
        content,
        reasoning_content: reasoning,
        tool_calls: calls,
        ...rest
      } = message as Partial<Message>;
      const hasCalls = calls !== undefined && calls.length > 0;
      return {
        index,
        message: {
          ...rest,
          role: 'assistant',
          content: content ?? (hasCalls ? null : ''),
          // Deltas of a model that does not think may say null.
          ...(typeof reasoning === 'string' ? { reasoning_content: reasoning } : {}),
          // A call is a function unless its first delta says something else.
          ...(hasCalls
            ? { tool_calls: calls.map((call) => ({ ...call, type: call.type ?? 'function' })) }
            : {}),
        },
        finish_reason,
      };
    });
  const partial: ChatFold['partial'] = () => choices().map(({ index, message }) => ({ index, message }));

  return {
    partial,
    add(chunk) {
      fold.add(chunk);
      const events: ChatEvent[] = [];
      for (const { index: choice, delta, finish_reason: reason, usage } of chunk.choices) {
        const { reasoning_content: reasoning, content, tool_calls: calls } = delta;
        if (reasoning) {
          const text = extended(`${choice} reasoning`, reasoning);
          events.push({ type: 'reasoning', choice, delta: reasoning, reasoning: text });
        }
        if (content) {
          const text = extended(`${choice} content`, content);
          events.push({ type: 'content', choice, delta: content, content: text });
        }
        for (const { index, function: part } of calls ?? []) {
          const at = `${choice} ${index}`;
          const name = part?.name || said.get(`${at} name`) || '';
          said.set(`${at} name`, name);
          const more = part?.arguments ?? '';
          const text = extended(at, more);
          events.push({ type: 'toolArguments', choice, index, name, delta: more, arguments: text });
        }
        if (usage) events.push({ type: 'usage', usage });
        if (!reason) continue;
        const { message } = choices().find(({ index }) => index === choice) ?? {};
        for (const call of message?.tool_calls ?? []) events.push({ type: 'toolCall', choice, call });
        events.push({ type: 'finish', choice, reason: reason as Choice['finish_reason'] });
      }
      if (chunk.usage) events.push({ type: 'usage', usage: chunk.usage });
      return events;
    },
    completion() {
      const incomplete = (reason: string): never => {
        throw new IncompleteStreamError(reason, partial());
      };
      const { id, created, model, system_fingerprint, usage } =
        fold.whole() as Partial<ChatCompletionResponse>;
      const all = choices();
      if (id === undefined || created === undefined || model === undefined || all.length === 0)
        return incomplete('the stream ended without a choice');
      for (const { index, finish_reason: reason } of all) {
        if (reason === null) return incomplete(`the stream ended before choice ${index} was finished`);
        if (reason === 'content_filter')
          return incomplete(`the content filter of the API ended choice ${index}`);
      }
      if (!usage) return incomplete('the stream ended without its usage');
      return {
        id,
        object: 'chat.completion',
        created,
        model,
        choices: all as readonly Choice[] as Choice[],
        usage,
        ...(system_fingerprint === undefined ? {} : { system_fingerprint }),
      };
    },
  };
}
