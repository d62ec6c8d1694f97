import type { Rule } from 'openapi-plumbline';
import { isObject, nothingToSee, soundAnswer, verdict } from './answer.ts';

/** The arguments of a tool call are the text of a JSON object. */
export const toolArguments: Rule = {
  id: 'tool-arguments',
  evidence: 'document',
  source:
    '#/components/schemas/ChatCompletionResponse/properties/choices/items/properties/message/properties/tool_calls/items/properties/function/properties/arguments: a JSON string',
  appliesTo: ['createChatCompletion'],
  check(exchange) {
    const choices = soundAnswer(exchange)?.answer['choices'];
    if (!Array.isArray(choices)) return nothingToSee;
    for (const [at, choice] of (choices as readonly unknown[]).entries()) {
      // An answer cut off by its limit may end within the arguments.
      if (!isObject(choice) || choice['finish_reason'] === 'length' || !isObject(choice['message'])) continue;
      const calls = choice['message']['tool_calls'];
      for (const [index, call] of (Array.isArray(calls) ? (calls as readonly unknown[]) : []).entries()) {
        const given =
          isObject(call) && isObject(call['function']) ? call['function']['arguments'] : undefined;
        if (typeof given !== 'string' || isObjectText(given)) continue;
        const place = `/choices/${at}/message/tool_calls/${index}/function/arguments`;
        return verdict(
          false,
          `the arguments ${JSON.stringify(given).slice(0, 80)} are no JSON object`,
          place,
        );
      }
    }
    return { kind: 'pass' };
  },
};

function isObjectText(text: string): boolean {
  try {
    return isObject(JSON.parse(text));
  } catch {
    return false;
  }
}
