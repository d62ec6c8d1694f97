import type { Rule } from 'openapi-plumbline';
import { findModel } from '../behaviours/models.ts';
import { objectOf } from './json.ts';

/**
 * Prompt and answer fit into the context of the model together. What the prompt takes is not known here: a token at
 * least.
 */
export const tokenLimit: Rule = {
  id: 'token-limit',
  evidence: 'document',
  source:
    '#/components/schemas/ChatRequestBase/properties/max_completion_tokens: if input and limit exceed the context window, an invalid_request_error is returned',
  appliesTo: ['createChatCompletion'],
  request({ body }) {
    const { model, max_tokens: old, max_completion_tokens: limit } = objectOf(body?.value);
    const context = findModel(model)?.contextLength;
    const requested = Math.max(Number(old ?? 0), Number(limit ?? 0));
    if (context === undefined || requested === 0)
      return { kind: 'notApplicable', reason: 'the request has no limit' };
    if (requested < context) return { kind: 'pass' };
    return {
      kind: 'fail',
      message: `${requested} tokens are more than the ${context} of ${String(model)}`,
      instanceLocation: limit === undefined ? '/max_tokens' : '/max_completion_tokens',
    };
  },
  breakRequest({ body, ...call }) {
    if (body === undefined) return undefined;
    return {
      ...call,
      body: { ...body, value: { ...objectOf(body.value), max_completion_tokens: 100_000_000 } },
    };
  },
};
