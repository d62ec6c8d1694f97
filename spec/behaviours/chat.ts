import type { Behaviour, MockCall, MockWorld, Reply } from 'openapi-plumbline';
import { answerWith, isObject, type Json, listOf, seconds } from './api.ts';
import { isBatchLine } from './batch-line-requests.ts';
import { chatRefusal, reasoningRefusal } from './chat-refusals.ts';
import { chunksOf, wholeOf } from './chunks.ts';
import { type Completion, complete, type ToolCalling, toolChoices } from './completion.ts';
import { extraModels } from './models.ts';
import { charge } from './prices.ts';
import { available, balanceOf, filesOf, quotaExceeded } from './state.ts';

/** Chat: texts from the seed that match the request, whole or streamed. */
export const chat: Behaviour = {
  id: 'chat',
  appliesTo: ['createChatCompletion'],
  refuse({ account, arguments: { body } }, world) {
    if (available(balanceOf(world, account)) <= 0) return quotaExceeded();
    return (
      refuseBody(body?.value, account, world) ??
      (settingOf(world).needsReasoning ? reasoningRefusal(body?.value) : undefined)
    );
  },
  // The schemas name the models of the document only; an added one takes what an ordinary one takes.
  relax: (body, world) =>
    isObject(body) && extraModels(world).includes(String(body['model']))
      ? { ...body, model: 'kimi-k2-0905-preview' }
      : body,
  controls: {
    chat: {
      title:
        '{"needsReasoning": true} refuses tool calls said without their reasoning_content while thinking is on; {"callsTools": "first" | "named" | "never"} says which tools are called where the model may choose',
      apply({ needsReasoning, callsTools }, _account, world) {
        const setting = settingOf(world);
        const choice = toolChoices.find((each) => each === callsTools);
        if (typeof needsReasoning !== 'boolean' && choice === undefined)
          throw new TypeError(
            'expected {"needsReasoning": true} or {"callsTools": "first" | "named" | "never"}',
          );
        if (typeof needsReasoning === 'boolean') setting.needsReasoning = needsReasoning;
        if (choice !== undefined) setting.callsTools = choice;
        return { ...setting };
      },
    },
  },
  respond(call, world) {
    const body = call.arguments.body?.value as Json;
    const completion = answerOf(body, call, world);
    charge(world, call.account, completion.usage, isBatchLine(call.request));
    if (body['stream'] !== true || (world.lenient && !declaresStream(call)))
      return answerWith(wholeOf(completion));
    const options = body['stream_options'];
    const includeUsage = isObject(options) && options['include_usage'] === true;
    return streamOf(chunksOf(completion, includeUsage));
  },
};

interface ChatSetting {
  needsReasoning: boolean;
  callsTools: ToolCalling;
}

const settingOf = (world: MockWorld): ChatSetting =>
  world.state('*', 'chat setting', (): ChatSetting => ({ needsReasoning: false, callsTools: 'named' }));

const declaresStream = ({ operation }: MockCall): boolean =>
  operation.responses.some(({ content }) =>
    content.some(({ contentType }) => contentType.startsWith('text/event-stream')),
  );

/** Why chat would reject a body; batches check each line with it. */
export const refuseBody = (body: unknown, account: string, world: MockWorld): Reply | undefined =>
  chatRefusal(
    body,
    (id, purposes) => {
      const file = filesOf(world, account).get(id);
      return file !== undefined && purposes.includes(file.purpose);
    },
    extraModels(world),
  );

const notSaid = new Set(['stream', 'stream_options', 'stop', 'max_tokens', 'max_completion_tokens']);

/** The completion that a body gets; batches get theirs here too. */
export const answerOf = (
  body: Json,
  call: Pick<MockCall, 'account' | 'request'>,
  world: MockWorld,
): Completion => {
  const wanted = call.request.headers.get('x-mock-tool');
  // How an answer is sent and where it ends do not change what is said.
  const said = Object.keys(body).some((name) => notSaid.has(name))
    ? Object.fromEntries(Object.entries(body).filter(([name]) => !notSaid.has(name)))
    : body;
  return complete(body, {
    seed: world.seedOf(JSON.stringify(said)),
    now: seconds(world.now()),
    cachedTokens: cachedTokens(body, call.account, world),
    callsTools: settingOf(world).callsTools,
    ...(wanted === null ? {} : { wantedTool: wanted }),
  });
};

/** How many prompts are remembered for each account, and how many characters of each; shorter ones are not. */
const kept = { prompts: 20, characters: 65_536, least: 1024 };

/** Tokens that the prompt shares with the start of an earlier one; 256 and fewer are not kept. */
function cachedTokens(body: Json, account: string, world: MockWorld): number {
  const prompts = world.state<string[]>(account, 'prompts', () => []);
  const prompt = listOf(body['messages'])
    .map((message) => JSON.stringify(message))
    .join('')
    .slice(0, kept.characters);
  if (prompt.length <= kept.least) return 0;
  const shared = Math.max(0, ...prompts.map((earlier) => sharedPrefix(earlier, prompt)));
  prompts.push(prompt);
  if (prompts.length > kept.prompts) prompts.shift();
  const tokens = Math.floor(shared / 4);
  return tokens > 256 ? Math.min(tokens, Math.floor(prompt.length / 4)) : 0;
}

function sharedPrefix(a: string, b: string): number {
  const end = Math.min(a.length, b.length);
  let at = 0;
  while (at < end && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  return at;
}

/** Events of a stream, written as they are read; a reader that goes away ends it. */
function streamOf(chunks: Generator<Json>): Response {
  const encoder = new TextEncoder();
  let isEnded = false;
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (isEnded) return controller.close();
      const { value, done } = chunks.next();
      isEnded = done === true;
      controller.enqueue(encoder.encode(`data: ${done === true ? '[DONE]' : JSON.stringify(value)}\n\n`));
    },
    cancel() {
      chunks.return(undefined);
    },
  });
  return new Response(stream, {
    headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' },
  });
}
