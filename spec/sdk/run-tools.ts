import type {
  ChatCompletionRequest,
  ChatCompletionResponse,
  Message,
  Moonshot,
  RequestOptions,
} from 'moonshot-plumbline';
import { ClientError, ConfigurationError, RequestAbortedError } from 'moonshot-plumbline';
import {
  isStandardSchema,
  issueLines,
  type JsonSchemaObject,
  type StandardSchema,
} from './standard-schema.ts';
import { schemaToSend } from './tool-schema.ts';

type Completion = ChatCompletionResponse;
type ToolCall = NonNullable<Completion['choices'][number]['message']['tool_calls']>[number];

/** A function that the model may call. */
export interface ChatTool<Input = unknown> {
  readonly name: string;
  readonly description?: string;
  /** JSON Schema of the arguments, or a Standard Schema, which also checks them before `run`. */
  readonly parameters: JsonSchemaObject | StandardSchema<Input>;
  readonly strict?: boolean;
  /**
   * What it returns goes back to the model: a text as it is, anything else as JSON. What it throws goes back as an
   * error.
   */
  run(input: Input, context: { readonly id: string; readonly signal: AbortSignal | undefined }): unknown;
}

/** A tool with its input inferred from its Standard Schema. */
export const chatTool = <Input>(tool: ChatTool<Input>): ChatTool => tool as ChatTool;

/** A round of the loop: what the model said and what the tools returned. */
export interface ToolStep {
  readonly completion: Completion;
  readonly results: readonly { readonly id: string; readonly content: string; readonly isError: boolean }[];
}

export interface RunToolsOptions extends RequestOptions {
  /** Requests at most; default 10. */
  readonly maxSteps?: number;
  /** Called after each round, before the next request. */
  readonly onStep?: (step: ToolStep) => void;
}

export interface RunToolsResult {
  /** The completion that called no tool. */
  readonly completion: Completion;
  /** The whole conversation, its last message included: `messages` of the next request. */
  readonly messages: readonly Message[];
  readonly steps: readonly ToolStep[];
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
 * in `body.tools`: their arguments go back unchanged, the server does the work.
 *
 * Throws a ConfigurationError for a tool whose name or schema cannot be sent, a ToolLoopError after `maxSteps` requests, a
 * RequestAbortedError when `signal` ends the loop between two requests, and what the client throws.
 */
export async function runTools(
  client: Pick<Moonshot, 'chat'>,
  body: ChatCompletionRequest,
  tools: readonly ChatTool[],
  { maxSteps = 10, onStep, ...options }: RunToolsOptions = {},
): Promise<RunToolsResult> {
  const byName = new Map(tools.map((tool) => [tool.name, tool]));
  if (byName.size < tools.length) throw new ConfigurationError('tools', 'two tools have the same name');
  if (!(maxSteps >= 1)) throw new ConfigurationError('maxSteps', 'must be 1 or more');
  const declared = [...(body.tools ?? []), ...tools.map(declarationOf)];
  const messages: Message[] = [...body.messages];
  const steps: ToolStep[] = [];
  for (let step = 0; step < maxSteps; step++) {
    if (options.signal?.aborted) throw new RequestAbortedError('the signal was aborted between two requests');
    const completion = await client.chat.completions.create(
      { ...body, messages: [...messages], tools: declared, stream: false },
      options,
    );
    const message = completion.choices[0]?.message;
    if (message === undefined) throw new ClientError('the completion has no choice');
    messages.push(turnOf(message));
    const calls = message.tool_calls ?? [];
    const results = await Promise.all(
      calls.map((call) => resultOf(call, byName, options.signal ?? undefined)),
    );
    for (const { id, content } of results) messages.push({ role: 'tool', tool_call_id: id, content });
    const done: ToolStep = { completion, results };
    steps.push(done);
    onStep?.(done);
    if (calls.length === 0) return { completion, messages, steps };
  }
  throw new ToolLoopError(`the model still calls tools after ${maxSteps} requests (maxSteps)`, messages);
}

const declarationOf = ({ name, description, parameters, strict }: ChatTool) => ({
  type: 'function' as const,
  function: {
    name,
    ...(description === undefined ? {} : { description }),
    parameters: { ...schemaToSend(`tools.${name}.parameters`, parameters), type: 'object' as const },
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

async function resultOf(
  { id, type, function: { name, arguments: text } }: ToolCall,
  tools: ReadonlyMap<string, ChatTool>,
  signal: AbortSignal | undefined,
): Promise<ToolStep['results'][number]> {
  const failed = (reason: string) => ({ id, content: JSON.stringify({ error: reason }), isError: true });
  if (type === 'builtin_function') return { id, content: text, isError: false };
  const tool = tools.get(name);
  if (tool === undefined)
    return failed(`unknown tool ${name}; the tools are ${[...tools.keys()].join(', ')}`);
  try {
    let input: unknown;
    try {
      input = text === '' ? {} : JSON.parse(text);
    } catch {
      return failed('the arguments are not valid JSON');
    }
    if (isStandardSchema(tool.parameters)) {
      const result = await tool.parameters['~standard'].validate(input);
      if (result.issues !== undefined)
        return failed(`the arguments are not valid: ${issueLines(result.issues)}`);
      input = result.value;
    }
    const output = await tool.run(input, { id, signal });
    return {
      id,
      content: typeof output === 'string' ? output : JSON.stringify(output ?? null),
      isError: false,
    };
  } catch (error) {
    return failed(error instanceof Error ? error.message : String(error));
  }
}
