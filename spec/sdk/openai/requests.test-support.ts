import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ApiConnectionError,
  AuthenticationError,
  BadRequestError,
  InternalServerError,
  Moonshot,
  NotFoundError,
  RateLimitError,
  RequestTimeoutError,
  toFile,
} from 'moonshot-plumbline';
import { batchResults, createChatBatch, waitForBatch } from 'moonshot-plumbline/helpers';
import { fileFromPath } from 'moonshot-plumbline/node';
import { expect } from 'vitest';
import { type Behaviour, errorOf, plain, user, type World } from './world.test-support.ts';

const requests = [1, 2, 3].map((row) => ({
  customId: `row-${row}`,
  body: { model: 'kimi-k2.6' as const, messages: [user(`Say ${row}`)] },
}));

/** Makes three batches of one request each; newest first in the list. */
const threeBatches = async ({ client }: World): Promise<readonly string[]> => {
  const ids: string[] = [];
  for (const request of requests) ids.unshift((await createChatBatch(client, [request])).id);
  return ids;
};

async function idsOf(list: AsyncIterable<{ readonly id: string }>): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const { id } of list) ids.push(id);
  return ids;
}

/** Pages, files, batches. */
export const data: readonly Behaviour[] = [
  {
    openai: '`for await` over a list fetches its pages',
    here: 'have',
    how: 'the same',
    async test(world) {
      const ids = await threeBatches(world);
      expect(await idsOf(world.client.batches.list({ limit: 2 }))).toEqual(ids);
    },
  },
  {
    openai: '`iterPages()`, `getNextPage()`',
    here: 'have',
    how: '`list().pages()`; awaited, a list is its first page',
    async test(world) {
      await threeBatches(world);
      const sizes: number[] = [];
      for await (const page of world.client.batches.list({ limit: 2 }).pages()) sizes.push(page.data.length);
      expect(sizes).toEqual([2, 1]);
      expect((await world.client.batches.list({ limit: 2 })).has_more).toBe(true);
    },
  },
  {
    openai: 'a list whose cursor repeats never ends',
    here: 'better',
    how: 'the list ends where a cursor comes twice',
    async test() {
      let pages = 0;
      const client = new Moonshot({
        apiKey: 'sk-test',
        fetch: async () => {
          pages++;
          return Response.json({ object: 'list', data: [{ id: 'batch-1' }], has_more: true });
        },
      });
      await idsOf(client.batches.list());
      expect(pages).toBe(2);
    },
  },
  {
    openai: '`toFile` of bytes, a Blob, a stream or an async iterable',
    here: 'have',
    how: '`toFile`, or the data itself',
    async test({ client }) {
      const bytes = new TextEncoder().encode('{"a":1}\n');
      const parts = async function* () {
        yield bytes;
      };
      for (const source of [bytes, new Blob([bytes]), new Blob([bytes]).stream(), parts()]) {
        const { id } = await client.files.create({ file: toFile(source, 'a.jsonl'), purpose: 'batch' });
        expect(await client.files.content(id)).toBe('{"a":1}\n');
        expect((await client.files.retrieve(id)).filename).toBe('a.jsonl');
      }
    },
  },
  {
    openai: '`fs.createReadStream` as a file',
    here: 'have',
    how: '`fileFromPath` of `moonshot-plumbline/node`; a read stream is taken too',
    async test({ client }) {
      const folder = mkdtempSync(join(tmpdir(), 'plumbline-files-'));
      const path = join(folder, 'b.jsonl');
      writeFileSync(path, '{"b":2}\n');
      for (const file of [await fileFromPath(path), toFile(createReadStream(path), 'b.jsonl')]) {
        const { id, filename } = await client.files.create({ file, purpose: 'batch' });
        expect([filename, await client.files.content(id)]).toEqual(['b.jsonl', '{"b":2}\n']);
      }
      rmSync(folder, { recursive: true });
    },
  },
  {
    openai: 'an upload from a stream is sent again after a 5xx',
    here: 'have',
    how: 'the same: a stream is read to its end first',
    async test({ client, fault, sent }) {
      const before = sent.length;
      fault('status=500*1');
      const stream = new Blob(['{"c":3}\n']).stream();
      const { id } = await client.files.create({ file: toFile(stream, 'c.jsonl'), purpose: 'batch' });
      expect(sent.length - before).toBe(2);
      expect(await client.files.content(id)).toBe('{"c":3}\n');
    },
  },
  {
    openai: '`files.content()` gives a Response',
    here: 'have',
    how: '`files.content()` gives the text; `.asResponse()` the response',
    async test({ client }) {
      const { id } = await client.files.create({ file: toFile('{"d":4}\n', 'd.jsonl'), purpose: 'batch' });
      const response = await client.files.content(id).asResponse();
      expect(await response.text()).toBe('{"d":4}\n');
    },
  },
  {
    openai: '`batches.create`, `retrieve`, `list`, `cancel`; lines, waiting and joining by hand',
    here: 'better',
    how: '`createChatBatch`, `waitForBatch`, `batchResults`',
    async test({ client, control }) {
      const { id } = await createChatBatch(client, requests, { job: 'rows' });
      expect((await createChatBatch(client, requests, { job: 'rows' })).id).toBe(id);
      const onProgress = (): void => void control('clock', { advance: 10 });
      const batch = await waitForBatch(client, id, { firstWait: 1, onProgress });
      const results = await batchResults(client, batch);
      expect([...results.keys()].sort()).toEqual(['row-1', 'row-2', 'row-3']);
      const own = await client.chat.completions.create({ model: 'kimi-k2.6', messages: [user('Say 2')] });
      expect(results.get('row-2')?.completion?.choices).toEqual(own.choices);
    },
  },
  {
    openai: '`files.waitForProcessing()`',
    here: 'left out',
    how: 'in every published response an upload is ready when it is answered',
  },
  {
    openai: '`uploads.uploadFileChunked()`',
    here: 'left out',
    how: 'this API has no uploads in parts; a file has at most 100 MB',
  },
];

