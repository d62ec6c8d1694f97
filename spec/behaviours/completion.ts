import { sample } from 'fast-check';
import { arbitrary } from 'openapi-plumbline/arbitraries';
import { hexFrom, isObject, type Json, listOf, randomFrom } from './api.ts';
import { thinks } from './models.ts';
import { countPrompt, piecesOf } from './tokens.ts';

export interface ToolCall {
  readonly id: string;
  readonly type: string;
  readonly function: { readonly name: string; readonly arguments: string };
}

export interface Choice {
  readonly index: number;
  readonly content: string;
  readonly reasoning: string | undefined;
  readonly toolCalls: readonly ToolCall[];
  readonly finishReason: 'stop' | 'length' | 'tool_calls';
  /** Reasoning included. */
  readonly tokens: number;
}

/** A finished completion, before it is written whole or as a stream. */
export interface Completion {
  readonly id: string;
  readonly created: number;
  readonly model: string;
  readonly choices: readonly Choice[];
  readonly usage: Json;
}

const words =
  'the line hangs straight because weight pulls it down and every wall that is true stands along it so measure twice before you build what must hold for years under rain and wind with care patience and a steady hand'.split(
    ' ',
  );

function sentence(seed: number, count: number): string {
  const random = randomFrom(seed);
  let text = '';
  for (let index = 0; index < count; index++)
    text += `${index === 0 ? '' : ' '}${words[Math.floor(random() * words.length)] ?? 'line'}`;
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** A value of a caller's schema, the same for the same seed; `undefined` where the schema allows none that we find. */
export function sampleFrom(schema: unknown, seed: number): unknown {
  try {
    return sample(arbitrary((schema ?? {}) as Json, { size: 'small', realistic: true }), {
      seed,
      numRuns: 1,
    })[0];
  } catch {
    return undefined;
  }
}

/** What is answered to a request that has been checked. `wantedTool` calls that tool whatever is said. */
export function complete(
  body: Json,
  options: {
    readonly seed: number;
    readonly now: number;
    readonly cachedTokens: number;
    readonly wantedTool?: string;
    readonly callsTools?: ToolCalling;
  },
): Completion {
  const { seed, now, cachedTokens, wantedTool, callsTools = 'named' } = options;
  const promptTokens = countPrompt(body['messages']);
  const count = typeof body['n'] === 'number' && body['n'] > 1 ? body['n'] : 1;
  const choices = Array.from({ length: count }, (_, index) =>
    choose(body, index, seed + index * 7919, promptTokens, wantedTool, callsTools),
  );
  const completionTokens = choices.reduce((sum, { tokens }) => sum + tokens, 0);
  const reasoningTokens = choices.reduce((sum, { reasoning }) => sum + piecesOf(reasoning ?? '').length, 0);
  return {
    id: `cmpl-${hexFrom(seed, 32)}`,
    created: now,
    model: String(body['model']),
    choices,
    usage: {
      prompt_tokens: promptTokens,
      completion_tokens: completionTokens,
      total_tokens: promptTokens + completionTokens,
      cached_tokens: cachedTokens,
      prompt_tokens_details: { cached_tokens: cachedTokens },
      completion_tokens_details: { reasoning_tokens: reasoningTokens },
    },
  };
}

/** The most tokens a choice may have, reasoning included. */
const limitOf = (body: Json): number => {
  const limit = body['max_completion_tokens'] ?? body['max_tokens'];
  return typeof limit === 'number' ? Math.max(0, limit) : 1024;
};

function choose(
  body: Json,
  index: number,
  seed: number,
  promptTokens: number,
  wantedTool: string | undefined,
  callsTools: ToolCalling,
): Choice {
  const limit = limitOf(body);
  const thought = thinks(body) ? piecesOf(sentence(seed ^ 0x5bd1e995, 12)) : [];
  const reasoning = thinks(body) ? thought.slice(0, limit).join('') : undefined;
  const used = Math.min(thought.length, limit);
  const calls = toolCalls(body, seed, promptTokens, wantedTool, callsTools);
  const callTokens = calls.reduce((sum, call) => sum + 4 + Math.ceil(call.function.arguments.length / 4), 0);
  if (calls.length > 0 && used + callTokens <= limit) {
    return {
      index,
      content: '',
      reasoning,
      toolCalls: calls,
      finishReason: 'tool_calls',
      tokens: used + callTokens,
    };
  }
  const stops = [body['stop']]
    .flat()
    .filter((stop): stop is string => typeof stop === 'string' && stop !== '');
  const whole = textOf(body, seed, stops);
  const stopped = piecesOf(beforeStop(whole, stops));
  const kept = stopped.slice(0, limit - used);
  const isCut = thought.length > limit || kept.length < stopped.length || calls.length > 0;
  return {
    index,
    content: kept.join(''),
    reasoning,
    toolCalls: [],
    finishReason: isCut ? 'length' : 'stop',
    tokens: used + kept.length,
  };
}

function textOf(body: Json, seed: number, stops: readonly string[]): string {
  const format = isObject(body['response_format']) ? body['response_format'] : {};
  if (format['type'] === 'json_object') return jsonWithout(stops, [{ answer: sentence(seed, 6) }, {}]);
  if (format['type'] === 'json_schema' && isObject(format['json_schema'])) {
    const { schema, strict } = format['json_schema'];
    if (strict === false) return jsonWithout(stops, [{ answer: sentence(seed, 6) }, {}]);
    return jsonWithout(
      stops,
      [0, 1, 2, 3].map((attempt) => sampleFrom(schema, seed + attempt) ?? {}),
    );
  }
  const text = sentence(seed, 12 + Math.floor(randomFrom(seed)() * 20));
  const last = listOf(body['messages']).at(-1);
  const prefix =
    isObject(last) && last['partial'] === true && typeof last['content'] === 'string' ? last['content'] : '';
  // What is continued is not said again.
  return prefix !== '' && text.startsWith(prefix) ? text.slice(prefix.length) : text;
}

/** A stop word cuts JSON in two: of several values one without it is taken. */
function jsonWithout(stops: readonly string[], values: readonly unknown[]): string {
  const texts = values.map((value) => JSON.stringify(value));
  return texts.find((text) => !stops.some((stop) => text.includes(stop))) ?? texts[0] ?? '{}';
}

function beforeStop(text: string, stops: readonly string[]): string {
  const at = stops.map((stop) => text.indexOf(stop)).filter((found) => found >= 0);
  return at.length === 0 ? text : text.slice(0, Math.min(...at));
}

interface Tool {
  readonly type: string;
  readonly name: string;
  readonly parameters: unknown;
}

/** Which tools are called where the model may choose: the first one, those that the last message names, none. */
export const toolChoices = ['first', 'named', 'never'] as const;
export type ToolCalling = (typeof toolChoices)[number];

/**
 * Calls a tool when tool_choice or a header demands it, or when the last message mentions tools, the name of one or
 * its purpose.
 */
function toolCalls(
  body: Json,
  seed: number,
  promptTokens: number,
  wantedTool: string | undefined,
  callsTools: ToolCalling,
): readonly ToolCall[] {
  const tools = listOf(body['tools']).flatMap((tool): readonly Tool[] =>
    isObject(tool) && isObject(tool['function'])
      ? [
          {
            type: String(tool['type']),
            name: String(tool['function']['name']),
            parameters: tool['function']['parameters'],
          },
        ]
      : [],
  );
  const choice = body['tool_choice'];
  const named = isObject(choice) && isObject(choice['function']) ? choice['function']['name'] : wantedTool;
  if (tools.length === 0 || choice === 'none') return [];
  const last = listOf(body['messages']).at(-1);
  const said = isObject(last) && last['role'] === 'user' ? JSON.stringify(last['content'] ?? '') : '';
  const spoken = tools.filter(({ name }) => said.includes(name) || speaksOf(said, name));
  const must = named === undefined ? undefined : tools.find(({ name }) => name === named);
  const chosen = ((): readonly Tool[] => {
    if (must !== undefined) return [must];
    if (choice === 'required') return spoken.length > 0 ? spoken : tools.slice(0, 1);
    switch (callsTools) {
      case 'never':
        return [];
      case 'first':
        // A tool that has answered is not called again.
        return isObject(last) && last['role'] === 'user' ? tools.slice(0, 1) : [];
      case 'named':
        return spoken.length > 0 ? spoken : /\b(?:tool|call)s?\b/i.test(said) ? tools.slice(0, 1) : [];
      default:
        return callsTools satisfies never;
    }
  })();
  return chosen.map(({ type, name, parameters }, index) => ({
    id: `${name}:${index}`,
    type,
    function: {
      name,
      arguments:
        type === 'builtin_function'
          ? JSON.stringify({ search_id: hexFrom(seed, 12), usage: { total_tokens: promptTokens } })
          : argumentsOf(parameters, seed + index),
    },
  }));
}

/** "What is the weather in Paris?" speaks of `get_weather`. */
function speaksOf(said: string, name: string): boolean {
  const words = name.split(/[^A-Za-z]+|(?<=[a-z])(?=[A-Z])/).filter((word) => word.length > 3);
  return words.some((word) => new RegExp(`\\b${word}\\b`, 'i').test(said));
}

function argumentsOf(parameters: unknown, seed: number): string {
  const sampled = sampleFrom(parameters, seed);
  return JSON.stringify(isObject(sampled) ? sampled : {});
}
