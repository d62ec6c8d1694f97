import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Listening, listen } from '../../conformance/mock/listen.ts';
import { forward } from '../../conformance/proxy/forward.ts';
import { figure } from '../../generator/testing/figure.ts';
import { badResponses, type RawAttack, rawAttacks } from './testing/raw-attacks.ts';

/**
 * Every attack is written by one client while others send honest requests, each of which must get the response to its own
 * request; and no server may respond to a request inside the body of another.
 */

const ends: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const end of ends.reverse()) await end();
});

/** Writes bytes and gives back all that comes until `isWhole`, or until the connection ends. */
const talk = (port: number, bytes: string, isWhole: (text: string) => boolean): Promise<string> =>
  new Promise((resolve) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes, 'latin1'));
    const end = (): void => {
      socket.destroy();
      resolve(text);
    };
    socket.on('data', (data) => {
      text += data.toString('latin1');
      if (isWhole(text)) end();
    });
    socket.on('error', () => undefined);
    socket.on('close', end);
    socket.setTimeout(20_000, end);
  });

let count = 0;
/** An honest request; its own response, or what came instead. */
async function isServed(port: number): Promise<string> {
  const own = `/victim/${++count}`;
  const text = await talk(port, `GET ${own} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`, (each) =>
    each.includes('}'),
  );
  return text.includes(`"${own}"`) ? 'its own' : text;
}

/** Keeps a connection open that an attack was written to, while victims come and go. */
async function attack(port: number, bytes: string): Promise<readonly string[]> {
  const attacker = connect(port, '127.0.0.1');
  attacker.on('error', () => undefined);
  attacker.resume();
  await new Promise((resolve) => attacker.once('connect', resolve));
  attacker.write(bytes.replaceAll('{host}', `127.0.0.1:${port}`), 'latin1');
  const victims = [await isServed(port), ...(await Promise.all([isServed(port), isServed(port)]))];
  attacker.destroy();
  return victims;
}

const allServed = ['its own', 'its own', 'its own'];
const noted = (where: string, tried: readonly RawAttack[]): void =>
  figure({
    issue: 17,
    what: `raw attacks on ${where}`,
    expected: 'no response reaches another client',
    seen: `${tried.length} attacks, ${3 * tried.length} honest requests beside them got their own responses`,
    ok: true,
  });

describe('the mock', () => {
  let server: Listening;
  const seen: string[] = [];
  beforeAll(async () => {
    server = await listen(async (request) => {
      const { pathname } = new URL(request.url);
      seen.push(pathname);
      return { status: 200, headers: {}, body: JSON.stringify({ for: pathname }) };
    });
    ends.push(() => server.close());
  });

  it.each(rawAttacks)('gives each client its own response: $name', async ({ bytes }) => {
    expect(await attack(Number(new URL(server.url).port), bytes)).toEqual(allServed);
  });

  it('responded to no request inside a body', () => {
    expect(seen).not.toContain('/smuggled');
    expect(seen).toContain('/attack');
    noted('the mock', rawAttacks);
  });
});

describe('the proxy before a lenient server', () => {
  /** The requests that reached the server. */
  const seen: string[] = [];
  let port = 0;
  beforeAll(async () => {
    port = await proxyTo((socket) => {
      let rest = '';
      socket.on('data', (data) => {
        rest += data.toString('latin1');
        for (let head = headOf(rest); head !== undefined; head = headOf(rest)) {
          rest = rest.slice(head.length);
          seen.push(head.target);
          socket.write(responseFor(head.target));
        }
      });
    });
  });

  it.each(rawAttacks)('gives each client its own response: $name', async ({ bytes }) => {
    expect(await attack(port, bytes)).toEqual(allServed);
  });

  it('forwarded no request inside a body', () => {
    expect(seen).not.toContain('/smuggled');
    expect(seen).toContain('/attack');
    expect(seen.filter((target) => target.startsWith('/victim')).length).toBe(3 * rawAttacks.length);
    noted('the proxy', rawAttacks);
  });
});

describe('the proxy before a hostile server', () => {
  it.each(badResponses)('gives each client its own response: $name', async ({ bytes }) => {
    const port = await proxyTo((socket) => {
      socket.on('data', (data) => {
        const { target = '/' } = headOf(data.toString('latin1')) ?? {};
        if (target.startsWith('/victim')) socket.write(responseFor(target));
        else {
          socket.write(bytes, 'latin1');
          // Once more, when the connection may be idle and somebody else's.
          setTimeout(() => socket.write(bytes, 'latin1'), 5);
        }
      });
    });
    const bytesOfClient = `GET /attack HTTP/1.1\r\nHost: {host}\r\n\r\n`;
    expect(await attack(port, bytesOfClient)).toEqual(allServed);
    expect(await attack(port, bytesOfClient.repeat(3))).toEqual(allServed);
  });

  it('is noted', () => noted('the proxy from behind', badResponses));
});

it('a proxy with a deadline ends a response that does not end, and serves others meanwhile', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      const { target = '/' } = headOf(data.toString('latin1')) ?? {};
      if (target.startsWith('/victim')) socket.write(responseFor(target));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const target = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const lost: string[] = [];
  const proxy = await forward({
    target,
    port: 0,
    timeout: 200,
    onPassed: () => undefined,
    onLost: (why) => void lost.push(why),
  });
  ends.push(() => new Promise((resolve) => server.close(resolve)), proxy.close);
  const port = Number(new URL(proxy.url).port);
  const text = await talk(port, `GET /hangs HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`, (each) =>
    each.includes('}}'),
  );
  expect(text).toMatch(/^HTTP\/1\.1 502 /);
  expect(lost).toEqual(['ETIMEDOUT']);
  expect(await isServed(port)).toBe('its own');
});

const responseFor = (target: string): string => {
  const body = JSON.stringify({ for: target });
  return `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
};

/** A proxy before a server that is given its connections; the port of the proxy. */
async function proxyTo(serve: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    serve(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const target = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const proxy = await forward({ target, port: 0, onPassed: () => undefined, onLost: () => undefined });
  ends.push(() => new Promise((resolve) => server.close(resolve)), proxy.close);
  return Number(new URL(proxy.url).port);
}

/** A request as a careless server reads it: a body by its length, none without a length. */
function headOf(text: string): { readonly target: string; readonly length: number } | undefined {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const head = text.slice(0, end);
  const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
  return { target: head.split(' ')[1] ?? '', length: end + 4 + length };
}
