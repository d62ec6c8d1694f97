import type { Rule } from 'openapi-plumbline';

/** tool_choice can demand a tool only where there is one. */
export const toolChoiceNeedsTools: Rule = {
  id: 'tool-choice-needs-tools',
  evidence: 'vendor-code',
  source: 'the vendor’s verifier: required without tools, or with an empty list of them, is refused',
  appliesTo: ['createChatCompletion'],
  sdk: true,
  request({ body }) {
    const { tools, tool_choice: choice } = (body?.value ?? {}) as {
      readonly tools?: unknown;
      readonly tool_choice?: unknown;
    };
    if (choice !== 'required' && typeof choice !== 'object')
      return { kind: 'notApplicable', reason: 'no tool is demanded' };
    if (Array.isArray(tools) && tools.length > 0) return { kind: 'pass' };
    return {
      kind: 'fail',
      message: 'demands a tool although the request offers none',
      instanceLocation: '/tool_choice',
    };
  },
  breakRequest({ body, ...call }) {
    if (body === undefined) return undefined;
    const { tools: _, ...rest } = (body.value ?? {}) as { readonly tools?: unknown };
    return { ...call, body: { ...body, value: { ...rest, tool_choice: 'required' } } };
  },
};
