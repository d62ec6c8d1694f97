import {
  type ClientRequest,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import type { WireRequest, WireResponse } from '../wire/message.ts';
import { decodeResponse } from './content-coding.ts';
import { TransportError, transportErrorOf } from './transport-error.ts';

/** How much time and memory an exchange may use. */
export interface NetworkLimits {
  /** Milliseconds of a whole exchange, from the first byte sent to the last received. */
  readonly timeout: number;
  /** Bytes of a body, as sent and once decompressed. */
  readonly maxBody: number;
}

export const networkDefaults: NetworkLimits = { timeout: 30_000, maxBody: 8 * 1024 * 1024 };

/** Bytes of the headers of a response, and of its trailers. */
const maxHeaderSize = 64 * 1024;

/** Informational responses (1xx) before the final one. */
const mostInformational = 32;

/** Sends requests, one response each; follows no redirect, since credentials would go along. */
export interface NetworkClient {
  /** `target` is sent as it stands. Throws TransportError without a complete response within the limits. */
  send(origin: URL, request: WireRequest): Promise<WireResponse>;
  close(): void;
}

/**
 * The one client of the network: what it reads is bounded in time and memory, and headers, target and bytes go out as given,
 * which `fetch` would not do. Without `keepAlive` each request has a connection of its own: one that was idle for long may be
 * closed by the server in the very moment it is used.
 */
export function networkClient(limits: NetworkLimits, keepAlive = false): NetworkClient {
  const agents = { http: agentOf(HttpAgent, keepAlive), https: agentOf(HttpsAgent, keepAlive) };
  return {
    async send(origin, wire) {
      const agent = origin.protocol === 'https:' ? agents.https : agents.http;
      const deadline = performance.now() + limits.timeout;
      const response = await exchange(origin, wire, limits, deadline, agent);
      return decodeResponse(response, limits.maxBody);
    },
    close() {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}

/** Bytes that arrive on an idle connection belong to no request: the connection is not used again. */
function agentOf(Kind: typeof HttpAgent | typeof HttpsAgent, keepAlive: boolean): HttpAgent {
  const agent = new Kind({ keepAlive });
  const { keepSocketAlive, reuseSocket } = agent;
  const spoil = function (this: Socket): void {
    this.destroy();
  };
  agent.keepSocketAlive = (socket: Socket) => {
    socket.on('data', spoil);
    return keepSocketAlive.call(agent, socket);
  };
  agent.reuseSocket = (socket: Socket, request: ClientRequest) => {
    socket.removeListener('data', spoil);
    reuseSocket.call(agent, socket, request);
  };
  return agent;
}

function exchange(
  origin: URL,
  wire: WireRequest,
  limits: NetworkLimits,
  deadline: number,
  agent: HttpAgent | false,
): Promise<WireResponse> {
  const open = origin.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    let received = 0;
    let informational = 0;
    let head: IncomingMessage | undefined;
    const outgoing = open({
      agent,
      host: origin.hostname.replace(/^\[|\]$/g, ''),
      port: origin.port === '' ? undefined : Number(origin.port),
      method: wire.method,
      path: wire.target,
      headers: flat(origin.host, wire),
      maxHeaderSize,
    });
    const timer = setTimeout(
      () =>
        end(
          new TransportError(
            head === undefined
              ? `no response within ${limits.timeout} ms`
              : `the response did not end within ${limits.timeout} ms; ${received} bytes of its body came`,
            'ETIMEDOUT',
          ),
        ),
      Math.max(0, deadline - performance.now()),
    );
    let isOver = false;
    const end = (outcome: WireResponse | Error): void => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      if (outcome instanceof Error) {
        outgoing.destroy();
        reject(transportErrorOf(outcome));
      } else resolve(outcome);
    };
    const tooLarge = (): void =>
      end(new TransportError(`the response body is longer than ${limits.maxBody} bytes`, 'ETOOLARGE'));

    const brokeOff = (): void =>
      end(new TransportError(`the response broke off after ${received} bytes of its body`, 'ECONNRESET'));

    outgoing.on('information', () => {
      if (++informational > mostInformational)
        end(new TransportError(`more than ${mostInformational} informational responses`, 'EINFORMATIONAL'));
    });
    outgoing.on('upgrade', (_, socket) => {
      socket.destroy();
      end(new TransportError('the server changed the protocol, which was not requested', 'EUPGRADE'));
    });
    outgoing.on('response', (incoming) => {
      head = incoming;
      const chunks: Buffer[] = [];
      if (wire.method !== 'HEAD' && Number(incoming.headers['content-length']) > limits.maxBody)
        return tooLarge();
      incoming.on('data', (chunk: Buffer) => {
        received += chunk.byteLength;
        if (received > limits.maxBody) return tooLarge();
        chunks.push(chunk);
      });
      incoming.on('error', (cause: NodeJS.ErrnoException) =>
        cause.code?.startsWith('HPE_') === true ? end(cause) : brokeOff(),
      );
      incoming.on('end', () =>
        incoming.complete
          ? end({
              status: incoming.statusCode ?? 0,
              headers: lowerCase(incoming.rawHeaders),
              body: Buffer.concat(chunks),
            })
          : brokeOff(),
      );
    });
    outgoing.on('error', (cause: NodeJS.ErrnoException) => {
      // A server may close an idle connection just when it is used again (RFC 9112 section 9.3.1): that says nothing
      // of the request.
      if (isStale(outgoing, cause) && head === undefined && !isOver) {
        isOver = true;
        clearTimeout(timer);
        exchange(origin, wire, limits, deadline, false).then(resolve, reject);
      } else if (head === undefined || cause.code?.startsWith('HPE_') === true) end(cause);
      else brokeOff();
    });
    outgoing.on('close', () =>
      head === undefined
        ? end(new TransportError('the connection was closed without a response', 'ECONNRESET'))
        : brokeOff(),
    );
    outgoing.end(wire.body);
  });
}

const isStale = ({ reusedSocket }: ClientRequest, { code }: NodeJS.ErrnoException): boolean =>
  reusedSocket && (code === 'ECONNRESET' || code === 'EPIPE');

/** Raw header list: node keeps order, case and repeats of a flat array. */
function flat(host: string, wire: WireRequest): string[] {
  const headers = wire.headers.flat();
  const has = (wanted: string): boolean => wire.headers.some(([name]) => name.toLowerCase() === wanted);
  if (!has('host')) headers.push('host', host);
  const hasNoBody =
    wire.body === undefined && ['GET', 'HEAD', 'OPTIONS', 'DELETE', 'TRACE'].includes(wire.method);
  if (!hasNoBody && !has('content-length') && !has('transfer-encoding'))
    headers.push('content-length', String(wire.body?.byteLength ?? 0));
  return headers;
}

function lowerCase(raw: readonly string[]): readonly (readonly [string, string])[] {
  const headers: (readonly [string, string])[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2)
    headers.push([(raw[index] ?? '').toLowerCase(), raw[index + 1] ?? '']);
  return headers;
}
