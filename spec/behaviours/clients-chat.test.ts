import { AuthenticationError, type BadRequestError, NotFoundError, toFile } from 'openai';
import { describe, expect, it } from 'vitest';
import { models } from './models.ts';
import { beyond, callWeather, chatRequest, errorOf, think, user, withClient } from './testing/with-client.ts';

/**
 * Checks of a real client, the npm package `openai`, against the mock: models, keys, chat and streams. Numbers are
 * those of the list of checks.
 */

const on = withClient();

describe('models and keys', () => {
  it('1: lists models', async () => {
    const ids = (await on.client.models.list()).data.map(({ id }) => id);
    expect(ids).toEqual(models.map(({ id }) => id));
    expect(ids).toContain('kimi-k2.6');
  });
  it('2: refuses a wrong key', async () => {
    const error = await errorOf(on.clientWith({ apiKey: 'bad' }).models.list());
    expect(error).toBeInstanceOf(AuthenticationError);
    expect(error).toMatchObject({ status: 401, type: 'invalid_authentication_error' });
  });
  it('3: refuses no key', async () => {
    const response = await on.raw('/v1/models');
    expect([response.status, await response.json()]).toEqual([
      401,
      { error: { message: 'Incorrect API key provided', type: 'incorrect_api_key_error' } },
    ]);
  });
});

describe('chat', () => {
  it('4: completes', async () => {
    const { choices, usage } = await on.client.chat.completions.create(chatRequest);
    expect(choices[0]?.message.role).toBe('assistant');
    expect(choices[0]?.message.content).not.toBe('');
    expect(choices[0]?.finish_reason).toBe('stop');
    expect(usage?.total_tokens).toBe((usage?.prompt_tokens ?? 0) + (usage?.completion_tokens ?? 0));
  });
  it('11: refuses an unknown model', async () => {
    const error = await errorOf(on.client.chat.completions.create({ ...chatRequest, model: 'gpt-9' }));
    expect(error).toBeInstanceOf(NotFoundError);
    expect(error).toMatchObject({ status: 404, type: 'resource_not_found_error' });
  });
  it('12: counts stop words in bytes', async () => {
    expect(await on.refused({ ...chatRequest, stop: '中'.repeat(11) })).toContain('32 bytes');
    await on.client.chat.completions.create({ ...chatRequest, stop: '中'.repeat(10) });
  });
  it('a stop word cuts', async () => {
    const whole = (await on.client.chat.completions.create(chatRequest)).choices[0]?.message.content ?? '';
    const stop = whole.split(' ')[3] ?? '';
    const cut = (await on.client.chat.completions.create({ ...chatRequest, stop })).choices[0];
    expect(cut?.message.content).not.toContain(stop);
    expect(cut?.finish_reason).toBe('stop');
  });
  it('13: n and temperature', async () => {
    const body = { model: 'moonshot-v1-8k', messages: chatRequest.messages, n: 2 };
    await on.refused({ ...body, temperature: 0 });
    const { choices } = await on.client.chat.completions.create({ ...body, temperature: 0.5 });
    expect(choices.map(({ index }) => index)).toEqual([0, 1]);
    expect(choices[0]?.message.content).not.toBe(choices[1]?.message.content);
  });
  it('14: fixed temperature', async () => {
    expect(await on.refused({ ...think, temperature: 0.2 })).toContain(
      'invalid temperature: only 1 is allowed for this model',
    );
    await on.client.chat.completions.create({ ...think, temperature: 1 });
  });
  it.each([chatRequest, think])('15: a limit of one token ($model)', async (body) => {
    const { choices, usage } = await on.client.chat.completions.create({ ...body, max_completion_tokens: 1 });
    expect(choices[0]?.finish_reason).toBe('length');
    expect(usage?.completion_tokens).toBe(1);
  });
  it('16: empty content', async () => {
    const message = await on.refused({ ...chatRequest, messages: [user('x'), user('')] });
    expect(message).toContain("the message at position 1 with role 'user' must not be empty");
  });
  it('17: partial', async () => {
    const opening = { role: 'assistant', content: 'The wall is', partial: true };
    const { choices } = await on.client.chat.completions.create(
      beyond({ ...chatRequest, messages: [user('x'), opening] }),
    );
    expect(choices[0]?.message.content).not.toContain(opening.content);
    await on.refused({ ...chatRequest, messages: [opening, user('x')] });
  });
  it('thinks unless thinking is disabled', async () => {
    const thought = (body: object) =>
      on.client.chat.completions
        .create(beyond(body))
        .then(
          ({ choices }) =>
            (choices[0]?.message as { reasoning_content?: string } | undefined)?.reasoning_content,
        );
    expect(await thought(think)).toMatch(/\w+ \w+/);
    expect(await thought({ ...think, thinking: { type: 'disabled' } })).toBeUndefined();
  });
  it.each([
    { name: 'http url', url: 'https://example.test/a.png', isTaken: false },
    { name: 'data url', url: 'data:image/png;base64,AAAA', isTaken: true },
    { name: 'unknown file', url: 'ms://file-none', isTaken: false },
  ])('pictures: $name', async ({ url, isTaken }) => {
    const body = {
      ...think,
      messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url } }] }],
    };
    if (isTaken) await on.client.chat.completions.create(beyond(body));
    else await on.refused(body);
  });
  it('pictures: an uploaded file', async () => {
    const { id } = await on.client.files.create(
      beyond({ file: await toFile(Buffer.from('png'), 'a.png'), purpose: 'image' }),
    );
    const content = [{ type: 'image_url', image_url: { url: `ms://${id}` } }];
    await on.client.chat.completions.create(beyond({ ...think, messages: [{ role: 'user', content }] }));
    expect(((await errorOf(on.client.files.content(id))) as BadRequestError).status).toBe(400); // 27
  });
});

