import { isValid } from 'openapi-plumbline';
import { chatRule } from './chat-rule.ts';
import { isObject, type Json, objectOf, objectsOf, parsed } from './json.ts';
import { wrong } from './outcome.ts';

const at = '/choices/message/tool_calls/function/arguments';

/** The arguments of a tool call are the text of a JSON object. */
export const toolArgumentsParse = chatRule(
  'tool-arguments-parse',
  'document',
  '#/components/schemas/ChatCompletionResponse/properties/choices/items/properties/message/properties/tool_calls/items/properties/function/properties/arguments: JSON string of function arguments',
  ({ choices }) => {
    const calls = choices.filter(({ finish }) => finish !== 'length').flatMap((choice) => choice.calls);
    if (calls.length === 0) return 'no tool is called';
    return calls.every((call) => isObject(parsed(objectOf(call['function'])['arguments'])))
      ? undefined
      : wrong(at, 'the arguments of a tool call are not a JSON object');
  },
);

/** The declared function that a call names. */
const declared = (tools: unknown, call: Json): Json | undefined =>
  objectsOf(tools)
    .map((tool) => objectOf(tool['function']))
    .find(({ name }) => name === objectOf(call['function'])['name']);

/** The arguments of a tool call are valid by the parameters that the caller declared. */
export const toolArgumentsValid = chatRule(
  'tool-arguments-valid',
  'document',
  '#/components/schemas/ToolDefinition/properties/function/properties/strict: strictly constrain tool call arguments according to the parameters schema',
  ({ choices, request: { tools } }) => {
    const calls = choices.filter(({ finish }) => finish !== 'length').flatMap((choice) => choice.calls);
    if (calls.length === 0) return 'no tool is called';
    for (const call of calls) {
      const { parameters, strict } = declared(tools, call) ?? {};
      const value = parsed(objectOf(call['function'])['arguments']);
      if (strict !== false && isObject(parameters) && isValid(parameters, value) === false)
        return wrong(at, 'the arguments of a tool call are not valid by its parameters');
    }
    return undefined;
  },
);

/** Only what was declared is called. */
export const toolDeclared = chatRule(
  'tool-declared',
  'document',
  '#/components/schemas/ChatRequestBase/properties/tools: a list of tools the model may call',
  ({ choices, request: { tools } }) => {
    const calls = choices.flatMap((choice) => choice.calls);
    if (calls.length === 0) return 'no tool is called';
    const foreign = calls.find((call) => declared(tools, call) === undefined);
    if (foreign === undefined) return undefined;
    const { name } = objectOf(foreign['function']);
    return wrong(
      '/choices/message/tool_calls/function/name',
      `calls ${String(name)}, which was not declared`,
    );
  },
);

/** Each call has an id of its own, to be answered by. */
export const toolCallIds = chatRule(
  'tool-call-ids',
  'vendor-code',
  'https://platform.kimi.ai/docs (tool calls): each answer names the tool_call_id it answers',
  ({ choices }) => {
    const calls = choices.map((choice) => choice.calls).find((own) => own.length > 0);
    if (calls === undefined) return 'no tool is called';
    const ids = calls.map(({ id }) => id);
    return new Set(ids).size === ids.length
      ? undefined
      : wrong('/choices/message/tool_calls/id', 'two calls have one id');
  },
);

/** `none` forbids a call, `required` and a named function force one. */
export const toolChoiceKept = chatRule(
  'tool-choice-kept',
  'vendor-later',
  'https://platform.kimi.ai/docs/openapi.json (2026-08-13): tool_choice',
  ({ choices, request: { tool_choice: choice, thinking, tools } }) => {
    if (choice === undefined || choice === 'auto') return 'the model chooses';
    const calls = choices.flatMap((each) => each.calls);
    if (choice === 'none')
      return calls.length === 0
        ? undefined
        : wrong('/choices/message/tool_calls', 'a tool is called although tool_choice is none');
    const named = objectOf(objectOf(choice)['function'])['name'];
    const names = objectsOf(tools).map((tool) => objectOf(tool['function'])['name']);
    if (names.length === 0 || (named !== undefined && !names.includes(named)))
      return 'the request does not offer the tool';
    if (objectOf(thinking)['type'] !== 'disabled' && thinking !== undefined)
      return 'thinking models choose themselves';
    if (choices.some(({ finish }) => finish === 'length')) return 'the answer was cut short';
    return calls.length > 0
      ? undefined
      : wrong('/choices/message/tool_calls', 'no tool is called although one must be');
  },
);
