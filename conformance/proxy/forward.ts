import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CallHooks, type CallOptions, forwardCall } from './forward-call.ts';
import { framingProblem } from './framing.ts';
import { rememberPort } from './own-ports.ts';
import { refuse } from './refuse.ts';
import { createUpstream } from './upstream.ts';

/** Where a proxy listens and forwards to. */
export interface ForwardOptions extends CallOptions {
  /** `https://api.example.com`, with or without a path. */
  readonly target: string;
  readonly port: number;
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

/** Milliseconds without a new call until the proxy counts as quiet. */
const lull = 30;

/** Connections that may wait to be accepted. */
const backlog = 4096;

/**
 * Listens on this machine only and forwards every request to one target, and every response back, byte for byte. Only the
 * headers of the connection and `Host` are its own. Rejects with the system's error, e.g. EADDRINUSE.
 */
export function forward({ target, port, ...options }: ForwardOptions): Promise<Forwarding> {
  const upstream = createUpstream(target);
  const ownPorts = new Set<number>();
  const own = new Set<string>();
  /** Only a target at the port of this proxy can be this proxy. */
  let mayLoop = false;
  let waiting = 0;
  let lastCall = Number.NEGATIVE_INFINITY;
  let probe: { readonly path: string; seen: boolean } | undefined;
  const hooks: CallHooks = {
    onBegun() {
      waiting--;
    },
    onSocket(socket) {
      if (mayLoop) rememberPort(ownPorts, socket);
    },
  };

  const server = createServer((incoming, outgoing) => {
    if (probe !== undefined && incoming.url === probe.path) {
      probe.seen = true;
      return refuse(outgoing, 508, 'the target of this proxy is this proxy');
    }
    if (mayLoop && ownPorts.has(incoming.socket.remotePort ?? 0))
      return refuse(outgoing, 508, 'the target of this proxy is this proxy');
    if (!own.has((incoming.headers.host ?? '').toLowerCase()) || !incoming.url?.startsWith('/'))
      return refuse(
        outgoing,
        421,
        `this proxy forwards to ${upstream.origin} only; send requests to localhost`,
      );
    const problem = framingProblem(incoming);
    if (problem !== undefined) return refuse(outgoing, 400, problem);
    try {
      waiting++;
      lastCall = performance.now();
      forwardCall(upstream, options, hooks, incoming, outgoing);
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
      mayLoop = taken === upstream.port;
      for (const name of ['127.0.0.1', 'localhost']) own.add(`${name}:${taken}`);
      resolve({
        url: `http://127.0.0.1:${taken}`,
        isBusy: () => waiting > 0 || performance.now() - lastCall < lull,
        async isLoop(path) {
          probe = { path, seen: false };
          await new Promise<void>((done) => {
            const request = upstream.open(
              { ...upstream.optionsOf(false, 'GET', path, []), timeout: 2000 },
              (incoming) => {
                incoming.resume();
                done();
              },
            );
            request.on('timeout', () => request.destroy());
            request.on('error', () => done());
            request.end();
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
