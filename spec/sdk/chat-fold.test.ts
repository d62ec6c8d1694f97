import fc from 'fast-check';
import { type ChatCompletionChunk, type ChatCompletionResponse, Moonshot } from 'moonshot-plumbline';
import { describe, expect, it } from 'vitest';
import { createJudge } from '../../generator/judge/judge.ts';
import { figure, isFull } from '../../generator/testing/figure.ts';
import { contract } from '../behaviours/testing/with-client.ts';
import { createChatFold, IncompleteStreamError } from './chat-fold.ts';
import { streamChat } from './stream-chat.ts';

const validator = createJudge(contract.document, contract.dialect);

type Choice = ChatCompletionResponse['choices'][number];
type ToolCall = NonNullable<Choice['message']['tool_calls']>[number];
type Delta = ChatCompletionChunk['choices'][number];

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
const toolCalls: fc.Arbitrary<ToolCall[]> = fc
  .array(fc.tuple(fc.constantFrom('look', 'book_room'), fc.json()), { minLength: 1, maxLength: 3 })
  .map((calls) =>
    calls.map(([name, args], index) => ({
      id: `${name}:${index}`,
      type: 'function' as const,
      function: { name, arguments: args },
    })),
  );
const message: fc.Arbitrary<Choice['message']> = fc
  .tuple(fc.option(text, { nil: undefined }), text, fc.option(toolCalls, { nil: undefined }), fc.boolean())
  .map(([reasoning, content, calls, isSilent]) => ({
    role: 'assistant' as const,
    content: calls !== undefined && isSilent ? null : content,
    ...(reasoning === undefined ? {} : { reasoning_content: reasoning }),
    ...(calls === undefined ? {} : { tool_calls: calls }),
  }));
const completion: fc.Arbitrary<ChatCompletionResponse> = fc
  .tuple(fc.array(message, { minLength: 1, maxLength: 3 }), fc.nat(1_000), fc.nat(1_000))
  .map(([messages, prompt_tokens, completion_tokens]) => ({
    id: 'cmpl-1',
    object: 'chat.completion' as const,
    created: 1_767_225_600,
    model: 'kimi-k2.6',
    choices: messages.map((each, index) => ({
      index,
      message: each,
      finish_reason: each.tool_calls === undefined ? ('stop' as const) : ('tool_calls' as const),
    })),
    usage: { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens },
    ...(prompt_tokens % 2 === 0 ? {} : { system_fingerprint: 'fpv0_1' }),
  }));

/** Cuts a text at any code unit. */
function pieces(whole: string, cut: () => number): readonly string[] {
  const found: string[] = [];
  for (let at = 0; at < whole.length; ) {
    const length = 1 + (cut() % 4);
    found.push(whole.slice(at, at + length));
    at += length;
  }
  return found;
}

/**
 * A stream of the completion: texts cut anywhere; choices and tool calls in turn; several parts in one chunk; ids and names
 * repeated or not; the usage in one of its two places or in both.
 */
