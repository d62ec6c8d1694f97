import { describe, expect, it } from 'vitest';
import { createMock } from '../../conformance/mock/mock.ts';
import type { JsonObject } from '../../generator/json/types.ts';
import { loadApi, runInProcess } from './testing/in-process-run.ts';

const text = { type: 'string' };
const item = { type: 'object', required: ['n'], properties: { n: { type: 'integer' } } };

interface Row {
  readonly name: string;
  readonly version: string;
  readonly type: string;
  readonly media: JsonObject;
  readonly right: string;
  readonly wrong: string;
  readonly reported: string;
}

const rows: readonly Row[] = [
  {
    name: 'events of 3.1 whose schema is the data of one',
    version: '3.1.0',
    type: 'text/event-stream',
    media: { schema: item },
    right: 'event: tick\ndata: {"n":1}\n\ndata: {"n":2}\n\n',
    wrong: 'data: {"n":1}\n\ndata: {"n":"two"}\n\n',
    reported: 'event 2',
  },
  {
    name: 'events of 3.2 whose item is the event',
    version: '3.2.0',
    type: 'text/event-stream',
    media: {
      itemSchema: {
        type: 'object',
        required: ['event'],
        properties: { event: { enum: ['tick'] }, data: text },
      },
    },
    right: 'event: tick\ndata: no JSON\n\n',
    wrong: 'data: no JSON\n\n',
    reported: 'event 1',
  },
  {
    name: 'events whose data is a text',
    version: '3.1.0',
    type: 'text/event-stream',
    media: { schema: { type: 'string', maxLength: 5 } },
    right: 'data: short\n\n',
    wrong: 'data: much longer\n\n',
    reported: 'event 1',
  },
  {
    name: 'lines of JSON',
    version: '3.2.0',
    type: 'application/jsonl',
    media: { itemSchema: item },
    right: '{"n":1}\n{"n":2}\n',
    wrong: '{"n":1}\n{"m":2}\n',
    reported: 'event 2',
  },
  {
    name: 'a JSON text sequence',
    version: '3.2.0',
    type: 'application/json-seq',
    media: { itemSchema: item },
    right: '\u001e{"n":1}\n\u001e{"n":2}\n',
    wrong: '\u001e{"n":1}\n\u001e[\n',
    reported: 'event 2 is not JSON',
  },
];

describe.each(rows)('$name', async ({ version, type, media, right, wrong, reported }) => {
  const api = await loadApi({
    openapi: version,
    info: { title: 'Ticks', version: '1' },
    paths: {
      '/ticks': {
        get: { operationId: 'ticks', responses: { 200: { description: 'ok', content: { [type]: media } } } },
      },
    },
  });
  const serving = (body: string) => async (request: Request) =>
    request.method === 'GET'
      ? new Response(body, { headers: { 'content-type': type } })
      : new Response(null, { status: 405, headers: { allow: 'GET' } });

  it('the mock writes it right', async () => {
    const { fetch } = createMock(api.subject.contract);
    const { findings, exercise } = await runInProcess(api, fetch);
    expect(findings).toEqual([]);
    expect(exercise.operations.get('ticks')?.accepted).toBeGreaterThan(0);
  });
  it('a right stream is silent', async () => {
    expect((await runInProcess(api, serving(right))).findings).toEqual([]);
  });
  it('a wrong item is reported', async () => {
    const { findings } = await runInProcess(api, serving(wrong));
    expect(findings.join('\n')).toContain(`event-stream ticks: ${reported}`);
  });
});
