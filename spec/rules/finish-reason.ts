import { chatRule } from './chat-rule.ts';
import { wrong } from './outcome.ts';

/** A choice ends for `tool_calls` when it calls tools, and only then. */
export const finishReason = chatRule(
  'finish-reason',
  'document',
  '#/components/schemas/ChatCompletionResponse/properties/choices/items/properties/finish_reason: stop, length or tool_calls',
  ({ choices }) => {
    const odd = choices.find(({ calls, finish }) =>
      finish === 'tool_calls' ? calls.length === 0 : calls.length > 0 && finish === 'stop',
    );
    if (odd === undefined) return undefined;
    return wrong(
      '/choices/finish_reason',
      `ended for ${String(odd.finish)} with ${odd.calls.length} tool calls`,
    );
  },
);