function chunksOf(whole: ChatCompletionResponse, cuts: readonly number[]): readonly ChatCompletionChunk[] {
  let next = 0;
  const cut = (): number => cuts[next++ % cuts.length] ?? 0;
  const oneOf = <Item>(...items: readonly Item[]): Item => items[cut() % items.length] as Item;
  const usageIn = oneOf('choice', 'tail', 'both');
  const queues = whole.choices.map(
    ({ index, message: { content, reasoning_content, tool_calls = [] }, finish_reason }) => {
      const delta = (part: Delta['delta']): Delta => ({
        index,
        delta: { ...oneOf({}, { role: 'assistant' as const }), ...part },
        finish_reason: null,
      });
      const first = delta(
        content === null ? { content: null } : oneOf({ content: '' }, { content: null }, {}),
      );
      const reasoning = pieces(reasoning_content ?? '', cut).map((each) =>
        delta({ reasoning_content: each }),
      );
      const said = pieces(content ?? '', cut).map((each) =>
        delta({ content: each, ...oneOf({}, { reasoning_content: null }) }),
      );
      const calls = tool_calls.map(({ id, type, function: { name, arguments: args } }, place) => {
        const head = { id, type, function: { name, arguments: '' } };
        const again = oneOf({}, { id, type }, { id: '', type });
        return [
          { index: place, ...head },
          ...pieces(args, cut).map((each) => ({
            index: place,
            ...again,
            function: { arguments: each, ...oneOf({}, { name }, { name: '' }) },
          })),
        ];
      });
      const called = grouped(merged(calls, cut), cut).map((parts) => delta({ tool_calls: [...parts] }));
      const parts = [first, ...reasoning, ...said, ...called];
      const usage = usageIn === 'tail' ? oneOf({}, { usage: null }) : { usage: whole.usage };
      // The reason to finish stands in a delta of its own or in the last one.
      const last = (cut() % 2 === 0 ? parts.pop() : undefined) ?? { index, delta: {} };
      return [...parts, { ...last, finish_reason, ...usage }];
    },
  );
  const head = {
    id: whole.id,
    object: 'chat.completion.chunk' as const,
    created: whole.created,
    model: whole.model,
    ...(whole.system_fingerprint === undefined ? {} : { system_fingerprint: whole.system_fingerprint }),
  };
  const chunks = grouped(merged(queues, cut), cut).map((choices) => ({
    ...head,
    choices: [...choices],
    ...oneOf({}, { usage: null }),
  }));
  return usageIn === 'choice' ? chunks : [...chunks, { ...head, choices: [], usage: whole.usage }];
}

/** Neighbours together, one to three at a time. */
function grouped<Item>(items: readonly Item[], cut: () => number): readonly (readonly Item[])[] {
  const groups: (readonly Item[])[] = [];
  for (let at = 0; at < items.length; ) {
    const size = Math.max(1, (cut() % 6) - 2);
    groups.push(items.slice(at, at + size));
    at += size;
  }
  return groups;
}

/** Queues in one, each in its own order. */
function merged<Item>(queues: readonly (readonly Item[])[], cut: () => number): readonly Item[] {
  const rest = queues.map((queue) => [...queue]).filter((queue) => queue.length > 0);
  const all: Item[] = [];
  while (rest.length > 0) {
    const at = cut() % rest.length;
    all.push(rest[at]?.shift() as Item);
    if (rest[at]?.length === 0) rest.splice(at, 1);
  }
  return all;
}

const cuts = fc.array(fc.nat(100), { minLength: 1, maxLength: 40 });
const runs = isFull ? 1_000 : 60;

/** The events of a stream as bytes, cut anywhere: in a line, in a character. */
function bodyOf(
  chunks: readonly ChatCompletionChunk[],
  sizes: readonly number[],
): ReadableStream<Uint8Array> {
  const text = [...chunks.map((chunk) => JSON.stringify(chunk)), '[DONE]'].map((data) => `data: ${data}\n\n`);
  const bytes = new TextEncoder().encode(text.join(''));
  return new ReadableStream({
    start(controller) {
      for (let at = 0, turn = 0; at < bytes.length; turn++) {
        const end = at + 1 + (sizes[turn % sizes.length] ?? 0);
        controller.enqueue(bytes.slice(at, end));
        at = end;
      }
      controller.close();
    },
  });
}

