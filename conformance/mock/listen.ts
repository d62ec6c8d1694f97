import { type IncomingMessage, Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer, type Http2Bindings, type HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Reply } from '../model.ts';
import { ConnectionReset } from './fault-kinds.ts';
import type { MockResponse } from './reply.ts';
import { isBrokenOff } from './stream-events.ts';

/** A listening handler. */
export interface Listening {
  readonly url: string;
  /** Accepts no more connections, closes idle ones, and waits `grace` milliseconds (default 0) for responses under way. */
  close(grace?: number): Promise<void>;
}

/** Milliseconds that a client has to send a request, and the interval at which that is checked. */
const requestTimeout = 30_000;
const connectionsCheckingInterval = 5000;

/**
 * Serves a handler over HTTP; port 0 uses a free one. Rejects with the system's error, e.g. EADDRINUSE. On every address,
 * `/__mock/` responds to clients on this machine only. The DNS name of an attacker may point a browser here (DNS rebinding): a
 * server on this machine responds only to addresses, `localhost`, and the names in `hosts`.
 */
export function listen(
  handler: (request: Request) => Promise<MockResponse>,
  port = 0,
  host = '127.0.0.1',
  hosts: readonly string[] = [],
): Promise<Listening> {
  const isLocal = isLoopbackHost(host);
  const named = new Set([host, ...hosts].map((name) => name.toLowerCase()));
  const server = createAdaptorServer({
    overrideGlobalObjects: false,
    serverOptions: { requestTimeout, headersTimeout: requestTimeout, connectionsCheckingInterval },
    async fetch(request: Request, env: HttpBindings | Http2Bindings) {
      const incoming = env.incoming as IncomingMessage;
      try {
        const steers = incoming.url?.includes('__mock') === true && isControl(request);
        if (steers && !isLoopback(incoming))
          return Response.json({ error: 'controls are available on this machine only' }, { status: 403 });
        if ((isLocal || steers) && !isOwnHost(incoming.headers.host, named)) return misdirected();
        const outgoing = env.outgoing as ServerResponse;
        const response = await handler(request);
        if (!(response instanceof Response)) return write(response, outgoing);
        if (!isBrokenOff(response)) return response;
        outgoing.writeHead(response.status, [...response.headers].flat());
        outgoing.write(' ', () => incoming.socket.destroy());
        return RESPONSE_ALREADY_SENT;
      } catch (cause) {
        // A `host` that is not part of any URL.
        if (!URL.canParse(request.url)) return new Response(null, { status: 400 });
        // A requested reset, or a client that left while its body was read.
        if (!(cause instanceof ConnectionReset) && !incoming.socket.destroyed && incoming.complete)
          throw cause;
        incoming.socket.destroy();
        return RESPONSE_ALREADY_SENT;
      }
    },
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const { port: taken } = server.address() as AddressInfo;
      resolve({
        url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}`,
        close: (grace = 0) =>
          new Promise((done) => {
            const end = (): void => {
              if (server instanceof Server) server.closeAllConnections();
            };
            const timer = setTimeout(end, grace);
            server.close(() => {
              clearTimeout(timer);
              done();
            });
            if (server instanceof Server) server.closeIdleConnections();
          }),
      });
    });
  });
}

/** Sends the header and a body of known length together. */
function write({ status, headers, body }: Reply, outgoing: ServerResponse): Response {
  const length = body === null ? 0 : typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength;
  const hasLength = status !== 204 && status !== 304 && (body !== null || outgoing.req.method !== 'HEAD');
  outgoing.writeHead(status, hasLength ? { ...headers, 'content-length': length } : headers);
  outgoing.end(body ?? undefined);
  return RESPONSE_ALREADY_SENT;
}

const isLoopbackHost = (host: string): boolean => /^(?:localhost|127\.[\d.]+|::1|\[::1\])$/i.test(host);

/** Whether a `Host` names this server: an address, which no foreign name can be, `localhost`, or an allowed name. */
function isOwnHost(host: string | undefined, named: ReadonlySet<string>): boolean {
  // HTTP/1.0 has no Host.
  if (host === undefined) return true;
  const url = `http://${host}`;
  if (!URL.canParse(url)) return false;
  const { hostname } = new URL(url);
  return (
    /^(?:\d{1,3}\.){3}\d{1,3}$|^\[[\d.a-f:]+\]$/i.test(hostname) ||
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    named.has(hostname)
  );
}

const misdirected = (): Response =>
  Response.json(
    { error: 'this server responds to its address and to localhost only; --accept-host adds a name' },
    { status: 421 },
  );

const isControl = (request: Request): boolean => /^\/__mock(?:\/|$)/.test(new URL(request.url).pathname);

const isLoopback = ({ socket }: IncomingMessage): boolean =>
  /^(?:::ffff:)?127\.|^::1$/.test(socket.remoteAddress ?? '');
