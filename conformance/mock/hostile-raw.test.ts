import { connect, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadContract } from '../../generator/index.ts';
import { figure, isFull } from '../../generator/testing/figure.ts';
import type { Listening } from './listen.ts';
import { createMock } from './mock.ts';

/** Bytes that no client sends: bounded time and memory, a 4xx or a closed connection, and the server continues. */

const contract = await loadContract(fileURLToPath(new URL('../../spec/openapi.json', import.meta.url)));
let server: Listening;
beforeAll(async () => {
  server = await createMock(contract).listen();
});
afterAll(() => server.close());

const key = { authorization: 'Bearer k' };
const isAlive = async (): Promise<boolean> =>
  (await fetch(`${server.url}/v1/models`, { headers: key })).status === 200;

interface Seen {
  /** The status of the first response; 0 when the connection was closed without one. */
  readonly status: number;
  readonly milliseconds: number;
}

/** Opens a connection, lets `send` write to it, and waits for its end. */
const talk = (
  send: (socket: Socket) => void,
  { from = '127.0.0.1', patience = 10_000 }: { readonly from?: string; readonly patience?: number } = {},
): Promise<Seen> =>
  new Promise((resolve) => {
    const started = performance.now();
    let answer = '';
    const socket = connect(
      { port: Number(new URL(server.url).port), host: '127.0.0.1', localAddress: from },
      () => send(socket),
    );
    socket.on('data', (data) => {
      if (answer.length < 64) answer += data.toString('latin1');
    });
    socket.on('error', () => {});
    socket.on('close', () =>
      resolve({
        status: Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0),
        milliseconds: performance.now() - started,
      }),
    );
    socket.setTimeout(patience, () => socket.destroy());
  });

const isRefused = ({ status }: Seen): boolean => status === 0 || (status >= 400 && status < 500);

const head = 'POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer k\r\n';
const json = 'Content-Type: application/json\r\n';

/** Writes `count` MiB, as fast as the peer reads; gives up when the peer is gone. */
const pour = (socket: Socket, count: number, chunked: boolean): void => {
  const piece = Buffer.alloc(2 ** 20, 'x');
  let left = count;
  const more = (): void => {
    while (left > 0 && !socket.destroyed) {
      left--;
      if (chunked) socket.write('100000\r\n');
      const isRoom = socket.write(piece);
      if (chunked) socket.write('\r\n');
      if (!isRoom) return void socket.once('drain', more);
    }
    if (!socket.destroyed && chunked) socket.write('0\r\n\r\n');
  };
  more();
};

describe('bodies without end', () => {
  const megabytes = isFull ? 200 : 130;
  it.each([
    {
      name: 'of a declared length',
      length: `Content-Length: ${megabytes * 2 ** 20}\r\n`,
      chunked: false,
    },
    { name: 'in chunks', length: 'Transfer-Encoding: chunked\r\n', chunked: true },
  ])(
    '$name',
    async ({ name, length, chunked }) => {
      const before = process.memoryUsage().rss;
      let most = 0;
      const watch = setInterval(() => {
        most = Math.max(most, process.memoryUsage().rss - before);
      }, 20);
      const seen = await talk((socket) => {
        socket.write(`${head}${json}${length}Connection: close\r\n\r\n`);
        pour(socket, megabytes, chunked);
      });
      clearInterval(watch);
      expect(isRefused(seen)).toBe(true);
      expect(seen.milliseconds).toBeLessThan(10_000);
      expect(most / 2 ** 20).toBeLessThan(400);
      expect(await isAlive()).toBe(true);
      figure({
        issue: 7,
        what: `a body of ${megabytes} MB ${name}`,
        expected: '4xx or a closed connection, bounded time and memory',
        seen: `${seen.status}, ${seen.milliseconds.toFixed(0)} ms, ${(most / 2 ** 20).toFixed(0)} MiB more`,
        ok: isRefused(seen),
      });
    },
    60_000,
  );
});

it('a slow body does not delay others, and is cut off', async () => {
  let timer: NodeJS.Timeout | undefined;
  const slow = talk(
    (socket) => {
      socket.write(`${head}${json}Content-Length: 1000\r\n\r\n`);
      timer = setInterval(() => socket.write('x'), 500);
      if (!isFull) setTimeout(() => socket.destroy(), 1200);
    },
    { patience: 60_000 },
  );
  for (let count = 0; count < 3; count++) expect(await isAlive()).toBe(true);
  const seen = await slow;
  clearInterval(timer);
  expect(isRefused(seen)).toBe(true);
  expect(seen.milliseconds).toBeLessThan(45_000);
  expect(await isAlive()).toBe(true);
}, 240_000);

