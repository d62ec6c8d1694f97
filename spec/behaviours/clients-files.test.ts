import type OpenAI from 'openai';
import { BadRequestError, NotFoundError, RateLimitError, toFile } from 'openai';
import { describe, expect, it } from 'vitest';
import { beyond, chatRequest, errorOf, think, user, withClient } from './testing/with-client.ts';

/**
 * Checks of a real client, the npm package `openai`, against the mock: files, batches, tokens and money. Numbers are
 * those of the list of checks.
 */

const on = withClient();

describe('files', () => {
  const line = '{"custom_id":"a"}\n';
  it('25: what was uploaded is there until it is deleted', async () => {
    const { id, bytes } = await on.client.files.create({
      file: await toFile(Buffer.from(line), 'a.jsonl'),
      purpose: 'batch',
    });
    expect(bytes).toBe(line.length);
    expect((await on.client.files.retrieve(id)).filename).toBe('a.jsonl');
    const listed: string[] = [];
    for await (const file of on.client.files.list()) listed.push(file.id);
    expect(listed).toEqual([id]);
    expect(await (await on.client.files.content(id)).text()).toBe(line);
    expect(await on.client.files.delete(id)).toMatchObject({ id, deleted: true });
    expect(await errorOf(on.client.files.retrieve(id))).toBeInstanceOf(NotFoundError);
  });
  it('26: an empty file', async () => {
    const file = await toFile(Buffer.from(''), 'a.jsonl');
    const error = await errorOf(on.client.files.create({ file, purpose: 'batch' }));
    expect(error).toBeInstanceOf(BadRequestError);
    expect((error as Error).message).toContain('File size is zero');
  });
  it('another key sees other files', async () => {
    await on.client.files.create({ file: await toFile(Buffer.from(line), 'a.jsonl'), purpose: 'batch' });
    expect((await on.clientWith({ apiKey: 'sk-other' }).files.list()).data).toEqual([]);
  });
});

describe('batches', () => {
  const request = (id: string): string =>
    JSON.stringify({ custom_id: id, method: 'POST', url: '/v1/chat/completions', body: think });
  const upload = async (ids: readonly string[]): Promise<string> => {
    const file = await toFile(Buffer.from(ids.map(request).join('\n')), 'in.jsonl');
    return (await on.client.files.create({ file, purpose: 'batch' })).id;
  };
  const create = async (more: object = {}): Promise<OpenAI.Batch> =>
    on.client.batches.create(
      beyond({
        input_file_id: await upload(['a', 'b', 'c']),
        endpoint: '/v1/chat/completions',
        completion_window: '24h',
        ...more,
      }),
    );

  it('28: runs as the clock goes', async () => {
    const { id, status } = await create();
    const seen = [status];
    let batch = await on.client.batches.retrieve(id);
    for (let round = 0; round < 5; round++) {
      on.mock.advance(1000);
      batch = await on.client.batches.retrieve(id);
      if (seen.at(-1) !== batch.status) seen.push(batch.status);
    }
    expect(seen).toEqual(['validating', 'in_progress', 'finalizing', 'completed']);
    expect(batch.request_counts).toEqual({ completed: 3, failed: 0, total: 3 });
    const output = (await (await on.client.files.content(batch.output_file_id ?? '')).text())
      .trim()
      .split('\n');
    const lines = output.map((each) => JSON.parse(each));
    expect(lines.map((each) => each.custom_id)).toEqual(['a', 'b', 'c']);
    for (const { response } of lines) {
      expect(response.status_code).toBe(200);
      expect(response.body.object).toBe('chat.completion');
    }
    const times = [batch.created_at, batch.in_progress_at, batch.finalizing_at, batch.completed_at];
    expect(times).toEqual([...times].sort((a, b) => Number(a) - Number(b)));
  });
  it('is made as go-openai makes it, with null for its metadata', async () => {
    const { metadata, status } = await create({ metadata: null });
    expect({ metadata, status }).toEqual({ metadata: null, status: 'validating' });
    await expect(create({ metadata: { a: 1 } })).rejects.toMatchObject({ status: 400 });
  });

  it('a wrong line fails it', async () => {
    const file = await toFile(Buffer.from(`${request('a')}\n${request('a')}`), 'in.jsonl');
    const { id } = await create({
      input_file_id: (await on.client.files.create({ file, purpose: 'batch' })).id,
    });
    on.mock.advance(1500);
    const batch = await on.client.batches.retrieve(id);
    expect(batch.status).toBe('failed');
    expect(await (await on.client.files.content(batch.error_file_id ?? '')).text()).toContain('not unique');
  });
  it('29: a window that is too short', async () => {
    expect(await errorOf(create({ completion_window: '11h' }))).toBeInstanceOf(BadRequestError);
  });
  it('30: a file for something else', async () => {
    const file = await toFile(Buffer.from('text'), 'a.txt');
    const { id } = await on.client.files.create(beyond({ file, purpose: 'file-extract' }));
    expect(await errorOf(create({ input_file_id: id }))).toBeInstanceOf(BadRequestError);
    expect(await errorOf(create({ input_file_id: 'file-none' }))).toBeInstanceOf(NotFoundError);
  });
  it('31: is cancelled once', async () => {
    const { id } = await create();
    on.mock.advance(1000);
    expect((await on.client.batches.cancel(id)).status).toBe('cancelling');
    on.mock.advance(1000);
    expect((await on.client.batches.retrieve(id)).status).toBe('cancelled');
    expect(await errorOf(on.client.batches.cancel(id))).toBeInstanceOf(BadRequestError);
  });
  it('32: is listed by pages', async () => {
    const made: string[] = [];
    for (let count = 0; count < 5; count++) made.push((await create()).id);
    on.sent.length = 0;
    const listed: string[] = [];
    for await (const batch of on.client.batches.list({ limit: 2 })) listed.push(batch.id);
    expect(listed).toEqual([...made].reverse());
    expect(on.sent).toHaveLength(3);
  });
});

describe('tokens and money', () => {
  it('33: the estimate is what chat counts', async () => {
    const estimate = async (text: string) => {
      const body = { model: 'kimi-k2.6', messages: [user(text)] };
      const path = '/tokenizers/estimate-token-count';
      return ((await on.client.post(path, { body })) as { data: { total_tokens: number } }).data.total_tokens;
    };
    const short = await estimate('Hello');
    expect(short).toBeGreaterThan(0);
    expect(await estimate('Hello'.repeat(20))).toBeGreaterThan(short);
    expect((await on.client.chat.completions.create(think)).usage?.prompt_tokens).toBe(short);
  });
  it('34: the balance adds up', async () => {
    const { code, status, data } = (await on.client.get('/users/me/balance')) as {
      code: number;
      status: boolean;
      data: Record<string, number>;
    };
    expect([code, status]).toEqual([0, true]);
    expect(data['available_balance']).toBeCloseTo(
      (data['cash_balance'] ?? 0) + (data['voucher_balance'] ?? 0),
      5,
    );
  });
  it('35: without money no chat', async () => {
    await on.control('balance', { cash: 0, voucher: 0 });
    const error = await errorOf(on.client.chat.completions.create(chatRequest));
    expect(error).toBeInstanceOf(RateLimitError);
    expect(error).toMatchObject({ type: 'exceeded_current_quota_error' });
    expect(await on.client.get('/users/me/balance')).toMatchObject({ data: { available_balance: 0 } });
  });
});
