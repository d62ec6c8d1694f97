import fc from 'fast-check';
import type { ChatCompletionChunk, ChatCompletionResponse } from 'moonshot-plumbline';
import { describe, expect, it } from 'vitest';
import { isFull } from '../../generator/testing/figure.ts';
import { createChatFold, IncompleteStreamError } from './chat-fold.ts';

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
  }));

/** Cuts a text at any code unit. */
function pieces(whole: string, cut: () => number): readonly string[] {
  if (whole === '') return [''];
  const found: string[] = [];
  for (let at = 0; at < whole.length; ) {
    const length = 1 + (cut() % 4);
    found.push(whole.slice(at, at + length));
    at += length;
  }
  return found;
}

/**
 * A stream of the completion: texts cut anywhere, choices and tool calls in turn, the usage in one of its two
 * places.
 */
function chunksOf(whole: ChatCompletionResponse, cuts: readonly number[]): readonly ChatCompletionChunk[] {
  let next = 0;
  const cut = (): number => cuts[next++ % cuts.length] ?? 0;
  const usageInChoice = whole.choices.length === 1 && cut() % 2 === 0;
  const queues = whole.choices.map(
    ({ index, message: { content, reasoning_content, tool_calls = [] }, finish_reason }) => {
      const delta = (part: Delta['delta']): Delta => ({ index, delta: part, finish_reason: null });
      const first: Delta[] = [
        delta({ role: 'assistant', ...(content === null ? { content: null } : { content: '' }) }),
      ];
      const reasoning = reasoning_content
        ? pieces(reasoning_content, cut).map((each) => delta({ reasoning_content: each }))
        : [];
      const said = content ? pieces(content, cut).map((each) => delta({ content: each })) : [];
      const calls = tool_calls.map(({ id, type, function: { name, arguments: args } }, place) => [
        delta({ tool_calls: [{ index: place, id, type, function: { name, arguments: '' } }] }),
        ...pieces(args, cut).map((each) =>
          delta({ tool_calls: [{ index: place, function: { arguments: each } }] }),
        ),
      ]);
      const last: Delta = {
        index,
        delta: {},
        finish_reason,
        ...(usageInChoice ? { usage: whole.usage } : {}),
      };
      return [...first, ...reasoning, ...said, ...merged(calls, cut), last];
    },
  );
  const head = {
    id: whole.id,
    object: 'chat.completion.chunk' as const,
    created: whole.created,
    model: whole.model,
  };
  const chunks = merged(queues, cut).map((choice) => ({ ...head, choices: [choice] }));
  return usageInChoice ? chunks : [...chunks, { ...head, choices: [], usage: whole.usage }];
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

describe('folding the chunks of a chat', () => {
  it('gives the completion that the chunks were cut from, whatever the cuts and the order', () => {
    fc.assert(
      fc.property(completion, cuts, (whole, where) => {
        const fold = createChatFold();
        for (const chunk of chunksOf(whole, where)) fold.add(chunk);
        expect(fold.completion()).toEqual(whole);
      }),
      { numRuns: isFull ? 1_000 : 200 },
    );
  });

  it('reports every text once, in its order', () => {
    fc.assert(
      fc.property(completion, cuts, (whole, where) => {
        const fold = createChatFold();
        const heard = new Map<number, string>();
        for (const chunk of chunksOf(whole, where))
          for (const event of fold.add(chunk))
            if (event.type === 'content') {
              heard.set(event.choice, (heard.get(event.choice) ?? '') + event.delta);
              expect(event.content).toBe(heard.get(event.choice));
            }
        for (const {
          index,
          message: { content },
        } of whole.choices)
          expect(heard.get(index) ?? '').toBe(content ?? '');
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
