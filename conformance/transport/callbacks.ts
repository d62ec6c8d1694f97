import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { WireRequest, WireResponse } from '../../generator/wire/message.ts';
import { callbackOrigin } from '../callback-origin.ts';
import type { Transport } from '../model.ts';

/** How long callbacks are waited for. */
export interface CallbackOptions {
  /** Milliseconds for the first callback of a request. */
  readonly wait: number;
  /** Operations that call back for certain. */
  readonly expected: readonly string[];
}

/** Milliseconds for further callbacks after the first one, and for those of an operation that did not call back before. */
const settling = 150;
/** Bytes of a callback that are read. */
const mostBytes = 1_000_000;

/**
 * Receives callbacks on a port of this machine while requests are sent: `callbackOrigin` in a request becomes an address that
 * is used once, and that address in a response becomes `callbackOrigin` again, so that checks compare what was planned. The
 * listener starts with the first such request. Only for servers on this machine: no other one reaches it.
 */
export function withCallbacks(transport: Transport, { wait, expected }: CallbackOptions): Transport {
  let listener: Promise<Listener> | undefined;
  let isReachable = false;
  let count = 0;
  const silent = new Set<string>();
  return {
    baseUrl: transport.baseUrl,
    async send(request) {
      const name = addressed(request);
      if (name === undefined) {
        if (listener === undefined) return transport.send(request);
        const { origin } = await listener;
        const sent = await transport.send(request);
        return { ...sent, response: hidden(sent.response, origin) };
      }
      listener ??= listen();
      const { origin, open } = await listener;
      const base = `/${++count}`;
      const inbox = open(base);
      const sent = await transport.send(withOrigin(request, origin + base));
      const { status } = sent.response;
      const started = performance.now();
      if (status >= 200 && status < 300) await inbox.first(silent.has(name) ? settling : wait);
      const waited = performance.now() - started;
      if (inbox.received.length > 0) await pause(settling);
      else silent.add(name);
      isReachable ||= inbox.received.length > 0;
      const callbacks = {
        received: [...inbox.received],
        waited,
        isReachable,
        isExpected: expected.includes(name),
      };
      return { ...sent, response: hidden(sent.response, origin), callbacks };
    },
    async close() {
      await transport.close();
      (await listener)?.close();
    },
  };
}

/** What arrives below one address. */
interface Inbox {
  readonly received: readonly WireRequest[];
  /** Resolves when something has arrived, or after so many milliseconds. */
  first(milliseconds: number): Promise<void>;
}

interface Listener {
  readonly origin: string;
  open(base: string): Inbox;
  close(): void;
}

async function listen(): Promise<Listener> {
  const inboxes = new Map<string, { readonly received: WireRequest[]; arrived: () => void }>();
  const server: Server = createServer((incoming, response) => {
    void bytesOf(incoming).then((body) => {
      const [, number = ''] = /^\/(\d+)/.exec(incoming.url ?? '') ?? [];
      const inbox = inboxes.get(`/${number}`);
      inbox?.received.push(asSent(incoming, body, number.length + 1));
      inbox?.arrived();
      response.writeHead(inbox === undefined ? 404 : 200).end();
    });
  });
  // What a server still has to say must not keep the command from ending.
  server.unref();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    open(base) {
      const received: WireRequest[] = [];
      const inbox = { received, arrived: (): void => undefined };
      inboxes.set(base, inbox);
      return {
        received,
        first: (milliseconds) =>
          new Promise((resolve) => {
            if (received.length > 0) return resolve();
            const timer = setTimeout(resolve, milliseconds);
            inbox.arrived = () => {
              clearTimeout(timer);
              resolve();
            };
          }),
      };
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function bytesOf(incoming: IncomingMessage): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of incoming as AsyncIterable<Uint8Array>) {
    size += part.byteLength;
    if (size <= mostBytes) parts.push(part);
  }
  return Buffer.concat(parts);
}

function asSent(
  { method = '', url = '', rawHeaders }: IncomingMessage,
  body: Uint8Array,
  base: number,
): WireRequest {
  const headers = rawHeaders.flatMap((name, index) =>
    index % 2 === 0 ? [[name.toLowerCase(), rawHeaders[index + 1] ?? ''] as const] : [],
  );
  return { method, target: url.slice(base), headers, ...(body.byteLength === 0 ? {} : { body }) };
}

/** The origin as it stands in a body and in a query. */
const spellings = (origin: string): readonly string[] => [origin, encodeURIComponent(origin)];

const latin1 = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('latin1');

/** The operation whose callbacks a request gives an address for. */
function addressed({ target, headers, body }: WireRequest): string | undefined {
  const places = [target, latin1(body), ...headers.map(([, value]) => value)];
  for (const origin of spellings(callbackOrigin)) {
    const place = places.find((each) => each.includes(origin));
    if (place === undefined) continue;
    const rest = place.slice(place.indexOf(origin) + origin.length);
    return /^(?:\/|%2F)([\w.%-]+?)(?=%2F|[^\w.%-]|$)/.exec(rest)?.[1] ?? '';
  }
  return undefined;
}

const replaceIn = (text: string, from: string, to: string): string => {
  const [after, before] = [spellings(to), spellings(from)];
  return before.reduce((done, each, index) => done.replaceAll(each, after[index] ?? ''), text);
};

function withOrigin(request: WireRequest, origin: string): WireRequest {
  const change = (text: string): string => replaceIn(text, callbackOrigin, origin);
  const { target, headers, body } = request;
  return {
    ...request,
    target: change(target),
    headers: headers.map(([name, value]) => [name, change(value)] as const),
    ...(body === undefined ? {} : { body: Buffer.from(change(latin1(body)), 'latin1') }),
  };
}

/** The response as if the address had not been replaced. */
function hidden(response: WireResponse, origin: string): WireResponse {
  const body = latin1(response.body);
  const change = (text: string): string =>
    text.replaceAll(new RegExp(`${origin.replaceAll('.', '\\.')}/\\d+`, 'g'), callbackOrigin);
  return {
    ...response,
    headers: response.headers.map(([name, value]) => [name, change(value)] as const),
    ...(body.includes(origin) ? { body: Buffer.from(change(body), 'latin1') } : {}),
  };
}

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
