import { createMock } from 'openapi-plumbline/mock';
import { expect, it } from 'vitest';
import { AuthenticationError, Moonshot, NotFoundError, RateLimitError } from '../../generated/src/index.ts';
import { validation } from '../../generated/src/validation.ts';
import { behaviours } from './index.ts';
import { contract } from './testing/with-client.ts';

/** Check 44: the generated client against the mock; every answer is what its own validators accept. */

const mock = createMock(contract, { behaviours });
const called = new Set<string>();
const routes = contract.operations.map(({ method, path, operationId }) => ({
  operationId,
  method: method.toUpperCase(),
  pattern: new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`),
}));
const clientOf = (apiKey: string): Moonshot =>
  new Moonshot({
    apiKey,
    baseUrl: 'http://mock.test',
    maxRetries: 0,
    validate: validation({ requests: 'throw', responses: 'throw' }),
    fetch: async (url, init) => {
      const request = new Request(url, init);
      const { pathname } = new URL(request.url);
      const route = routes.find(({ method, pattern }) => method === request.method && pattern.test(pathname));
      if (route !== undefined) called.add(route.operationId);
      return mock.fetch(request);
    },
  });
const client = clientOf('key');
const hello = { model: 'kimi-k2.6', messages: [{ role: 'user', content: 'Hello' }] } as const;
const body = { ...hello, messages: [...hello.messages] };

it('every operation of the document, with what belongs together', async () => {
  expect((await client.models.list()).data?.length).toBeGreaterThan(0);
  const whole = await client.chat.completions.create(body);
  const { data } = await client.tokenizers.estimateTokenCount(body);
  expect(whole.usage?.prompt_tokens).toBe(data?.total_tokens);
  const pieces: string[] = [];
  for await (const chunk of await client.chat.completions.create({ ...body, stream: true }))
    pieces.push(chunk.choices[0]?.delta.content ?? '');
  expect(pieces.join('')).toBe(whole.choices?.[0]?.message?.content);
  expect((await client.users.me.balance()).status).toBe(true);

  const line = { custom_id: 'a', method: 'POST', url: '/v1/chat/completions', body };
  const file = new File([JSON.stringify(line)], 'in.jsonl');
  const { id } = await client.files.create({ file, purpose: 'batch' });
  expect((await client.files.retrieve(id)).filename).toBe('in.jsonl');
  expect((await client.files.list()).data?.map((each) => each.id)).toEqual([id]);
  expect(await client.files.content(id)).toBe(JSON.stringify(line));

  const made = await client.batches.create({
    input_file_id: id,
    endpoint: '/v1/chat/completions',
    completion_window: '24h',
  });
  mock.advance(5000);
  const done = await client.batches.retrieve(made.id);
  expect([done.status, done.request_counts]).toEqual(['completed', { completed: 1, failed: 0, total: 1 }]);
  expect(await client.files.content(done.output_file_id ?? '')).toContain('"custom_id":"a"');
  const second = await client.batches.create({
    input_file_id: id,
    endpoint: '/v1/chat/completions',
    completion_window: '24h',
  });
  expect((await client.batches.cancel(second.id)).status).toBe('cancelling');
  const listed: string[] = [];
  for await (const batch of client.batches.list({ limit: 1 })) listed.push(batch.id);
  expect(listed).toEqual([second.id, made.id]);
  await client.files.delete(id);
  await expect(client.files.retrieve(id)).rejects.toBeInstanceOf(NotFoundError);
  const all = behaviours.flatMap(({ appliesTo }) => appliesTo);
  expect(all.filter((operationId) => !called.has(operationId))).toEqual([]);
});

it('errors are those of the API', async () => {
  await expect(clientOf('bad').models.list()).rejects.toBeInstanceOf(AuthenticationError);
  mock.fault('quota*1');
  await expect(client.chat.completions.create(body)).rejects.toBeInstanceOf(RateLimitError);
});

it('wrong types are rejected by the compiler', () => {
  const never = async (): Promise<void> => {
    // A model that the document does not have has what all of its models share.
    await client.chat.completions.create({ ...body, model: 'kimi-k3' });
    // @ts-expect-error only some of its models have a temperature
    await client.chat.completions.create({ ...body, model: 'kimi-k3', temperature: 0.5 });
    // @ts-expect-error the file is missing
    await client.files.create({ purpose: 'batch' });
    const window = { input_file_id: 'a', endpoint: '/v1/chat/completions', completion_window: 24 } as const;
    // @ts-expect-error a window is a text
    await client.batches.create(window);
    // @ts-expect-error an id is a text
    await client.files.retrieve(1);
  };
  expect(never).toBeTypeOf('function');
});
