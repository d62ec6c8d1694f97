import type OpenAI from 'openai';
import { toFile } from 'openai';
import { expect, it } from 'vitest';
import { beyond, chatRequest, withClient } from './testing/with-client.ts';

/** Check 45: whatever fault the mock has, a real client notices: one of its checks fails. */

const on = withClient();

const must = (holds: boolean, what: string): void => {
  if (!holds) throw new Error(what);
};

const upload = async (name: string): Promise<string> =>
  (await on.client.files.create({ file: await toFile(Buffer.from(name), 'a.jsonl'), purpose: 'batch' })).id;

/** What a careful user of a client would see to. */
const checks: { readonly [name: string]: () => Promise<void> } = {
  'lists models': async () => {
    const { data } = await on.client.models.list();
    must(data.length > 0 && data.every(({ id }) => id !== ''), 'there are models');
  },
  'answers soon': async () => {
    const started = performance.now();
    await on.client.models.list();
    must(performance.now() - started < 250, 'it took too long');
  },
  'a completion states its usage': async () => {
    const { choices, usage } = await on.client.chat.completions.create(chatRequest);
    must(choices[0]?.finish_reason === 'stop', 'it is finished');
    must(
      usage?.total_tokens === (usage?.prompt_tokens ?? 0) + (usage?.completion_tokens ?? -1),
      'it adds up',
    );
  },
  'a stream is whole': async () => {
    const final = await on.client.chat.completions.stream(chatRequest).finalChatCompletion();
    must((final.choices[0]?.message.content ?? '') !== '', 'it says something');
    const whole = await on.client.chat.completions.create(chatRequest);
    must(final.choices[0]?.message.content === whole.choices[0]?.message.content, 'it says what is said');
  },
  'a stream comes soon': async () => {
    const started = performance.now();
    await on.client.chat.completions.stream(chatRequest).finalChatCompletion();
    must(performance.now() - started < 400, 'it took too long');
  },
  'a stream has an end, one id and its usage': async () => {
    const body = { ...chatRequest, stream_options: { include_usage: true } };
    const chunks = await on.chunksOf(body);
    must(new Set(chunks.map(({ id }) => id)).size === 1, 'one id');
    must((chunks.at(-1)?.usage?.total_tokens ?? 0) > 0, 'the last chunk has the usage');
    const response = await on.client.chat.completions.create(beyond({ ...body, stream: true })).asResponse();
    must((await response.text()).endsWith('data: [DONE]\n\n'), 'it ends with [DONE]');
    must(response.headers.get('content-type')?.startsWith('text/event-stream') === true, 'it is a stream');
  },
  'uploads have different ids': async () => {
    must((await upload('1')) !== (await upload('2')), 'two ids');
  },
};

async function failing(): Promise<readonly string[]> {
  const failed: string[] = [];
  for (const [name, check] of Object.entries(checks)) {
    try {
      await check();
    } catch {
      failed.push(name);
    }
  }
  return failed;
}

/** Faults that need a value, with one. */
const values: { readonly [id: string]: string } = {
  status: '=500',
  latency: '=400',
  'stream-delay': '=30',
  'content-type': '=text/html',
};

/** No reader may mind how bytes are cut. */
const harmless = new Set(['stream-split']);

it('no check fails against a mock without a fault', async () => {
  expect(await failing()).toEqual([]);
});

it('every fault makes a check fail', { timeout: 240_000 }, async () => {
  const failures = new Map<string, readonly string[]>();
  for (const id of on.mock.faults.keys()) {
    on.mock.reset();
    on.mock.fault(`${id}${values[id] ?? ''}`);
    failures.set(id, await failing());
  }
  const silent = [...failures].filter(([, failed]) => failed.length === 0).map(([id]) => id);
  expect(silent).toEqual([...harmless]);
  expect(failures.size).toBeGreaterThanOrEqual(20);
});

it('a fault for one request is over with the next', async () => {
  on.mock.fault('server-error*1');
  const list = (): Promise<OpenAI.Models.ModelsPage> => on.client.models.list();
  await expect(list()).rejects.toMatchObject({ status: 500 });
  expect((await list()).data.length).toBeGreaterThan(0);
});
