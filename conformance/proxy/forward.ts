import {
  createServer,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
  type RequestOptions,
  type ServerResponse,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { WireRequest, WireResponse } from '../../generator/wire/message.ts';
import { endToEnd, pairsOf, withHost } from './headers.ts';
import { keeper } from './keeper.ts';

/** A forwarded call. */
export interface Passed {
  readonly request: WireRequest;
  /** Status 0 when the server closed the connection without a response; the reason is in the body. */
  readonly response: WireResponse;
  /** Milliseconds until the response began. */
  readonly milliseconds: number;
}

export interface ForwardOptions {
  /** `https://api.example.com`, with or without a path. */
  readonly target: string;
  readonly port: number;
  /** Milliseconds from a request to the end of its response; unlimited when absent. */
  readonly timeout?: number;
  /** Bytes of a body that are kept for judging; the whole body is forwarded. */
  readonly maxBody?: number;
  /** Called for each completely forwarded call, after its last byte was sent. */
  onPassed(passed: Passed): void;
  /** Called for every other call: the client left, the body is too long to keep, the target cannot be reached. */
  onLost(reason: string): void;
}

/** A proxy that listens. */
export interface Forwarding {
  readonly url: string;
  /** Whether a call waits for its response to begin, or further calls are likely right now. */
  isBusy(): boolean;
  /** Resolves to true when a request to the target comes back to this proxy; `path` must be one that no client uses. */
  isLoop(path: string): Promise<boolean>;
  close(): Promise<void>;
}

/** A server may close a connection that was idle for longer (milliseconds) just when it is used again. */
const idle = 2000;

/** Milliseconds without a new call until the proxy counts as quiet. */
const lull = 30;

/** Methods that may be sent again when the outcome of the first attempt is unknown (RFC 9110 section 9.2.2). */
const idempotent = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']);

/** Connections that may wait to be accepted. */
const backlog = 4096;

/**
 * Listens on this machine only and forwards every request to one target, and every response back, byte for byte. Only the
 * headers of the connection and `Host` are its own. Rejects with the system's error, e.g. EADDRINUSE.
 */
export function forward({
  target,
  port,
  timeout,
  maxBody,
  onPassed,
  onLost,
}: ForwardOptions): Promise<Forwarding> {
  const base = new URL(target);
  const isSecure = base.protocol === 'https:';
  const prefix = base.pathname.replace(/\/$/, '');
  const agents = new WeakMap<Socket, HttpAgent>();
  /**
   * Each client connection has its own connections to the target: whatever surplus a server sends, and however it counts, no
   * response reaches another client.
   */
  const agentOf = (client: Socket): HttpAgent => {
    const known = agents.get(client);
    if (known !== undefined) return known;
    const kept = { keepAlive: true, timeout: idle };
    const agent = isSecure ? new HttpsAgent(kept) : new HttpAgent(kept);
    agents.set(client, agent);
    client.once('close', () => agent.destroy());
    return agent;
  };
  const open = isSecure ? httpsRequest : httpRequest;
  const targetPort = Number(base.port) || (isSecure ? 443 : 80);
  const ownPorts = new Set<number>();
  const own = new Set<string>();
  /** Only a target at the port of this proxy can be this proxy. */
  let mayLoop = false;
  let waiting = 0;
  let lastCall = Number.NEGATIVE_INFINITY;
  let probe: { readonly path: string; seen: boolean } | undefined;

  const optionsOf = (
    agent: HttpAgent | false,
    method: string,
    path: string,
    headers: string[],
  ): RequestOptions => ({
    agent,
    host: base.hostname.replace(/^\[|\]$/g, ''),
    ...(base.port === '' ? {} : { port: Number(base.port) }),
    method,
    path: withBasePath(prefix, path),
    // A flat list is sent unchanged: order, case and duplicates stay.
    headers: withHost(headers, base.host),
    setHost: false,
  });

  const pass = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    const started = performance.now();
    lastCall = started;
    const sent = keeper(maxBody);
    let isAwaited = true;
    waiting++;
    const begun = (): void => {
      if (isAwaited) waiting--;
      isAwaited = false;
    };
    const requestSeen = (body: Uint8Array): WireRequest => ({
      method: incoming.method ?? 'GET',
      target: incoming.url ?? '/',
      headers: lowerCase(incoming.rawHeaders),
      ...(body.byteLength === 0 ? {} : { body }),
    });
    incoming.on('data', (chunk: Buffer) => sent.add(chunk));

    /** No response arrived. A connection that breaks after a request counts as a response; an unreachable server does not. */
    const lose = (cause: NodeJS.ErrnoException): void => {
      begun();
      const isOver = outgoing.headersSent;
      if (!isOver && !outgoing.destroyed)
        refuse(outgoing, 502, `${base.origin} cannot be reached: ${cause.code ?? cause.message}`);
      const body = sent.bytes();
      if (!isOver && !outgoing.destroyed && cause.code === 'ECONNRESET' && body !== undefined) {
        const silence = { status: 0, headers: [], body: Buffer.from(cause.message) };
        onPassed({
          request: requestSeen(body),
          response: silence,
          milliseconds: performance.now() - started,
        });
      } else if (!isOver) onLost(outgoing.destroyed ? 'the client left' : (cause.code ?? 'no response'));
    };

    const headers = endToEnd(incoming.rawHeaders);
    // A body of unknown length must be framed, whatever the method is.
    if (incoming.headers['transfer-encoding'] !== undefined) headers.push('Transfer-Encoding', 'chunked');
    const options = optionsOf(
      agentOf(incoming.socket),
      incoming.method ?? 'GET',
      incoming.url ?? '/',
      headers,
    );

    const send = (again: Uint8Array | undefined): void => {
      const upstream = open(options, (answer) => {
        if (outgoing.headersSent || outgoing.destroyed) return void answer.destroy();
        begun();
        const milliseconds = performance.now() - started;
        const kept = keeper(maxBody);
        outgoing.sendDate = false;
        try {
          outgoing.writeHead(answer.statusCode ?? 502, answer.statusMessage, endToEnd(answer.rawHeaders));
        } catch (cause) {
          // A head that cannot be sent, for example with a control character.
          answer.destroy();
          return lose(cause as NodeJS.ErrnoException);
        }
        // A head without a body yet is sent by itself; otherwise both are sent together.
        setImmediate(() => outgoing.flushHeaders());
        answer.on('data', (chunk: Buffer) => {
          kept.add(chunk);
          if (!outgoing.write(chunk)) {
            answer.pause();
            outgoing.once('drain', () => answer.resume());
          }
        });
        answer.on('end', () => {
          try {
            if (answer.rawTrailers.length > 0) outgoing.addTrailers(pairsOf(answer.rawTrailers));
          } catch {
            // Trailers that cannot be sent are left out.
          }
          outgoing.end();
          const [requestBytes, responseBytes] = [sent.bytes(), kept.bytes()];
          if (requestBytes === undefined || responseBytes === undefined) return onLost('longer than is kept');
          onPassed({
            request: requestSeen(requestBytes),
            response: {
              status: answer.statusCode ?? 0,
              headers: lowerCase(answer.rawHeaders),
              body: responseBytes,
            },
            milliseconds,
          });
        });
        answer.on('error', () => {
          // A response that breaks off at the server breaks off at the client.
          outgoing.destroy();
          onLost('the response broke off');
        });
      });
      if (mayLoop) upstream.on('socket', (socket: Socket) => remember(ownPorts, socket));
      upstream.on('error', (cause: NodeJS.ErrnoException) => {
        const body = sent.bytes();
        const isStale = upstream.reusedSocket && again === undefined && idempotent.has(options.method ?? '');
        if (
          isStale &&
          incoming.complete &&
          body !== undefined &&
          !outgoing.headersSent &&
          !outgoing.destroyed
        )
          send(body);
        else lose(cause);
      });
      const timer =
        timeout === undefined
          ? undefined
          : setTimeout(
              () =>
                upstream.destroy(
                  Object.assign(new Error(`no complete response within ${timeout} ms`), {
                    code: 'ETIMEDOUT',
                  }),
                ),
              timeout,
            );
      outgoing.once('close', () => {
        clearTimeout(timer);
        if (!outgoing.writableFinished) upstream.destroy();
        begun();
      });
      if (again === undefined) incoming.pipe(upstream);
      else upstream.end(again);
    };
    send(undefined);
  };

  const server = createServer((incoming, outgoing) => {
    if (probe !== undefined && incoming.url === probe.path) {
      probe.seen = true;
      return refuse(outgoing, 508, 'the target of this proxy is this proxy');
    }
    if (mayLoop && ownPorts.has(incoming.socket.remotePort ?? 0))
      return refuse(outgoing, 508, 'the target of this proxy is this proxy');
    if (!own.has((incoming.headers.host ?? '').toLowerCase()) || !incoming.url?.startsWith('/'))
      return refuse(outgoing, 421, `this proxy forwards to ${base.origin} only; send requests to localhost`);
    const problem = framingProblem(incoming);
    if (problem !== undefined) return refuse(outgoing, 400, problem);
    try {
      pass(incoming, outgoing);
    } catch (cause) {
      refuse(outgoing, 400, `this request cannot be forwarded: ${(cause as Error).message}`);
    }
  });
  server.on('connect', (_, socket) =>
    socket.end('HTTP/1.1 405 Method Not Allowed\r\nConnection: close\r\n\r\n'),
  );
  // Responses and uploads may take any time.
  server.requestTimeout = 0;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1', backlog }, () => {
      const { port: taken } = server.address() as AddressInfo;
      mayLoop = taken === targetPort;
      for (const name of ['127.0.0.1', 'localhost']) own.add(`${name}:${taken}`);
      resolve({
        url: `http://127.0.0.1:${taken}`,
        isBusy: () => waiting > 0 || performance.now() - lastCall < lull,
        async isLoop(path) {
          probe = { path, seen: false };
          await new Promise<void>((done) => {
            const probe = open({ ...optionsOf(false, 'GET', path, []), timeout: 2000 }, (answer) => {
              answer.resume();
              done();
            });
            probe.on('timeout', () => probe.destroy());
            probe.on('error', () => done());
            probe.end();
          });
          return probe.seen;
        },
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            server.closeAllConnections();
          }),
      });
    });
  });
}

