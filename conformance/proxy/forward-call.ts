import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { WireRequest, WireResponse } from '../../generator/wire/message.ts';
import { endToEnd, pairsOf, withHeaders } from './headers.ts';
import { keeper } from './keeper.ts';
import { refuse } from './refuse.ts';
import type { Upstream } from './upstream.ts';

/** A forwarded call. */
export interface Passed {
  readonly request: WireRequest;
  /** Status 0 when the server closed the connection without a response; the reason is in the body. */
  readonly response: WireResponse;
  /** Milliseconds until the response began. */
  readonly milliseconds: number;
}

/** How calls are forwarded. */
export interface CallOptions {
  /** Milliseconds from a request to the end of its response; unlimited when absent. */
  readonly timeout?: number;
  /** Headers that every request gets, each in the place of the client's of the same name. */
  readonly headers?: readonly (readonly [name: string, value: string])[];
  /** Bytes of a body that are kept for judging; the whole body is forwarded. */
  readonly maxBody?: number;
  /** Called for each completely forwarded call, after its last byte was sent. */
  onPassed(passed: Passed): void;
  /** Called for every other call: the client left, the body is too long to keep, the target cannot be reached. */
  onLost(reason: string): void;
}

/** What the proxy learns of a call under way. */
export interface CallHooks {
  /** Called once, when the response begins or none will. */
  onBegun(): void;
  /** Called with each connection to the target. */
  onSocket(socket: Socket): void;
}

/** Methods that may be sent again when the outcome of the first attempt is unknown (RFC 9110 section 9.2.2). */
const idempotent = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']);

/** Forwards one request, and its response back. Throws where the request cannot be sent. */
export function forwardCall(
  upstream: Upstream,
  { timeout, headers: extra = [], maxBody, onPassed, onLost }: CallOptions,
  { onBegun, onSocket }: CallHooks,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): void {
  const { origin, open, agentOf, optionsOf } = upstream;
  const started = performance.now();
  const rawHeaders = withHeaders(incoming.rawHeaders, extra);
  const sent = keeper(maxBody);
  let isAwaited = true;
  const begun = (): void => {
    if (isAwaited) onBegun();
    isAwaited = false;
  };
  const requestSeen = (body: Uint8Array): WireRequest => ({
    method: incoming.method ?? 'GET',
    target: incoming.url ?? '/',
    headers: lowerCase(rawHeaders),
    ...(body.byteLength === 0 ? {} : { body }),
  });
  incoming.on('data', (chunk: Buffer) => sent.add(chunk));

  /** No response arrived. A connection that breaks after a request counts as a response; an unreachable server does not. */
  const lose = (cause: NodeJS.ErrnoException): void => {
    begun();
    const isOver = outgoing.headersSent;
    if (!isOver && !outgoing.destroyed)
      refuse(outgoing, 502, `${origin} cannot be reached: ${cause.code ?? cause.message}`);
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

  const headers = endToEnd(rawHeaders);
  // A body of unknown length must be framed, whatever the method is.
  if (incoming.headers['transfer-encoding'] !== undefined) headers.push('Transfer-Encoding', 'chunked');
  const options = optionsOf(agentOf(incoming.socket), incoming.method ?? 'GET', incoming.url ?? '/', headers);

  const send = (again: Uint8Array | undefined): void => {
    const request = open(options, (incoming) => {
      if (outgoing.headersSent || outgoing.destroyed) return void incoming.destroy();
      begun();
      const milliseconds = performance.now() - started;
      const kept = keeper(maxBody);
      outgoing.sendDate = false;
      try {
        outgoing.writeHead(incoming.statusCode ?? 502, incoming.statusMessage, endToEnd(incoming.rawHeaders));
      } catch (cause) {
        // A head that cannot be sent, for example with a control character.
        incoming.destroy();
        return lose(cause as NodeJS.ErrnoException);
      }
      // A head without a body yet is sent by itself; otherwise both are sent together.
      setImmediate(() => outgoing.flushHeaders());
      incoming.on('data', (chunk: Buffer) => {
        kept.add(chunk);
        if (!outgoing.write(chunk)) {
          incoming.pause();
          outgoing.once('drain', () => incoming.resume());
        }
      });
      incoming.on('end', () => {
        try {
          if (incoming.rawTrailers.length > 0) outgoing.addTrailers(pairsOf(incoming.rawTrailers));
        } catch {
          // Trailers that cannot be sent are left out.
        }
        outgoing.end();
        const [requestBytes, responseBytes] = [sent.bytes(), kept.bytes()];
        if (requestBytes === undefined || responseBytes === undefined) return onLost('longer than is kept');
        onPassed({
          request: requestSeen(requestBytes),
          response: {
            status: incoming.statusCode ?? 0,
            headers: lowerCase(incoming.rawHeaders),
            body: responseBytes,
          },
          milliseconds,
        });
      });
      incoming.on('error', () => {
        // A response that breaks off at the server breaks off at the client.
        outgoing.destroy();
        onLost('the response broke off');
      });
    });
    request.on('socket', onSocket);
    request.on('error', (cause: NodeJS.ErrnoException) => {
      const body = sent.bytes();
      const isStale = request.reusedSocket && again === undefined && idempotent.has(options.method ?? '');
      if (isStale && incoming.complete && body !== undefined && !outgoing.headersSent && !outgoing.destroyed)
        send(body);
      else lose(cause);
    });
    const timer =
      timeout === undefined
        ? undefined
        : setTimeout(
            () =>
              request.destroy(
                Object.assign(new Error(`no complete response within ${timeout} ms`), {
                  code: 'ETIMEDOUT',
                }),
              ),
            timeout,
          );
    outgoing.once('close', () => {
      clearTimeout(timer);
      if (!outgoing.writableFinished) request.destroy();
      begun();
    });
    if (again === undefined) incoming.pipe(request);
    else request.end(again);
  };
  send(undefined);
}

const lowerCase = (raw: readonly string[]): (readonly [name: string, value: string])[] =>
  pairsOf(raw).map(([name, value]) => [name.toLowerCase(), value]);
