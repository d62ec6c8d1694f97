import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadContract } from '../../generator/index.ts';
import { isFull } from '../../generator/testing/figure.ts';
import type { Listening } from './listen.ts';
import { createMock, type Mock } from './mock.ts';

/** Requests that no client should send: each gets a 4xx or a closed connection, and the server continues. */

const contract = await loadContract(fileURLToPath(new URL('../../spec/openapi.json', import.meta.url)));
let mock: Mock;
let server: Listening;
beforeAll(async () => {
  mock = createMock(contract, { maxBodyBytes: 1_000_000 });
  server = await mock.listen();
});
afterAll(() => server.close());

const key = { authorization: 'Bearer k' };
const post = (body: BodyInit, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${server.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { ...key, 'content-type': 'application/json', ...headers },
    body,
  });
const isAlive = async (): Promise<boolean> =>
  (await fetch(`${server.url}/v1/models`, { headers: key })).status === 200;

/** Sends raw bytes; returns the status, 0 when the connection was closed without a response. */
const raw = (bytes: string | Uint8Array): Promise<number> =>
  new Promise((resolve) => {
    let answer = '';
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1', () => socket.end(bytes));
    socket.on('data', (data) => {
      answer += data.toString('latin1');
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0)));
    socket.setTimeout(5000, () => socket.destroy());
  });

const hello = '{"model":"moonshot-v1-8k","messages":[{"role":"user","content":"x"}]}';
const head = 'Host: x\r\nAuthorization: Bearer k\r\nConnection: close\r\n';

describe('hostile requests', () => {
  it.each([
    { what: 'a body that is too large', send: () => post('x'.repeat(2_000_000)) },
    { what: 'JSON of 100,000 levels', send: () => post('['.repeat(100_000) + ']'.repeat(100_000)) },
    {
      what: 'objects of 100,000 levels',
      send: () => post(`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`),
    },
    { what: 'bytes that are not UTF-8', send: () => post(Uint8Array.of(0x7b, 0xff, 0xfe, 0x7d)) },
    { what: 'a text instead of an object', send: () => post('"x"') },
    { what: 'nothing', send: () => post('') },
    {
      what: 'a boundary that never comes',
      send: () =>
        fetch(`${server.url}/v1/files`, {
          method: 'POST',
          headers: { ...key, 'content-type': 'multipart/form-data; boundary=a' },
          body: 'x',
        }),
    },
    {
      what: 'a form without a boundary',
      send: () =>
        fetch(`${server.url}/v1/files`, {
          method: 'POST',
          headers: { ...key, 'content-type': 'multipart/form-data' },
          body: 'x',
        }),
    },
    {
      what: 'a path that climbs',
      send: () => fetch(`${server.url}/v1/files/..%2f..%2fetc%2fpasswd`, { headers: key }),
    },
    { what: 'a path that is not UTF-8', send: () => fetch(`${server.url}/v1/files/%ff`, { headers: key }) },
  ])('$what', async ({ send }) => {
    const { status } = await send();
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(await isAlive()).toBe(true);
  });

  it('prototype keys change nothing', async () => {
    const body = hello.replace(
      '{',
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},',
    );
    expect((await post(body)).status).toBe(200);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it.each([
    {
      what: '100,000 bytes of headers',
      bytes: `GET /v1/models HTTP/1.1\r\n${head}X: ${'a'.repeat(100_000)}\r\n\r\n`,
    },
    { what: 'no HTTP', bytes: 'hello\r\n\r\n' },
    { what: 'a target without a slash', bytes: `GET v1/models HTTP/1.1\r\n${head}\r\n` },
    {
      what: 'two lengths',
      bytes: `POST /v1/files HTTP/1.1\r\n${head}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`,
    },
    { what: 'a cookie that is not UTF-8', bytes: `GET /v1/nothing HTTP/1.1\r\n${head}Cookie: a=%ff\r\n\r\n` },
    {
      what: 'a body that stops early',
      bytes: `POST /v1/chat/completions HTTP/1.1\r\n${head}Content-Length: 99\r\n\r\n{`,
    },
  ])('$what', async ({ bytes }) => {
    const status = await raw(bytes);
    expect(status === 0 || (status >= 400 && status < 500)).toBe(true);
    expect(await isAlive()).toBe(true);
  });

  it('random requests get no 500 without a fault', async () => {
    const pick = <Item>(list: readonly Item[], random: () => number): Item =>
      list[Math.floor(random() * list.length)] as Item;
    let state = 1;
    const random = (): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return state / 2 ** 32;
    };
    const paths = contract.operations.map(({ path }) => path);
    const pieces = [
      '%',
      '%00',
      '..',
      '//',
      '?',
      'limit=',
      '&',
      '[]',
      '#',
      '{',
      '}',
      '%2f',
      'é',
      '\\',
      ';',
      ' ',
    ];
    const bodies = [hello, '{}', '[]', 'null', '1e999', '{"model":1}', '{"messages":{}}', '\u0000', '"', ''];
    const types = [
      'application/json',
      'text/plain',
      'multipart/form-data; boundary=x',
      'application/json; charset=x',
      'a/b',
      '',
    ];
    const wrong: string[] = [];
    for (let count = 0; count < (isFull ? 50_000 : 2500); count++) {
      let path = pick(paths, random).replace(/\{\w+\}/g, () => pick(pieces, random) + pick(pieces, random));
      if (random() < 0.5) path += pick(pieces, random) + pick(pieces, random);
      const method = pick(['GET', 'POST', 'DELETE', 'PUT', 'PATCH', 'HEAD', 'OPTIONS'], random);
      const body = method === 'GET' || method === 'HEAD' ? undefined : pick(bodies, random);
      const headers = { ...key, 'content-type': pick(types, random), cookie: pick(pieces, random) };
      if (!URL.canParse(`http://mock.test${path}`)) continue;
      let request: Request;
      try {
        request = new Request(`http://mock.test${path}`, {
          method,
          headers,
          ...(body === undefined ? {} : { body }),
        });
      } catch {
        continue;
      }
      const { status } = await mock.fetch(request);
      if (status >= 500) wrong.push(`${status} ${method} ${path} ${body}`);
    }
    expect(wrong).toEqual([]);
  });
});

describe('faults break connections', () => {
  it.each(['reset-before', 'reset-after'])('%s', async (fault) => {
    const failed = fetch(`${server.url}/v1/models`, { headers: { ...key, 'x-mock-fault': fault } }).then(
      (response) => response.text(),
    );
    await expect(failed).rejects.toThrow();
    expect(await isAlive()).toBe(true);
  });
});
