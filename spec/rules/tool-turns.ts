import type { Rule } from 'openapi-plumbline';

interface Turn {
  readonly role?: unknown;
  readonly tool_call_id?: unknown;
  readonly tool_calls?: readonly ({ readonly id?: unknown } | null)[];
}

/** Every tool call is answered by the messages that follow, and every answer belongs to a call. */
export const toolTurns: Rule = {
  id: 'tool-turns',
  evidence: 'reported',
  source: 'public issue reports: after tool_calls there must be tool messages; tool_call_id is not found',
  appliesTo: ['createChatCompletion', 'estimateTokenCount'],
  sdk: true,
  request({ body }) {
    const { messages } = (body?.value ?? {}) as { readonly messages?: unknown };
    if (!Array.isArray(messages)) return { kind: 'notApplicable', reason: 'the request has no messages' };
    const open = new Set<unknown>();
    for (const [index, message] of (messages as readonly (Turn | null)[]).entries()) {
      const { role, tool_call_id: answered, tool_calls: calls } = message ?? {};
      const at = `/messages/${index}`;
      if (role === 'tool') {
        // That an id is a text is for the schema to say.
        if (typeof answered === 'string' && !open.delete(answered))
          return {
            kind: 'fail',
            message: `no call has the id ${answered}`,
            instanceLocation: `${at}/tool_call_id`,
          };
        continue;
      }
      if (open.size > 0) break;
      if (role === 'assistant' && Array.isArray(calls))
        for (const call of calls) if (typeof call?.id === 'string') open.add(call.id);
    }
    if (open.size === 0) return { kind: 'pass' };
    return {
      kind: 'fail',
      message: `nothing answers ${[...open].join(', ')}`,
      instanceLocation: '/messages',
    };
  },
  breakRequest({ body, ...call }) {
    const value = body?.value as { readonly messages?: unknown } | undefined;
    if (body === undefined || !Array.isArray(value?.messages)) return undefined;
    const answer = { role: 'tool', tool_call_id: 'no_such_call', content: '1' };
    return { ...call, body: { ...body, value: { ...value, messages: [...value.messages, answer] } } };
  },
};
