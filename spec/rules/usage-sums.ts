import { chatRule } from './chat-rule.ts';
import { wrong } from './outcome.ts';

/** The total is prompt and completion, and no count is below 0. */
export const usageSums = chatRule(
  'usage-sums',
  'document',
  '#/components/schemas/ChatCompletionResponse/properties/usage: total number of tokens used',
  ({ usage }) => {
    if (usage === undefined) return 'the response has no usage';
    const { prompt_tokens: prompt, completion_tokens: completion, total_tokens: total } = usage;
    if (![prompt, completion, total].every((count) => typeof count === 'number')) return 'a count is missing';
    if (Number(prompt) <= 0 || Number(completion) < 0)
      return wrong('/usage', `${prompt} tokens of prompt and ${completion} of completion`);
    return Number(total) === Number(prompt) + Number(completion)
      ? undefined
      : wrong(
          '/usage/total_tokens',
          `total is ${total}, prompt and completion come to ${Number(prompt) + Number(completion)}`,
        );
  },
);
