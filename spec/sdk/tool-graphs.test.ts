import fc from 'fast-check';
import { type ChatCompletionChunk, type ChatCompletionResponse, Moonshot } from 'moonshot-plumbline';
import { type ChatTool, runTools, ToolLoopError } from 'moonshot-plumbline/helpers';
import { createMock } from 'openapi-plumbline/mock';
import { expect, it } from 'vitest';
import { withRules } from '../../generated/src/rules/index.ts';
import { createJudge } from '../../generator/judge/judge.ts';
import { figure, isFull } from '../../generator/testing/figure.ts';
import { behaviours } from '../behaviours/index.ts';
import { contract } from '../behaviours/testing/with-client.ts';

/**
 * Tool loops against a model that calls tools as a random graph says. Every request goes through the mock, which refuses a
 * history that the contract does not allow, and through the rules of the package; only the response is the graph's.
 */

const validator = createJudge(contract.document, contract.dialect);

/** What a call of the model is, and whether its result is an error. */
const kinds = {
  returns: { isError: false },
  'returns nothing': { isError: false },
  throws: { isError: true },
  'rejects later': { isError: true },
  'has arguments that are cut': { isError: true },
  'has a list as arguments': { isError: true },
  'is of an unknown tool': { isError: true },
  'is of the API itself': { isError: false },
} as const;
type Kind = keyof typeof kinds;

const graph = fc.record({
  // A step is the calls of one message; behind the last step comes the answer.
  steps: fc.array(
    fc.array(fc.constantFrom(...(Object.keys(kinds) as Kind[])), { minLength: 1, maxLength: 5 }),
    { maxLength: 7 },
  ),
  maxSteps: fc.integer({ min: 1, max: 6 }),
  streams: fc.boolean(),
  hasReasoning: fc.boolean(),
  // `name:index` comes again in the next message, as the API's own ids do.
  idsRepeat: fc.boolean(),
});
type Graph = typeof graph extends fc.Arbitrary<infer Value> ? Value : never;

const tool = (name: string, run: () => unknown): ChatTool => ({
  name,
  parameters: { type: 'object', properties: { n: { type: 'integer' } } },
  run,
});
const later = async (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
const tools = [
  tool('works', async () => {
    await later(1);
    return { ok: true };
  }),
  tool('returns_nothing', () => undefined),
  tool('throws_at_once', () => {
    throw new TypeError('thrown');
  }),
  tool('rejects_later', async () => {
    await later(2);
    throw new Error('rejected');
  }),
];
const search = { type: 'builtin_function' as const, function: { name: '$web_search' } };

const callOf = (kind: Kind, id: string) => {
  const call = (name: string, text = '{"n":1}', type: 'function' | 'builtin_function' = 'function') => ({
    id,
    type,
    function: { name, arguments: text },
  });
  switch (kind) {
    case 'returns':
      return call('works');
    case 'returns nothing':
      return call('returns_nothing', '');
    case 'throws':
      return call('throws_at_once');
    case 'rejects later':
      return call('rejects_later');
    case 'has arguments that are cut':
      return call('works', '{"n":');
    case 'has a list as arguments':
      return call('works', '[1]');
    case 'is of an unknown tool':
      return call('no_such_tool');
    case 'is of the API itself':
      return call('$web_search', '{"search_id":"1"}', 'builtin_function');
    default:
      return kind satisfies never;
  }
};

/** The completion of a step, counted from 0. */
function completionOf({ steps, hasReasoning, idsRepeat }: Graph, step: number): ChatCompletionResponse {
  const calls = (steps[step] ?? []).map((kind, index) =>
    callOf(kind, idsRepeat ? `tool:${index}` : `call_${step}_${index}`),
  );
  return {
    id: `cmpl-${step}`,
    object: 'chat.completion',
    created: 1_767_225_600,
    model: 'kimi-k2.6',
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: calls.length > 0 ? null : 'Done.',
          ...(hasReasoning ? { reasoning_content: `Thought ${step}.` } : {}),
          ...(calls.length > 0 ? { tool_calls: calls } : {}),
        },
        finish_reason: calls.length > 0 ? 'tool_calls' : 'stop',
      },
    ],
    usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
  };
}

function streamed({ id, created, model, choices, usage }: ChatCompletionResponse): Response {
  const head = { id, object: 'chat.completion.chunk', created, model } as const;
  const [choice] = choices;
  const delta = {
    ...choice?.message,
    tool_calls: (choice?.message.tool_calls ?? []).map((call, index) => ({ index, ...call })),
  };
  const chunks: ChatCompletionChunk[] = [
    { ...head, choices: [{ index: 0, delta, finish_reason: choice?.finish_reason ?? null }] },
    { ...head, choices: [], usage },
  ];
  const data = [...chunks.map((chunk) => JSON.stringify(chunk)), '[DONE]'];
  return new Response(data.map((each) => `data: ${each}\n\n`).join(''), {
    headers: { 'content-type': 'text/event-stream' },
  });
}

