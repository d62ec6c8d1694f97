import type { Rule } from 'openapi-plumbline';
import { isObject, nothingToSee, soundAnswer, verdict } from './answer.ts';

/** Tokens in all are those of the prompt and those of the completion. */
export const usageSum: Rule = {
  id: 'usage-sum',
  evidence: 'document',
  source: '#/components/schemas/ChatCompletionResponse/properties/usage: prompt, completion and total tokens',
  appliesTo: ['createChatCompletion'],
  check(exchange) {
    const usage = soundAnswer(exchange)?.answer['usage'];
    if (!isObject(usage)) return nothingToSee;
    const { prompt_tokens: prompt, completion_tokens: completion, total_tokens: total } = usage;
    if (typeof prompt !== 'number' || typeof completion !== 'number' || typeof total !== 'number')
      return { kind: 'notApplicable', reason: 'the usage is not complete' };
    return verdict(
      total === prompt + completion,
      `total_tokens is ${total}, not ${prompt} + ${completion}`,
      '/usage/total_tokens',
    );
  },
};
