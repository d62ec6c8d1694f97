import type { Rule } from 'openapi-plumbline';

/** Only the last message may be one to be continued. */
export const partialLast: Rule = {
  id: 'partial-last',
  evidence: 'document',
  source: '#/components/schemas/Message/properties/partial: set to true in the last assistant message',
  appliesTo: ['createChatCompletion', 'estimateTokenCount'],
  sdk: true,
  request({ body }) {
    const { messages } = (body?.value ?? {}) as { readonly messages?: unknown };
    if (!Array.isArray(messages)) return { kind: 'notApplicable', reason: 'the request has no messages' };
    const at = messages.findIndex(
      (message, index) =>
        (message as { partial?: unknown } | null)?.partial === true && index < messages.length - 1,
    );
    if (at < 0) return { kind: 'pass' };
    return {
      kind: 'fail',
      message: 'only the last message can be partial',
      instanceLocation: `/messages/${at}/partial`,
    };
  },
  breakRequest({ body, ...call }) {
    const value = body?.value as { readonly messages?: unknown } | undefined;
    if (body === undefined || !Array.isArray(value?.messages)) return undefined;
    const early = { role: 'assistant', content: 'Once', partial: true };
    return {
      ...call,
      body: { ...body, value: { ...value, messages: [early, { role: 'user', content: 'Go on.' }] } },
    };
  },
};
