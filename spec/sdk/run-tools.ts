import type {
  ChatCompletionRequest,
  ChatCompletionResponse,
  Message,
  Moonshot,
  RequestOptions,
} from 'moonshot-plumbline';
import { ClientError, ConfigurationError, RequestAbortedError } from 'moonshot-plumbline';
import type { ChatEvent } from './chat-fold.ts';
import { streamChat } from './stream-chat.ts';
import { type ChatTool, type LoopStep, toolLoop } from './tool-loop.ts';
import { schemaToSend } from './tool-schema.ts';

type Completion = ChatCompletionResponse;

/** A round of the loop: what the model said and what the tools returned. */
export type ToolStep = LoopStep<Completion>;

export interface RunToolsOptions extends RequestOptions {
  /** Requests at most; default 10. */
  readonly maxSteps?: number;
  /** Called after each round and awaited before the next request. */
  readonly onStep?: (step: ToolStep) => unknown;
  /** Streams every completion and is called with its events. */
  readonly onEvent?: (event: ChatEvent) => void;
}

export interface RunToolsResult {
  /** The completion that called no tool. */
  readonly completion: Completion;
  /** The whole conversation, its last message included: `messages` of the next request. */
  readonly messages: readonly Message[];
  readonly steps: readonly ToolStep[];
  /** The tokens of all requests together. */
  readonly usage: {
    readonly prompt_tokens: number;
    readonly completion_tokens: number;
    readonly total_tokens: number;
  };
}

/**
 * The loop made as many requests as it may and the model still calls tools; `messages` holds the conversation so
 * far.
 */
export class ToolLoopError extends ClientError {
  override readonly name = 'ToolLoopError';
  readonly messages: readonly Message[];
  constructor(message: string, messages: readonly Message[]) {
    super(message);
    this.messages = messages;
  }
}

/**
 * Chats until the model calls no more tools. Calls of one message run at the same time; every call gets a result, in the
 * order of the calls; reasoning is carried back as the API wants it. `$web_search` and other builtin functions are declared
 * in `body.tools`: their arguments go back unchanged, the server does the work. A `tool_choice` that demands a tool counts
 * for the first request only, as the model could never end otherwise.
 *
 * Throws a ConfigurationError for a tool whose name or schema cannot be sent, a ToolLoopError after `maxSteps` requests, a
 * RequestAbortedError when `signal` ends the loop between two requests, and what the client throws.
 */
export async function runTools(
  client: Pick<Moonshot, 'chat'>,
  body: ChatCompletionRequest,
  tools: readonly ChatTool[],
  { maxSteps = 10, onStep, onEvent, ...options }: RunToolsOptions = {},
): Promise<RunToolsResult> {
  if (new Set(tools.map(({ name }) => name)).size < tools.length)
    throw new ConfigurationError('tools', 'two tools have the same name');
  if (!(maxSteps >= 1)) throw new ConfigurationError('maxSteps', 'must be 1 or more');
  const declared = [...(body.tools ?? []), ...(await Promise.all(tools.map(declarationOf)))];
  const { completion, messages, steps } = await toolLoop<Completion, Message, ToolCall>(
    {
      async send(sent, step) {
        if (options.signal?.aborted)
          throw new RequestAbortedError('the signal was aborted between two requests');
        const forces = step > 0 && body.tool_choice !== undefined && body.tool_choice !== 'none';
        const request = {
          ...body,
          messages: [...sent],
          tools: declared,
          ...(forces ? { tool_choice: 'auto' as const } : {}),
        };
        if (onEvent === undefined)
          return client.chat.completions.create({ ...request, stream: false }, options);
        const stream = streamChat(client, request, options);
        for await (const event of stream) onEvent(event);
        return stream.finalCompletion();
      },
      read({ choices }) {
        const message = choices[0]?.message;
        if (message === undefined) throw new ClientError('the completion has no choice');
        return { turn: turnOf(message), calls: message.tool_calls ?? [] };
      },
      own: ({ type, function: { arguments: text } }) => (type === 'builtin_function' ? text : undefined),
      answer: ({ id, content }) => ({ role: 'tool', tool_call_id: id, content }),
    },
    body.messages,
    tools,
    { maxSteps, signal: options.signal, onStep },
  );
  if (completion === undefined)
    throw new ToolLoopError(`the model still calls tools after ${maxSteps} requests (maxSteps)`, messages);
  const sum = (name: keyof RunToolsResult['usage']): number =>
    steps.reduce((total, step) => total + step.completion.usage[name], 0);
  const usage = {
    prompt_tokens: sum('prompt_tokens'),
    completion_tokens: sum('completion_tokens'),
    total_tokens: sum('total_tokens'),
  };
  return { completion, messages, steps, usage };
}

type ToolCall = NonNullable<Completion['choices'][number]['message']['tool_calls']>[number];

const declarationOf = async ({ name, description, parameters, strict }: ChatTool) => ({
  type: 'function' as const,
  function: {
    name,
    ...(description === undefined ? {} : { description }),
    parameters: { ...(await schemaToSend(`tools.${name}.parameters`, parameters)), type: 'object' as const },
    ...(strict === undefined ? {} : { strict }),
  },
});

/** The message as it goes back: a turn that calls tools must keep its reasoning, and has no null content. */
function turnOf(message: Completion['choices'][number]['message']): Message {
  const { role, content, reasoning_content, tool_calls } = message;
  return {
    role,
    content: content ?? '',
    ...(reasoning_content ? { reasoning_content } : {}),
    ...(tool_calls === undefined ? {} : { tool_calls }),
  };
}
