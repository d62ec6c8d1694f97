import type { ChatCompletionChunk, ChatCompletionResponse } from 'moonshot-plumbline';
import { StreamError } from 'moonshot-plumbline';

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
  | { readonly type: 'finish'; readonly choice: number; readonly reason: Choice['finish_reason'] }
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

interface OpenChoice {
  content: string | undefined;
  reasoning: string | undefined;
  readonly calls: Map<number, { id: string; type: string; name: string; arguments: string }>;
  finish: string | undefined;
}

/** Chunks may come in any order that keeps the texts of a choice and the arguments of a call in theirs. */
export function createChatFold(): ChatFold {
  const choices = new Map<number, OpenChoice>();
  let head: Pick<ChatCompletionResponse, 'id' | 'created' | 'model'> | undefined;
  let usage: Usage | undefined;

  const openChoice = (index: number): OpenChoice => {
    const known = choices.get(index);
    if (known !== undefined) return known;
    const made: OpenChoice = {
      content: undefined,
      reasoning: undefined,
      calls: new Map(),
      finish: undefined,
    };
    choices.set(index, made);
    return made;
  };

  const messageOf = ({ content, reasoning, calls }: OpenChoice): Message => ({
    role: 'assistant',
    content: content ?? (calls.size > 0 ? null : ''),
    ...(reasoning === undefined ? {} : { reasoning_content: reasoning }),
    ...(calls.size === 0
      ? {}
      : {
          tool_calls: [...calls]
            .sort(([a], [b]) => a - b)
            .map(([, { id, type, name, arguments: text }]) => ({
              id,
              type: type as ToolCall['type'],
              function: { name, arguments: text },
            })),
        }),
  });

  const partial = (): IncompleteStreamError['partial'] =>
    [...choices].sort(([a], [b]) => a - b).map(([index, choice]) => ({ index, message: messageOf(choice) }));

  return {
    partial,
    add(chunk) {
      const events: ChatEvent[] = [];
      head ??= { id: chunk.id, created: chunk.created, model: chunk.model };
      for (const { index, delta, finish_reason, usage: own } of chunk.choices) {
        const choice = openChoice(index);
        if (typeof delta.reasoning_content === 'string') {
          choice.reasoning = (choice.reasoning ?? '') + delta.reasoning_content;
          if (delta.reasoning_content !== '')
            events.push({
              type: 'reasoning',
              choice: index,
              delta: delta.reasoning_content,
              reasoning: choice.reasoning,
            });
        }
        if (typeof delta.content === 'string') {
          choice.content = (choice.content ?? '') + delta.content;
          if (delta.content !== '')
            events.push({ type: 'content', choice: index, delta: delta.content, content: choice.content });
        }
        for (const part of delta.tool_calls ?? []) {
          const call = choice.calls.get(part.index) ?? { id: '', type: 'function', name: '', arguments: '' };
          choice.calls.set(part.index, call);
          // The id, type and name may be repeated with every delta; they are never cut into pieces.
          call.id = part.id || call.id;
          call.type = part.type || call.type;
          call.name = part.function?.name || call.name;
          const text = part.function?.arguments ?? '';
          call.arguments += text;
          events.push({
            type: 'toolArguments',
            choice: index,
            index: part.index,
            name: call.name,
            delta: text,
            arguments: call.arguments,
          });
        }
        if (own) usage ??= own;
        if (typeof finish_reason === 'string') {
          choice.finish = finish_reason;
          events.push({ type: 'finish', choice: index, reason: finish_reason as Choice['finish_reason'] });
        }
      }
      // The tail chunk counts all choices together, so it decides.
      if (chunk.usage) usage = chunk.usage;
      if (chunk.usage) events.push({ type: 'usage', usage: chunk.usage });
      return events;
    },
    completion() {
      const incomplete = (reason: string): never => {
        throw new IncompleteStreamError(reason, partial());
      };
      if (head === undefined || choices.size === 0) return incomplete('the stream ended without a choice');
      for (const [index, { finish }] of choices) {
        if (finish === undefined) return incomplete(`the stream ended before choice ${index} was finished`);
        if (finish === 'content_filter')
          return incomplete(`the content filter of the API ended choice ${index}`);
      }
      if (usage === undefined) return incomplete('the stream ended without its usage');
      return {
        ...head,
        object: 'chat.completion',
        choices: [...choices]
          .sort(([a], [b]) => a - b)
          .map(([index, choice]) => ({
            index,
            message: messageOf(choice),
            finish_reason: choice.finish as Choice['finish_reason'],
          })),
        usage,
      };
    },
  };
}
