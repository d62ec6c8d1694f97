import {
  isStandardSchema,
  issueLines,
  type JsonSchemaObject,
  type StandardSchema,
} from './standard-schema.ts';

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

/** The result of a call; `content` is what the model reads. */
export interface ToolResult {
  readonly id: string;
  readonly content: string;
  readonly isError: boolean;
}

/** A round of the loop: what the model said and what the tools returned. */
export interface LoopStep<Completion> {
  readonly completion: Completion;
  readonly results: readonly ToolResult[];
}

/** A call of a tool in a message. */
export interface LoopCall {
  readonly id: string;
  readonly function: { readonly name: string; readonly arguments: string };
}

/** What the loop needs of an API whose messages call tools. */
export interface LoopApi<Completion, Message, Call extends LoopCall> {
  /** Sends the conversation; `step` counts from 0. */
  send(messages: readonly Message[], step: number): Promise<Completion>;
  /** The message to go on with, and what it calls. */
  read(completion: Completion): { readonly turn: Message; readonly calls: readonly Call[] };
  /** The result of a call that the API runs itself; `undefined` for calls of the caller's tools. */
  own(call: Call): string | undefined;
  /** A result as a message. */
  answer(result: ToolResult): Message;
}

/**
 * Sends and runs tools until the model calls none, `maxSteps` requests at most. Calls of one message run at the same time;
 * each gets one result, in the order of the calls. `completion` is absent where the steps were used up.
 */
export async function toolLoop<Completion, Message, Call extends LoopCall>(
  api: LoopApi<Completion, Message, Call>,
  start: readonly Message[],
  tools: readonly ChatTool[],
  options: {
    readonly maxSteps: number;
    readonly signal: AbortSignal | undefined;
    readonly onStep: ((step: LoopStep<Completion>) => unknown) | undefined;
  },
): Promise<{
  completion?: Completion;
  messages: readonly Message[];
  steps: readonly LoopStep<Completion>[];
}> {
  const byName = new Map(tools.map((tool) => [tool.name, tool]));
  const messages = [...start];
  const steps: LoopStep<Completion>[] = [];
  while (steps.length < options.maxSteps) {
    const completion = await api.send([...messages], steps.length);
    const { turn, calls } = api.read(completion);
    const results = await Promise.all(
      calls.map(async (call) => {
        const content = api.own(call);
        if (content !== undefined) return { id: call.id, content, isError: false };
        return resultOf(call, byName, options.signal);
      }),
    );
    messages.push(turn, ...results.map(api.answer));
    const step = { completion, results };
    steps.push(step);
    await options.onStep?.(step);
    if (calls.length === 0) return { completion, messages, steps };
  }
  return { messages, steps };
}

async function resultOf(
  { id, function: { name, arguments: text } }: LoopCall,
  tools: ReadonlyMap<string, ChatTool>,
  signal: AbortSignal | undefined,
): Promise<ToolResult> {
  const failed = (reason: string): ToolResult => ({
    id,
    content: JSON.stringify({ error: reason }),
    isError: true,
  });
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
    if (typeof input !== 'object' || input === null || Array.isArray(input))
      return failed('the arguments are not a JSON object');
    if (isStandardSchema(tool.parameters)) {
      const result = await tool.parameters['~standard'].validate(input);
      if (result.issues !== undefined)
        return failed(`the arguments are not valid: ${issueLines(result.issues)}`);
      input = result.value;
    }
    const output = await tool.run(input, { id, signal });
    // A function or a symbol has no JSON.
    const content = typeof output === 'string' ? output : (JSON.stringify(output) ?? 'null');
    return { id, content, isError: false };
  } catch (error) {
    return failed(error instanceof Error ? error.message : String(error));
  }
}