const lowerCase = (raw: readonly string[]): (readonly [name: string, value: string])[] =>
  pairsOf(raw).map(([name, value]) => [name.toLowerCase(), value]);

/** Why two servers could disagree about the end or the recipient of a request; `undefined` where they cannot. */
function framingProblem({ rawHeaders, headers }: IncomingMessage): string | undefined {
  const names = pairsOf(rawHeaders).map(([name]) => name.toLowerCase());
  if (names.filter((name) => name === 'host').length > 1) return 'more than one Host';
  if (names.filter((name) => name === 'content-length').length > 1) return 'more than one Content-Length';
  const coding = headers['transfer-encoding'];
  if (coding !== undefined && coding.toLowerCase() !== 'chunked')
    return `the transfer coding ${JSON.stringify(coding)} is not forwarded: only chunked is`;
  if (coding !== undefined && names.includes('content-length'))
    return 'both Content-Length and Transfer-Encoding';
  return undefined;
}

/** A target with the path of the server's address in front, unless a client sends that path already. */
function withBasePath(base: string, target: string): string {
  const rest = target.startsWith(base) ? target.slice(base.length) : undefined;
  return rest !== undefined && (rest === '' || /^[/?]/.test(rest)) ? target : base + target;
}

/** The ports of open connections that may lead back to this proxy: a request from one of them is a loop. */
function remember(ports: Set<number>, socket: Socket): void {
  const add = (): void => {
    const { localPort } = socket;
    if (localPort === undefined || ports.has(localPort)) return;
    ports.add(localPort);
    socket.once('close', () => ports.delete(localPort));
  };
  if (socket.connecting) socket.once('connect', add);
  else add();
}

/** An error of the proxy itself, not a response of the API. */
function refuse(outgoing: ServerResponse, status: number, message: string): void {
  const body = JSON.stringify({ error: { type: 'plumbline_proxy_error', message } });
  outgoing.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
  outgoing.end(body);
}