it.each([
  {
    name: '100,000 headers',
    headers: Array.from({ length: 100_000 }, (_, index) => `X-${index}: 1\r\n`).join(''),
  },
  { name: 'a header of 100,000 bytes', headers: `X: ${'a'.repeat(100_000)}\r\n` },
  { name: '100,000 bytes of query', headers: '' },
])('$name', async ({ name, headers }) => {
  const first = name.includes('query')
    ? head.replace('/v1/chat/completions', `/v1/models?${'a=b&'.repeat(25_000)}`)
    : head;
  const seen = await talk((socket) => socket.end(`${first}${headers}Connection: close\r\n\r\n`));
  expect(isRefused(seen)).toBe(true);
  expect(await isAlive()).toBe(true);
});

it('random bytes get no 500', async () => {
  const count = isFull ? 50_000 : 1500;
  let state = 7;
  const random = (): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state / 2 ** 32;
  };
  const pick = <Item>(list: readonly Item[]): Item => list[Math.floor(random() * list.length)] as Item;
  const hello = '{"model":"moonshot-v1-8k","messages":[{"role":"user","content":"x"}]}';
  const form = (body: string): string =>
    `Content-Type: multipart/form-data; boundary=b\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  const part =
    '--b\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nimage\r\n' +
    '--b\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\nx\r\n--b--\r\n';
  const whole = [
    `${head}${json}Connection: close\r\nContent-Length: ${hello.length}\r\n\r\n${hello}`,
    ...contract.operations.map(
      ({ method, path }) =>
        `${method.toUpperCase()} ${path.replace(/\{\w+\}/g, 'a')} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer k\r\nConnection: close\r\n\r\n`,
    ),
    `POST /v1/files HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer k\r\nConnection: close\r\n${form(part)}`,
  ];
  const junk = [
    '\r\n',
    '\0',
    '%',
    '%ff',
    '..%2f',
    '\xff\xfe',
    '{',
    '"',
    '[',
    ':',
    ' ',
    '__proto__',
    '//',
    '\\',
  ];
  const mutate = (text: string): string => {
    let mutated = text;
    for (let edits = 1 + Math.floor(random() * 3); edits > 0; edits--) {
      const at = Math.floor(random() * mutated.length);
      const to = at + Math.floor(random() * 12);
      const middle = pick([
        pick(junk),
        '',
        mutated.slice(at, to).repeat(2),
        String.fromCharCode(random() * 256),
      ]);
      mutated = mutated.slice(0, at) + middle + mutated.slice(to);
    }
    return mutated;
  };
  const wrong: string[] = [];
  let sent = 0;
  // Ports of one address run out: a closed connection keeps its port for a minute.
  const worker = async (index: number): Promise<void> => {
    while (sent++ < count) {
      const bytes = Buffer.from(mutate(pick(whole)), 'latin1');
      const from = process.platform === 'linux' ? `127.0.0.${2 + index}` : '127.0.0.1';
      const { status, milliseconds } = await talk((socket) => socket.end(bytes), { from, patience: 3000 });
      if (status >= 500 || milliseconds > 2900)
        wrong.push(`${status} ${milliseconds.toFixed(0)} ms ${bytes.toString('latin1')}`);
    }
  };
  await Promise.all(Array.from({ length: 8 }, (_, index) => worker(index)));
  expect(wrong).toEqual([]);
  expect(await isAlive()).toBe(true);
  figure({
    issue: 7,
    what: 'random bytes over TCP',
    expected: '50,000 requests, no 500 without a fault',
    seen: `${count} requests, ${wrong.length} wrong`,
    ok: wrong.length === 0,
  });
}, 600_000);

const [outside] = Object.values(networkInterfaces())
  .flatMap((each) => each ?? [])
  .filter(({ family, internal }) => family === 'IPv4' && !internal);

it.skipIf(outside === undefined)(
  'a server on all addresses accepts controls from this machine only',
  async () => {
    const open = await createMock(contract).listen(0, '0.0.0.0');
    const { port } = new URL(open.url);
    const get = async (host: string, path: string): Promise<number> =>
      (await fetch(`http://${host}:${port}${path}`, { headers: key })).status;
    const address = outside?.address ?? '';
    expect(await get(address, '/v1/models')).toBe(200);
    for (const path of [
      '/__mock/state',
      '/__mock/requests',
      '/__mock/nothing',
      '//__mock/state',
      '/x/../__mock/state',
    ])
      expect([path, await get(address, path)]).toEqual([path, path.startsWith('//') ? 404 : 403]);
    expect(await get('127.0.0.1', '/__mock/state')).toBe(200);
    await open.close();
  },
);