async function run(shape: Graph) {
  const mock = createMock(contract, { behaviours });
  const control = new Request('http://mock.test/__mock/chat', {
    method: 'POST',
    body: '{"needsReasoning":true}',
  });
  expect((await mock.fetch(control)).status).toBe(200);
  let requests = 0;
  const client = new Moonshot({
    apiKey: 'sk-test',
    baseUrl: 'http://mock.test',
    maxRetries: 0,
    validate: withRules('throw'),
    fetch: async (url, init) => {
      const checked = await mock.fetch(new Request(url, init));
      if (!checked.ok) return checked;
      await checked.text();
      const completion = completionOf(shape, requests++);
      expect(validator.accepts('#/components/schemas/ChatCompletionResponse', completion)).toBe(true);
      return shape.streams ? streamed(completion) : Response.json(completion);
    },
  });
  const body = {
    model: 'kimi-k2.6' as const,
    messages: [{ role: 'user' as const, content: 'Go' }],
    tools: [search],
    // A model whose thinking is on must get its reasoning back.
    thinking: { type: shape.hasReasoning ? ('enabled' as const) : ('disabled' as const) },
  };
  const { maxSteps, streams } = shape;
  const options = { maxSteps, ...(streams ? { onEvent: () => undefined } : {}) };
  const outcome = await runTools(client, body, tools, options).catch((error: unknown) => {
    if (error instanceof ToolLoopError) return error;
    throw error;
  });
  // The history can be gone on with: the mock and the rules take it with one more message.
  const request = { ...body, messages: [...outcome.messages, { role: 'user' as const, content: 'Go on' }] };
  const goesOn = shape.streams
    ? await client.chat.completions.create({ ...request, stream: true })
    : await client.chat.completions.create(request);
  if ('abort' in goesOn) goesOn.abort();
  return { outcome, requests: requests - 1 };
}

const runs = isFull ? 100 : 25;

it('every graph ends within the bound, loses no call id and leaves a history that the contract allows', async () => {
  const seen = { graphs: 0, calls: 0, failures: 0, bounded: 0 };
  await fc.assert(
    fc.asyncProperty(graph, async (shape) => {
      const { outcome, requests } = await run(shape);
      const rounds = Math.min(shape.steps.length + 1, shape.maxSteps);
      expect(requests).toBe(rounds);
      expect(outcome instanceof ToolLoopError).toBe(shape.steps.length + 1 > shape.maxSteps);
      const expected = Array.from({ length: rounds }, (_, step) => {
        const { message } = completionOf(shape, step).choices[0] ?? {};
        const calls = message?.tool_calls ?? [];
        return [
          ['assistant', calls.map(({ id }) => id).join(), message?.reasoning_content],
          ...calls.map(({ id }, index) => {
            const kind = shape.steps[step]?.[index];
            return ['tool', id, kind !== undefined && kinds[kind].isError];
          }),
        ];
      }).flat();
      const found = outcome.messages
        .slice(1)
        .map((message) =>
          message.role === 'tool'
            ? ['tool', message.tool_call_id, String(message.content).startsWith('{"error":')]
            : [
                message.role,
                (message.tool_calls ?? []).map(({ id }) => id).join(),
                message.reasoning_content ?? undefined,
              ],
        );
      expect(found).toEqual(expected);
      seen.graphs++;
      seen.calls += found.filter(([role]) => role === 'tool').length;
      seen.failures += found.filter(([role, , isError]) => role === 'tool' && isError === true).length;
      if (outcome instanceof ToolLoopError) seen.bounded++;
    }),
    { numRuns: runs },
  );
  expect(seen.failures).toBeGreaterThan(0);
  figure({
    issue: 26,
    what: 'random tool graphs with failing tools: end within the bound, no call id lost, history valid by mock and rules',
    expected: '100 of 100',
    seen: `${seen.graphs} of ${runs}; ${seen.calls} calls, ${seen.failures} failing, ${seen.bounded} ended by the bound`,
    ok: seen.graphs === runs,
  });
});

it('a history that lost a result would be refused', async () => {
  const mock = createMock(contract, { behaviours });
  const { message } =
    completionOf(
      { steps: [['returns']], maxSteps: 1, streams: false, hasReasoning: false, idsRepeat: false },
      0,
    ).choices[0] ?? {};
  const request = new Request('http://mock.test/v1/chat/completions', {
    method: 'POST',
    headers: { authorization: 'Bearer sk-test', 'content-type': 'application/json' },
    body: JSON.stringify({
      model: 'kimi-k2.6',
      messages: [{ role: 'user', content: 'Go' }, message, { role: 'user', content: 'Go on' }],
    }),
  });
  expect((await mock.fetch(request)).status).toBe(400);
});
