import type { Rule } from 'openapi-plumbline';
import { objectOf, objectsOf } from './members.ts';

const chat = ['createChatCompletion'];

/** As many choices as were asked for, numbered from 0. */
export const choicesCount: Rule = {
  id: 'choices-count',
  evidence: 'document',
  source:
    '#/components/schemas/MoonshotV1ChatRequest/allOf/1/properties/n: the number of results to generate',
  appliesTo: chat,
  check({ status, arguments: { body: sent }, body }) {
    const choices = objectOf(body)?.['choices'];
    const wanted = objectOf(sent?.value)?.['n'] ?? 1;
    if (status !== 200 || !Array.isArray(choices))
      return { kind: 'notApplicable', reason: 'there is no whole answer' };
    if (choices.length === wanted) return { kind: 'pass' };
    return {
      kind: 'fail',
      message: `${choices.length} choices, asked for were ${String(wanted)}`,
      instanceLocation: '/choices',
    };
  },
};

/** The total is prompt and completion. */
export const usageSums: Rule = {
  id: 'usage-sums',
  evidence: 'document',
  source: '#/components/schemas/ChatCompletionResponse/properties/usage: total number of tokens used',
  appliesTo: chat,
  check({ status, body }) {
    const usage = objectOf(objectOf(body)?.['usage']);
    if (status !== 200 || usage === undefined) return { kind: 'notApplicable', reason: 'there is no usage' };
    const [prompt, completion, total] = [
      usage['prompt_tokens'],
      usage['completion_tokens'],
      usage['total_tokens'],
    ].map(Number) as [number, number, number];
    if (total === prompt + completion) return { kind: 'pass' };
    return {
      kind: 'fail',
      message: `total is ${total}, prompt and completion come to ${prompt + completion}`,
      instanceLocation: '/usage/total_tokens',
    };
  },
};

/** The arguments of a tool call are the text of a JSON object. */
export const toolArgumentsParse: Rule = {
  id: 'tool-arguments-parse',
  evidence: 'document',
  source:
    '#/components/schemas/ChatCompletionResponse/properties/choices/items/properties/message/properties/tool_calls/items/properties/function/properties/arguments: JSON string of function arguments',
  appliesTo: chat,
  check({ status, body }) {
    if (status !== 200) return { kind: 'notApplicable', reason: 'there is no answer' };
    const calls = objectsOf(objectOf(body)?.['choices']).flatMap((choice) =>
      objectsOf(objectOf(choice['message'])?.['tool_calls']),
    );
    if (calls.length === 0) return { kind: 'notApplicable', reason: 'no tool is called' };
    const wrong = calls.find(
      (call) => objectOf(parsed(objectOf(call['function'])?.['arguments'])) === undefined,
    );
    if (wrong === undefined) return { kind: 'pass' };
    return {
      kind: 'fail',
      message: 'the arguments of a tool call are no JSON object',
      instanceLocation: '/choices/message/tool_calls/function/arguments',
    };
  },
};

function parsed(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return undefined;
  }
}
