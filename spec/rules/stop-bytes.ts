import type { Arguments, Rule } from 'openapi-plumbline';

/** A stop text has 32 bytes of UTF-8 at most; the schema can only count characters. */
export const stopBytes: Rule = {
  id: 'stop-bytes',
  evidence: 'document',
  source: '#/components/schemas/ChatRequestBase/properties/stop: each string must not exceed 32 bytes',
  appliesTo: ['createChatCompletion'],
  sdk: true,
  request({ body }) {
    const { stop } = (body?.value ?? {}) as { readonly stop?: unknown };
    const words = (Array.isArray(stop) ? stop : [stop]).filter((word) => typeof word === 'string');
    if (words.length === 0) return { kind: 'notApplicable', reason: 'nothing is to stop the response' };
    const long = words.find((word) => new TextEncoder().encode(word).length > 32);
    if (long === undefined) return { kind: 'pass' };
    return {
      kind: 'fail',
      message: `${JSON.stringify(long)} has more than 32 bytes`,
      instanceLocation: '/stop',
    };
  },
  breakRequest: (call): Arguments => ({
    ...call,
    ...(call.body === undefined
      ? {}
      : { body: { ...call.body, value: { ...(call.body.value as object), stop: ['一'.repeat(11)] } } }),
  }),
};
