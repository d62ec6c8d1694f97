import fc from 'fast-check';
import { createMock } from 'openapi-plumbline/mock';
import { expect, it } from 'vitest';
import { figure, isFull } from '../../generator/testing/figure.ts';
import { behaviours } from './index.ts';
import { contract } from './testing/with-client.ts';

/** Behaviours read bodies before they are validated, so they must accept or reject any JSON. */

const mock = createMock(contract, { behaviours });
const headers = { authorization: 'Bearer k', 'content-type': 'application/json' };

const some = (...values: readonly unknown[]) => fc.constantFrom<unknown>(...values);
const json = fc.jsonValue({ maxDepth: 2, noUnicodeString: false });
const strange = fc.oneof(json, some(null, [], {}, '', -1, 1e308, [null], { __proto__: null }, 'constructor'));
const part = fc.record(
  { type: some('text', 'image_url', 'video_url', 1), text: strange, image_url: strange, video_url: strange },
  { requiredKeys: [] },
);
const message = fc.record(
  {
    role: some('user', 'assistant', 'tool', 'system', 'x', null),
    content: fc.oneof(strange, some('x', 'call f'), fc.array(part, { maxLength: 2 })),
    partial: strange,
    name: strange,
    tool_calls: fc.oneof(strange, fc.array(fc.record({ id: strange, type: strange, function: strange }))),
    tool_call_id: strange,
  },
  { requiredKeys: ['role', 'content'] },
);
const chat = fc.record(
  {
    model: fc.oneof(some('kimi-k2.6', 'moonshot-v1-8k', 'kimi-k2-thinking'), strange),
    messages: fc.oneof(fc.array(fc.oneof(message, strange), { maxLength: 3 }), strange),
    stop: strange,
    temperature: strange,
    n: strange,
    max_tokens: strange,
    max_completion_tokens: strange,
    thinking: strange,
    response_format: fc.oneof(
      strange,
      fc.record({ type: some('json_object', 'json_schema', 'x'), json_schema: strange }),
    ),
    tools: fc.oneof(
      strange,
      fc.array(fc.record({ type: some('function', 'builtin_function'), function: strange }), {
        maxLength: 2,
      }),
    ),
    tool_choice: strange,
    stream: fc.boolean(),
    stream_options: strange,
  },
  { requiredKeys: ['model', 'messages'] },
);

it.each([
  { path: '/v1/chat/completions', bodies: chat },
  { path: '/v1/tokenizers/estimate-token-count', bodies: chat },
  {
    path: '/v1/batches',
    bodies: fc.record(
      { input_file_id: strange, endpoint: strange, completion_window: strange, metadata: strange },
      { requiredKeys: [] },
    ),
  },
] as const)(
  'POST $path with any JSON is never a 500',
  async ({ path, bodies }) => {
    const numRuns = isFull ? 20_000 : 500;
    const seen = new Map<number, number>();
    await fc.assert(
      fc.asyncProperty(
        fc.oneof({ weight: 9, arbitrary: bodies }, { weight: 1, arbitrary: json }),
        async (body) => {
          const request = new Request(`http://mock.test${path}`, {
            method: 'POST',
            headers,
            body: JSON.stringify(body),
          });
          const response = await mock.fetch(request);
          await response.text();
          seen.set(response.status, (seen.get(response.status) ?? 0) + 1);
          return response.status < 500;
        },
      ),
      { seed: 7, numRuns },
    );
    expect([...seen.keys()].every((status) => status === 200 || (status >= 400 && status < 500))).toBe(true);
    figure({
      issue: 7,
      what: `any JSON at ${path}`,
      expected: 'no 500',
      seen: [...seen].map(([status, count]) => `${count} x ${status}`).join(', '),
      ok: true,
    });
  },
  300_000,
);
