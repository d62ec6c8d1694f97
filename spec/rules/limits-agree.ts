import type { Rule } from 'openapi-plumbline';

/** Two names of one limit say the same. */
export const limitsAgree: Rule = {
  id: 'limits-agree',
  evidence: 'vendor-docs',
  source:
    '#/components/schemas/ChatRequestBase/properties/max_tokens: deprecated, please refer to max_completion_tokens',
  appliesTo: ['createChatCompletion'],
  sdk: true,
  request({ body }) {
    const { max_tokens: old, max_completion_tokens: limit } = (body?.value ?? {}) as {
      readonly max_tokens?: unknown;
      readonly max_completion_tokens?: unknown;
    };
    if (typeof old !== 'number' || typeof limit !== 'number')
      return { kind: 'notApplicable', reason: 'there is one limit at most' };
    if (old === limit) return { kind: 'pass' };
    return {
      kind: 'fail',
      message: `max_tokens is ${old}, max_completion_tokens ${limit}`,
      instanceLocation: '/max_tokens',
    };
  },
};