describe('streams', () => {
  it.each([chatRequest, think])('5: folds to the whole answer ($model)', async (body) => {
    const chunks = await on.chunksOf(body);
    const whole = await on.client.chat.completions.create(body);
    const text = chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('');
    expect(text).toMatch(/\w+ \w+/);
    expect(whole.choices[0]?.message.content).toBe(text);
    expect(chunks[0]?.choices[0]?.delta.role).toBe('assistant');
    const lines = await (
      await on.raw('/v1/chat/completions', {
        method: 'POST',
        headers: { authorization: 'Bearer sk-test', 'content-type': 'application/json' },
        body: JSON.stringify({ ...body, stream: true }),
      })
    ).text();
    expect(lines.endsWith('data: [DONE]\n\n')).toBe(true);
  });
  it('6: usage inside the finish chunk', async () => {
    const chunks = await on.chunksOf(chatRequest);
    expect(chunks.every((chunk) => chunk.usage === undefined || chunk.usage === null)).toBe(true);
    const last = chunks.at(-1)?.choices[0];
    expect(last?.finish_reason).toBe('stop');
    expect(last).toMatchObject({ usage: { total_tokens: expect.any(Number) } });
  });
  it('7: one chunk of usage at the end', async () => {
    const chunks = await on.chunksOf({ ...chatRequest, stream_options: { include_usage: true } });
    expect(chunks.filter(({ choices }) => choices.length === 0)).toEqual([chunks.at(-1)]);
    expect(chunks.at(-1)?.usage?.total_tokens).toBeGreaterThan(0);
  });
  it('8: tool calls', async () => {
    const completion = await on.client.chat.completions.stream(callWeather).finalChatCompletion();
    const call = completion.choices[0]?.message.tool_calls?.[0];
    expect(call).toMatchObject({ type: 'function', function: { name: 'get_weather' } });
    const { city, days } = JSON.parse(call?.type === 'function' ? call.function.arguments : '');
    expect([typeof city, Number.isInteger(days) && days >= 1 && days <= 7]).toEqual(['string', true]);
  });
  it('24: a stream that is cut', async () => {
    on.mock.fault('stream-cut=2');
    const chunks = await on.chunksOf(chatRequest);
    expect(chunks).toHaveLength(2);
    expect(chunks.some(({ choices }) => choices[0]?.finish_reason)).toBe(false);
    expect(
      await errorOf(on.client.chat.completions.stream(chatRequest).finalChatCompletion()),
    ).toBeInstanceOf(Error);
  });
});