describe('folding the chunks of a chat', () => {
  it('gives the completion that the chunks were cut from, whatever the cuts and the order', async () => {
    let streams = 0;
    await fc.assert(
      fc.asyncProperty(completion, cuts, cuts, async (whole, where, sizes) => {
        const chunks = chunksOf(whole, where);
        expect(validator.accepts('#/components/schemas/ChatCompletionResponse', whole)).toBe(true);
        for (const chunk of chunks)
          expect(validator.accepts('#/components/schemas/ChatCompletionChunk', chunk)).toBe(true);
        const client = new Moonshot({
          apiKey: 'sk-test',
          fetch: async () =>
            new Response(bodyOf(chunks, sizes), { headers: { 'content-type': 'text/event-stream' } }),
        });
        const body = { model: whole.model, messages: [{ role: 'user' as const, content: 'x' }] };
        expect(await streamChat(client, body).finalCompletion()).toEqual(whole);
        streams++;
      }),
      { numRuns: runs },
    );
    figure({
      issue: 26,
      what: 'random valid streams (byte splits, orders, n up to 3, tools, usage tails), folded by the real client',
      expected: 'each equals the whole response',
      seen: `${streams} of ${runs}`,
      ok: streams === runs,
    });
  });

  it('notices a stream that says something else', () => {
    const [whole] = fc.sample(completion, { numRuns: 1, seed: 7 });
    if (whole === undefined) throw new Error('no sample');
    const chunks = chunksOf(whole, [1, 2, 3]);
    const twice = createChatFold();
    for (const chunk of [...chunks, ...chunks]) twice.add(chunk);
    expect(twice.completion()).not.toEqual(whole);
  });

  it('reports every text once, in its order', () => {
    fc.assert(
      fc.property(completion, cuts, (whole, where) => {
        const fold = createChatFold();
        const heard = new Map<string, string>();
        const calls = new Map<number, ToolCall[]>();
        const ends = new Map<number, string>();
        const hear = (key: string, delta: string, soFar: string): void => {
          heard.set(key, (heard.get(key) ?? '') + delta);
          expect(soFar).toBe(heard.get(key));
        };
        for (const chunk of chunksOf(whole, where))
          for (const event of fold.add(chunk)) {
            if (event.type === 'content') hear(`${event.choice} content`, event.delta, event.content);
            else if (event.type === 'reasoning') hear(`${event.choice}`, event.delta, event.reasoning);
            else if (event.type === 'toolArguments')
              hear(`${event.choice} ${event.index} ${event.name}`, event.delta, event.arguments);
            else if (event.type === 'toolCall')
              calls.set(event.choice, [...(calls.get(event.choice) ?? []), event.call]);
            else if (event.type === 'finish') ends.set(event.choice, event.reason);
            else expect(event.usage).toEqual(whole.usage);
          }
        const expected = whole.choices.flatMap(
          ({ index, message: { content, reasoning_content, tool_calls = [] } }) => [
            [`${index} content`, content],
            [`${index}`, reasoning_content],
            ...tool_calls.map(({ function: { name, arguments: text } }, place) => [
              `${index} ${place} ${name}`,
              text,
            ]),
          ],
        );
        const texts = expected.filter(([, text]) => text);
        expect(new Map([...heard].filter(([, text]) => text !== ''))).toEqual(
          new Map(texts as [string, string][]),
        );
        for (const { index, message, finish_reason } of whole.choices) {
          expect(calls.get(index)).toEqual(message.tool_calls);
          expect(ends.get(index)).toBe(finish_reason);
        }
      }),
      { numRuns: 100 },
    );
  });

  const head = { id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm' } as const;
  const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
  const said: Delta = { index: 0, delta: { role: 'assistant', content: 'Hi' }, finish_reason: null };
  const finished: Delta = { index: 0, delta: {}, finish_reason: 'stop' };

  it.each([
    { title: 'nothing came', chunks: [], reason: 'without a choice' },
    {
      title: 'a choice is not finished',
      chunks: [{ ...head, choices: [said] }],
      reason: 'before choice 0 was finished',
    },
    {
      title: 'the usage is missing',
      chunks: [
        { ...head, choices: [said] },
        { ...head, choices: [finished] },
      ],
      reason: 'without its usage',
    },
    {
      title: 'the content filter ended it',
      chunks: [{ ...head, choices: [{ ...said, finish_reason: 'content_filter' as const }], usage }],
      reason: 'content filter',
    },
  ])('is an error that carries what came where $title', ({ chunks, reason }) => {
    const fold = createChatFold();
    for (const chunk of chunks) fold.add(chunk);
    const error = (() => {
      try {
        return fold.completion();
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toBeInstanceOf(IncompleteStreamError);
    expect((error as IncompleteStreamError).message).toContain(reason);
    expect((error as IncompleteStreamError).partial.map(({ message: { content } }) => content)).toEqual(
      chunks.length === 0 ? [] : ['Hi'],
    );
  });
});
