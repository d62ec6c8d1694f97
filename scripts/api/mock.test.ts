import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import OpenAI from 'openai';
import { createMock } from 'openapi-plumbline/mock';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { loadSubject } from '../run/subject.ts';

/** The mock in tests of an application: as a handler of MSW, and alone. */

const { contract, config } = await loadSubject(undefined);
const mock = createMock(contract, { behaviours: config?.behaviours ?? [] });
const server = setupServer(
  http.get('https://elsewhere.test/', () => HttpResponse.text('not the mock')),
  http.all('*', ({ request }) => mock.fetch(request)),
);
let client: OpenAI;
beforeAll(() => {
  server.listen({ onUnhandledRequest: 'error' });
  // The client keeps the `fetch` that there is when it is made.
  client = new OpenAI({ apiKey: 'k', baseURL: 'https://api.example.test/v1', maxRetries: 0 });
});
afterEach(() => mock.reset());
afterAll(() => server.close());

const chatRequest = { model: 'kimi-k2.6', messages: [{ role: 'user', content: 'Hello' } as const] };

it('MSW: a client that is unaware of the mock gets responses', async () => {
  expect((await client.models.list()).data.length).toBeGreaterThan(0);
  const whole = await client.chat.completions.create(chatRequest);
  const chunks: string[] = [];
  for await (const { choices } of await client.chat.completions.create({ ...chatRequest, stream: true }))
    chunks.push(choices[0]?.delta.content ?? '');
  expect(chunks.join('')).toBe(whole.choices[0]?.message.content);
  expect(chunks.length).toBeGreaterThan(3);
});

it('MSW: uploads are remembered, errors and faults come through', async () => {
  const { id } = await client.files.create({
    file: new File(['{"custom_id":"a"}'], 'a.jsonl'),
    purpose: 'batch',
  });
  expect(await (await client.files.content(id)).text()).toBe('{"custom_id":"a"}');
  await client.files.delete(id);
  await expect(client.files.retrieve(id)).rejects.toMatchObject({ status: 404 });
  mock.fault('quota*1');
  await expect(client.chat.completions.create(chatRequest)).rejects.toMatchObject({
    status: 429,
    type: 'exceeded_current_quota_error',
  });
});

it('MSW: other handlers stay as they are', async () => {
  expect(await (await fetch('https://elsewhere.test/')).text()).toBe('not the mock');
});

it('without MSW: a handler of requests, and a server', async () => {
  const headers = { authorization: 'Bearer k' };
  const answered = await mock.fetch(new Request('http://mock.test/v1/models', { headers }));
  server.close();
  const listening = await mock.listen();
  const served = await fetch(`${listening.url}/v1/models`, { headers });
  await listening.close();
  server.listen();
  expect([answered.status, await answered.json()]).toEqual([served.status, await served.json()]);
});
