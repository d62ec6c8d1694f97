import type { RuleExchange } from 'openapi-plumbline';
import { isObject, type Json, objectOf, objectsOf } from './json.ts';

/** A finished completion, whole or folded from its stream. */
export interface Completed {
  readonly request: Json;
  readonly model: unknown;
  readonly created: unknown;
  readonly choices: readonly Choice[];
  readonly usage: Json | undefined;
}

export interface Choice {
  readonly index: unknown;
  readonly content: unknown;
  readonly reasoning: unknown;
  readonly calls: readonly Json[];
  readonly finish: unknown;
}

/** The completion of a chat request; `undefined` when it was refused or the body is not a completion. */
export function completedOf(exchange: RuleExchange): Completed | undefined {
  const { status, body, events } = exchange;
  if (status < 200 || status >= 300) return undefined;
  const request = objectOf(exchange.arguments.body?.value);
  if (events !== undefined) return folded(request, objectsOf(events));
  if (!isObject(body) || !Array.isArray(body['choices'])) return undefined;
  const { model, created, usage } = body;
  const choices = objectsOf(body['choices']).map(({ index, message, finish_reason: finish }) => {
    const { content, reasoning_content: reasoning, tool_calls: calls } = objectOf(message);
    return { index, content, reasoning, calls: objectsOf(calls), finish };
  });
  return { request, model, created, choices, usage: isObject(usage) ? usage : undefined };
}

/** A choice while its pieces come in. */
interface Growing {
  readonly texts: string[];
  readonly thoughts: string[];
  readonly calls: Map<unknown, Json>;
  finish: unknown;
}

const emptyChoice = (): Growing => ({ texts: [], thoughts: [], calls: new Map(), finish: undefined });

function folded(request: Json, chunks: readonly Json[]): Completed | undefined {
  const [first] = chunks;
  if (first === undefined) return undefined;
  const choices = new Map<unknown, Growing>();
  let usage: Json | undefined;
  for (const chunk of chunks) {
    if (isObject(chunk['usage'])) usage = chunk['usage'];
    for (const piece of objectsOf(chunk['choices'])) {
      const index = piece['index'] ?? 0;
      const choice = choices.get(index) ?? emptyChoice();
      choices.set(index, choice);
      if (isObject(piece['usage'])) usage = piece['usage'];
      const delta = objectOf(piece['delta']);
      if (typeof delta['content'] === 'string') choice.texts.push(delta['content']);
      if (typeof delta['reasoning_content'] === 'string') choice.thoughts.push(delta['reasoning_content']);
      for (const call of objectsOf(delta['tool_calls'])) addCall(choice.calls, call);
      if (typeof piece['finish_reason'] === 'string') choice.finish = piece['finish_reason'];
    }
  }
  return {
    request,
    model: first['model'],
    created: first['created'],
    usage,
    choices: [...choices].map(([index, { texts, thoughts, calls, finish }]) => ({
      index,
      content: texts.join(''),
      reasoning: thoughts.join(''),
      calls: [...calls.values()],
      finish,
    })),
  };
}

/** A call comes in parts: the first has its id and name, each has a piece of the arguments. */
function addCall(calls: Map<unknown, Json>, part: Json): void {
  const before = objectOf(calls.get(part['index']));
  const [known, more] = [objectOf(before['function']), objectOf(part['function'])];
  const text = `${String(known['arguments'] ?? '')}${String(more['arguments'] ?? '')}`;
  calls.set(part['index'], { ...part, ...before, function: { ...more, ...known, arguments: text } });
}
