import { chatRule } from './chat-rule.ts';
import { wrong } from './outcome.ts';

/** No more tokens than the limit, for each choice; `length` means that the limit was met. */
export const lengthKept = chatRule(
  'length-kept',
  'document',
  '#/components/schemas/ChatRequestBase/properties/max_completion_tokens: if the limit is reached, finish_reason is "length", otherwise "stop"',
  ({ choices, request, usage }) => {
    const limit = request['max_completion_tokens'] ?? request['max_tokens'];
    const used = usage?.['completion_tokens'];
    if (typeof limit !== 'number' || limit < 1 || typeof used !== 'number') return 'the request has no limit';
    if (used > limit * Math.max(1, choices.length))
      return wrong('/usage/completion_tokens', `${used} tokens, the limit was ${limit}`);
    // Tokens are counted for all choices together, so one that ended early hides another that met its limit.
    const early = choices.length === 1 && choices[0]?.finish === 'length' && used < limit * 0.5;
    return early
      ? wrong('/choices/finish_reason', `ended for length after ${used} of ${limit} tokens`)
      : undefined;
  },
);