const status = (code: number) => ({
  fetch: async () => Response.json({ error: {} }, { status: code }),
  maxRetries: 0,
});

/** Errors and retries. */
export const errors: readonly Behaviour[] = [
  {
    openai: 'a class for each status',
    here: 'have',
    how: 'the same names',
    async test({ client }) {
      const wrong = { ...plain, messages: [user('')] };
      expect(await errorOf(client.chat.completions.create(wrong))).toBeInstanceOf(BadRequestError);
      expect(await errorOf(client.files.retrieve('file-none'))).toBeInstanceOf(NotFoundError);
      const classes = {
        401: AuthenticationError,
        429: RateLimitError,
        500: InternalServerError,
        503: InternalServerError,
      };
      for (const [code, type] of Object.entries(classes)) {
        const failing = new Moonshot({ apiKey: 'sk-test', ...status(Number(code)) });
        expect(await errorOf(failing.models.list())).toBeInstanceOf(type);
      }
    },
  },
  {
    openai: '`error.type`, `error.code`, `error.status`, `error.headers`',
    here: 'have',
    how: 'the same, and `error.body`',
    async test({ client }) {
      const error = await errorOf(client.files.retrieve('file-none'));
      expect(error).toMatchObject({ status: 404, type: 'resource_not_found_error' });
      expect(error).toHaveProperty('body.error.message');
    },
  },
  {
    openai: '`error.requestID` from `x-request-id`, which this API does not send',
    here: 'better',
    how: '`error.requestId` from the header that it sends',
    async test({ client }) {
      expect(await errorOf(client.files.retrieve('file-none'))).toMatchObject({
        requestId: expect.stringMatching(/\w{8}/),
      });
    },
    async theirs({ openai }) {
      expect(await errorOf(openai.files.retrieve('file-none'))).toMatchObject({ requestID: null });
    },
  },
  {
    openai: '429 and 5xx are sent again, after `Retry-After` where there is one',
    here: 'have',
    how: 'the same',
    async test({ client, fault, sent }) {
      await client.models.list();
      const before = sent.length;
      fault('retry-after=0*1');
      await client.models.list();
      expect(sent.length - before).toBe(2);
    },
  },
  {
    openai: 'an exhausted balance, which is a 429 too, is sent three times',
    here: 'better',
    how: 'it is sent once: waiting does not help',
    async test({ client, control, sent }) {
      await client.models.list();
      await control('balance', { cash: 0, voucher: 0 });
      const before = sent.length;
      const error = await errorOf(client.chat.completions.create(plain));
      expect(error).toMatchObject({ status: 429, type: 'exceeded_current_quota_error' });
      expect(sent.length - before).toBe(1);
    },
    async theirs({ openai, control, sent }) {
      await control('balance', { cash: 0, voucher: 0 });
      await errorOf(openai.chat.completions.create(plain));
      expect(sent).toHaveLength(3);
    },
  },
  {
    openai: 'a 504 with a page of HTML is an InternalServerError',
    here: 'have',
    how: 'the same',
    async test({ client, fault }) {
      await client.models.list();
      fault('gateway-timeout');
      const error = await errorOf(client.models.list({ maxRetries: 0 }));
      expect(error).toBeInstanceOf(InternalServerError);
      expect(error).toMatchObject({ status: 504, body: expect.stringContaining('504') });
    },
  },
  {
    openai: 'APIConnectionError, APIConnectionTimeoutError',
    here: 'have',
    how: '`ApiConnectionError`, `RequestTimeoutError`',
    async test({ client, fault }) {
      await client.models.list();
      fault('reset-before');
      expect(await errorOf(client.models.list({ maxRetries: 0 }))).toBeInstanceOf(ApiConnectionError);
      const silent = new Moonshot({
        apiKey: 'sk-test',
        fetch: (_, { signal }) =>
          new Promise((_resolve, reject) =>
            signal?.addEventListener('abort', () => reject(signal.reason), { once: true }),
          ),
      });
      const error = await errorOf(silent.models.list({ timeout: 10, maxRetries: 0 }));
      expect(error).toBeInstanceOf(RequestTimeoutError);
    },
  },
  {
    openai: '`withResponse()`, `asResponse()`',
    here: 'have',
    how: 'the same',
    async test({ client }) {
      const { data: list, response, requestId } = await client.models.list().withResponse();
      expect(list.data.length).toBeGreaterThan(0);
      expect([response.status, typeof requestId]).toEqual([200, 'string']);
    },
  },
];
