import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../generator/json/types.ts';
import { contractOf } from '../../../generator/testing/small-contract.ts';
import { generate } from '../../api/generate.ts';
import { runPackage } from '../testing/fuzz-documents.ts';

const text = { type: 'string' };
const object = (members: JsonObject): JsonObject => ({ type: 'object', properties: members });
const eventObject = object({ event: text, data: text, id: text });

interface Row {
  readonly name: string;
  readonly version: '3.1.0' | '3.2.0';
  readonly type: string;
  readonly media: JsonObject;
  /** The body of the response, in the pieces in which it arrives. */
  readonly body: readonly string[];
  readonly items: readonly unknown[];
  /** What the function returns. */
  readonly returns: string;
}

const rows: readonly Row[] = [
  {
    name: 'events of 3.1: the schema is the data of one',
    version: '3.1.0',
    type: 'text/event-stream',
    media: { schema: object({ d: text }) },
    body: ['data: {"d":', '"a"}\n\ndata: {"d":"b"}\n\n'],
    items: [{ d: 'a' }, { d: 'b' }],
    returns: 'Stream<TalkResponse>',
  },
  {
    name: 'events of 3.1 whose data is a text',
    version: '3.1.0',
    type: 'text/event-stream',
    media: { schema: text },
    body: ['data: not JSON\n\n', 'data: 7\n\n'],
    items: ['not JSON', '7'],
    returns: 'Stream<string>',
  },
  {
    name: 'events without a schema',
    version: '3.1.0',
    type: 'text/event-stream',
    media: {},
    body: ['data: a\ndata: b\n\n'],
    items: ['a\nb'],
    returns: 'Stream<string>',
  },
  {
    name: 'events of 3.2: the item is the event',
    version: '3.2.0',
    type: 'text/event-stream',
    media: { itemSchema: eventObject },
    body: ['event: add\nid: 1\ndata: {"a":1}\n\n', 'data: x\n\n'],
    items: [
      { event: 'add', data: '{"a":1}', id: '1' },
      { event: undefined, data: 'x', id: undefined },
    ],
    returns: 'Stream<{ event?: string; data?: string; id?: string }>',
  },
  {
    name: 'JSON Lines of 3.2, a line in two pieces, the last without its end',
    version: '3.2.0',
    type: 'application/jsonl',
    media: { itemSchema: object({ id: { type: 'integer' } }) },
    body: ['{"id":1}\n{"i', 'd":2}\r\n\n{"id":3}'],
    items: [{ id: 1 }, { id: 2 }, { id: 3 }],
    returns: 'Stream<{ id?: number }>',
  },
  {
    name: 'ndjson of 3.1 that is described as a list',
    version: '3.1.0',
    type: 'application/x-ndjson',
    media: { schema: { type: 'array', items: object({ id: { type: 'integer' } }) } },
    body: ['{"id":1}\n', '{"id":2}\n'],
    items: [{ id: 1 }, { id: 2 }],
    returns: 'Stream<{ id?: number }>',
  },
  {
    name: 'a JSON text sequence',
    version: '3.2.0',
    type: 'application/json-seq',
    media: { itemSchema: object({ id: { type: 'integer' } }) },
    body: ['\u001e{"id":\n1}\n\u001e', '{"id":2}\n'],
    items: [{ id: 1 }, { id: 2 }],
    returns: 'Stream<{ id?: number }>',
  },
];

const encoder = new TextEncoder();

/** A client of one operation that gives a stream, and the text of its function. */
async function clientOf(
  { version, type, media }: Pick<Row, 'version' | 'type' | 'media'>,
  more: JsonObject = {},
) {
  const responses = { 200: { description: 'ok', content: { [type]: media, ...more } } };
  const requestBody = {
    content: { 'application/json': { schema: object({ stream: { type: 'boolean' } }) } },
  };
  const paths = { '/talk': { post: { operationId: 'talk', tags: ['chat'], requestBody, responses } } };
  const contract = contractOf({ servers: [{ url: 'https://api.test' }], paths }, version);
  const files = await generate(contract, { only: ['client', 'types'] });
  const { client } = await runPackage([...files, { path: 'src/validators/index.ts', text: 'export {};' }]);
  const Client = client['Test'] as new (
    options: object,
  ) => {
    readonly chat: {
      talk(
        body: object,
        options?: object,
      ): Promise<AsyncIterable<unknown>> & { asResponse(): Promise<Response> };
    };
  };
  const code = files.find(({ path }) => path === 'src/resources/chat.ts')?.text ?? '';
  return { Client, code };
}

const respond =
  (type: string, body: readonly string[], wait = 0) =>
  async (_: string, { signal }: RequestInit): Promise<Response> =>
    new Response(
      new ReadableStream({
        async start(controller) {
          signal?.addEventListener('abort', () => controller.error(signal.reason));
          for (const piece of body) {
            await new Promise((resolve) => setTimeout(resolve, wait));
            if (signal?.aborted) return;
            controller.enqueue(encoder.encode(piece));
          }
          controller.close();
        },
      }),
      { headers: { 'content-type': type } },
    );

async function itemsOf(stream: AsyncIterable<unknown>): Promise<readonly unknown[]> {
  const items: unknown[] = [];
  for await (const item of stream) items.push(item);
  return items;
}

describe('a stream is typed and read', () => {
  it.each(rows)('$name', async (row) => {
    const { Client, code } = await clientOf(row);
    expect(code.replace(/\s+/g, ' ')).toContain(`ApiPromise<${row.returns}>`);
    const { chat } = new Client({ fetch: respond(row.type, row.body) });
    expect(await itemsOf(await chat.talk({}))).toEqual(row.items);
  });

  it('beside JSON it is an overload on the member that asks for it', async () => {
    const media = { schema: object({ d: text }) };
    const json = { 'application/json': { schema: object({ a: text }) } };
    const { Client, code } = await clientOf({ version: '3.1.0', type: 'text/event-stream', media }, json);
    expect(code.replace(/\s+/g, ' ')).toContain('{ stream: true }');
    const { chat } = new Client({ fetch: respond('text/event-stream', ['data: {"d":"a"}\n\n']) });
    expect(await itemsOf(await chat.talk({ stream: true }))).toEqual([{ d: 'a' }]);
  });
});

describe('the timeout of a stream', async () => {
  const { Client } = await clientOf({ version: '3.1.0', type: 'text/event-stream', media: {} });
  const body = ['data: a\n\n', 'data: b\n\n', 'data: c\n\n', 'data: d\n\n'];

  it('runs between pieces, not over the whole', async () => {
    const { chat } = new Client({ fetch: respond('text/event-stream', body, 120) });
    expect(await itemsOf(await chat.talk({}, { timeout: 300 }))).toEqual(['a', 'b', 'c', 'd']);
  });

  it('ends a stream that stands still', async () => {
    const { chat } = new Client({ fetch: respond('text/event-stream', body, 400) });
    const stream = await chat.talk({}, { timeout: 150 });
    await expect(itemsOf(stream)).rejects.toThrow('no response within 150 ms');
  });

  it('a signal ends a raw response too', async () => {
    const { chat } = new Client({ fetch: respond('text/event-stream', body, 200) });
    const controller = new AbortController();
    const response = await chat.talk({}, { signal: controller.signal }).asResponse();
    controller.abort();
    await expect(response.text()).rejects.toThrow('request aborted');
  });
});
