import OpenAI, { toFile } from 'openai';
import { all, createCalls } from './calls.mjs';

/** The first argument is the URL of a mock of OpenAI's document. */
const client = new OpenAI({ apiKey: 'sk-x', baseURL: process.argv[2], maxRetries: 0 });
const call = createCalls();
const isRefused = async (promise, status) =>
  promise.then(
    () => false,
    (cause) => cause.status === status,
  );

await call('models.list', async () =>
  (await all(client.models.list())).every((each) => each.object === 'model'),
);
await call('chat.completions.create', async () => {
  const made = await client.chat.completions.create({
    model: 'gpt-4o-mini',
    messages: [{ role: 'user', content: 'Hi' }],
  });
  return typeof made.choices[0].message.content === 'string' || made.choices[0].message.content === null;
});
await call('chat.completions.create, streamed', async () => {
  const stream = await client.chat.completions.create({
    model: 'gpt-4o-mini',
    stream: true,
    messages: [{ role: 'user', content: 'Hi' }],
  });
  return (await all(stream)).length > 0;
});
await call(
  'responses.create',
  async () => typeof (await client.responses.create({ model: 'gpt-4o-mini', input: 'Hi' })).id === 'string',
);
await call(
  'embeddings.create',
  async () =>
    (
      await client.embeddings.create({
        model: 'text-embedding-3-small',
        input: 'chair',
        encoding_format: 'float',
      })
    ).object === 'list',
);
await call('moderations.create', async () =>
  Array.isArray((await client.moderations.create({ input: 'chair' })).results),
);
const file = await call('files.create', async () => {
  const made = await client.files.create({
    purpose: 'fine-tune',
    file: await toFile(Buffer.from('{"a":1}\n'), 'train.jsonl'),
  });
  return [made.purpose === 'fine-tune' && made.bytes === 8 && made.filename === 'train.jsonl', made];
});
await call('files.retrieve', async () => (await client.files.retrieve(file?.id)).filename === 'train.jsonl');
// The document has the content as a JSON string.
await call(
  'files.content',
  async () => JSON.parse(await (await client.files.content(file?.id)).text()) === '{"a":1}\n',
);
for (let index = 0; index < 24; index++)
  await client.files.create({
    purpose: 'assistants',
    file: await toFile(Buffer.from(`${index}`), `${index}.txt`),
  });
await call('files.list', async () => (await client.files.list({ limit: 10 })).data.length === 10);
await call('files.list to the end', async () => {
  const found = await all(client.files.list({ limit: 10 }));
  return found.length >= 25 && new Set(found.map((each) => each.id)).size === found.length;
});
await call('files.list by purpose', async () =>
  (await client.files.list({ purpose: 'fine-tune' })).data.every((each) => each.purpose === 'fine-tune'),
);
await call('files.delete', async () => (await client.files.delete(file?.id)).deleted === true);
await call('files.retrieve after deletion', () => isRefused(client.files.retrieve(file?.id), 404));
const store = await call('vectorStores.create', async () => {
  const made = await client.vectorStores.create({ name: 'chairs' });
  return [made.name === 'chairs', made];
});
await call(
  'vectorStores.retrieve',
  async () => (await client.vectorStores.retrieve(store?.id)).name === 'chairs',
);
await call(
  'vectorStores.update',
  async () => (await client.vectorStores.update(store?.id, { name: 'tables' })).name === 'tables',
);
await call(
  'vectorStores.update is kept',
  async () => (await client.vectorStores.retrieve(store?.id)).name === 'tables',
);
await call('vectorStores.list', async () =>
  (await all(client.vectorStores.list())).some((each) => each.id === store?.id),
);
await call('vectorStores.delete', async () => (await client.vectorStores.delete(store?.id)).deleted === true);
await call('vectorStores.retrieve after deletion', () =>
  isRefused(client.vectorStores.retrieve(store?.id), 404),
);
const assistant = await call('beta.assistants.create', async () => {
  const made = await client.beta.assistants.create({ model: 'gpt-4o', name: 'Ann', metadata: { a: 'b' } });
  return [made.name === 'Ann' && made.metadata.a === 'b', made];
});
await call(
  'beta.assistants.retrieve',
  async () => (await client.beta.assistants.retrieve(assistant?.id)).name === 'Ann',
);
await call(
  'beta.assistants.update',
  async () => (await client.beta.assistants.update(assistant?.id, { name: 'Bea' })).name === 'Bea',
);
await call('beta.assistants.list', async () =>
  (await all(client.beta.assistants.list())).some((each) => each.id === assistant?.id),
);
const thread = await call('beta.threads.create', async () => {
  const made = await client.beta.threads.create({ metadata: { a: 'b' } });
  return [made.metadata.a === 'b', made];
});
const message = await call('beta.threads.messages.create', async () => {
  const made = await client.beta.threads.messages.create(thread?.id, { role: 'user', content: 'Hi' });
  return [made.role === 'user', made];
});
await call(
  'beta.threads.messages.retrieve',
  async () =>
    (await client.beta.threads.messages.retrieve(message?.id, { thread_id: thread?.id })).id === message?.id,
);
await call('beta.threads.messages.list', async () =>
  (await all(client.beta.threads.messages.list(thread?.id))).some((each) => each.id === message?.id),
);
await call(
  'beta.threads.runs.create',
  async () =>
    typeof (await client.beta.threads.runs.create(thread?.id, { assistant_id: assistant?.id ?? 'a' }))
      .status === 'string',
);
await call(
  'beta.threads.delete',
  async () => (await client.beta.threads.delete(thread?.id)).deleted === true,
);
await call(
  'beta.assistants.delete',
  async () => (await client.beta.assistants.delete(assistant?.id)).deleted === true,
);
const upload = await call('uploads.create', async () => {
  const made = await client.uploads.create({
    bytes: 4,
    filename: 'a.txt',
    mime_type: 'text/plain',
    purpose: 'assistants',
  });
  return [made.bytes === 4 && made.filename === 'a.txt', made];
});
await call('uploads.cancel', async () => (await client.uploads.cancel(upload?.id)).status === 'cancelled');
const batchFile = await client.files.create({
  purpose: 'batch',
  file: await toFile(Buffer.from('{}\n'), 'batch.jsonl'),
});
const batch = await call('batches.create', async () => {
  const made = await client.batches.create({
    input_file_id: batchFile.id,
    endpoint: '/v1/chat/completions',
    completion_window: '24h',
  });
  return [made.input_file_id === batchFile.id, made];
});
await call(
  'batches.retrieve',
  async () => (await client.batches.retrieve(batch?.id)).endpoint === '/v1/chat/completions',
);
await call('batches.list', async () =>
  (await all(client.batches.list())).some((each) => each.id === batch?.id),
);
await call('images.generate', async () =>
  Array.isArray((await client.images.generate({ prompt: 'a chair' })).data),
);
await call('messages are required', () =>
  isRefused(client.chat.completions.create({ model: 'gpt-4o' }), 400),
);
