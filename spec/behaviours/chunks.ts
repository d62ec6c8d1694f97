import type { Json } from './api.ts';
import type { Choice, Completion } from './completion.ts';
import { piecesOf } from './tokens.ts';

/** The message of a choice as a whole answer has it. */
export const messageOf = ({ content, reasoning, toolCalls }: Choice): Json => ({
  role: 'assistant',
  content,
  ...(reasoning === undefined ? {} : { reasoning_content: reasoning }),
  ...(toolCalls.length === 0 ? {} : { tool_calls: toolCalls }),
});

/** A completion as one body. */
export const wholeOf = ({ id, created, model, choices, usage }: Completion): Json => ({
  id,
  object: 'chat.completion',
  created,
  model,
  choices: choices.map((choice) => ({
    index: choice.index,
    message: messageOf(choice),
    finish_reason: choice.finishReason,
  })),
  usage,
});

/**
 * A completion as the chunks of a stream: role first, reasoning before content, tool calls in parts, then the reason to
 * finish with the usage inside the choice; one chunk of usage alone at the end where the request wants it.
 */
export function* chunksOf(completion: Completion, includeUsage: boolean): Generator<Json> {
  const { id, created, model, choices, usage } = completion;
  const chunk = (list: readonly Json[], more: Json = {}): Json => ({
    id,
    object: 'chat.completion.chunk',
    created,
    model,
    choices: list,
    ...more,
  });
  const delta = (index: number, content: Json): Json =>
    chunk([{ index, delta: content, finish_reason: null }]);
  for (const { index, reasoning, content, toolCalls, finishReason } of choices) {
    yield delta(index, { role: 'assistant', content: '' });
    for (const piece of piecesOf(reasoning ?? '')) yield delta(index, { reasoning_content: piece });
    for (const piece of piecesOf(content)) yield delta(index, { content: piece });
    for (const [at, call] of toolCalls.entries()) {
      const { name, arguments: text } = call.function;
      yield delta(index, {
        tool_calls: [{ index: at, id: call.id, type: call.type, function: { name, arguments: '' } }],
      });
      for (const part of text.match(/.{1,12}/gsu) ?? [])
        yield delta(index, { tool_calls: [{ index: at, function: { arguments: part } }] });
    }
    yield chunk([{ index, delta: {}, finish_reason: finishReason, usage }]);
  }
  if (includeUsage) yield chunk([], { usage });
}
