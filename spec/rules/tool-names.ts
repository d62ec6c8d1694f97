import type { Rule } from 'openapi-plumbline';

/** Two tools of one name cannot be distinguished. */
export const toolNames: Rule = {
  id: 'tool-names',
  evidence: 'vendor-code',
  source: 'the vendor’s verifier of tool calls: names of tools are unique',
  appliesTo: ['createChatCompletion'],
  sdk: true,
  request({ body }) {
    const { tools } = (body?.value ?? {}) as { readonly tools?: unknown };
    if (!Array.isArray(tools)) return { kind: 'notApplicable', reason: 'the request has no tools' };
    const names = tools.map((tool) => (tool as { function?: { name?: unknown } } | null)?.function?.name);
    const at = names.findIndex((name, index) => name !== undefined && names.indexOf(name) < index);
    if (at < 0) return { kind: 'pass' };
    return {
      kind: 'fail',
      message: `a tool is called ${String(names[at])} already`,
      instanceLocation: `/tools/${at}/function/name`,
    };
  },
  breakRequest({ body, ...call }) {
    if (body === undefined) return undefined;
    const tool = {
      type: 'function',
      function: { name: 'look', parameters: { type: 'object', properties: {} } },
    };
    return { ...call, body: { ...body, value: { ...(body.value as object), tools: [tool, tool] } } };
  },
};
