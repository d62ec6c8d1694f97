import { Agent as HttpAgent, request as httpRequest, type RequestOptions } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { withHost } from './headers.ts';

/** The server behind the proxy. */
export interface Upstream {
  readonly origin: string;
  readonly port: number;
  readonly open: typeof httpRequest;
  /**
   * Each client connection has its own connections to the target: whatever surplus a server sends, and however it counts, no
   * response reaches another client.
   */
  agentOf(client: Socket): HttpAgent;
  /** `headers`: a flat list of names and values. */
  optionsOf(agent: HttpAgent | false, method: string, path: string, headers: string[]): RequestOptions;
}

/** A server may close a connection that was idle for longer (milliseconds) just when it is used again. */
const idle = 2000;

/** `target`: `https://api.example.com`, with or without a path. */
export function createUpstream(target: string): Upstream {
  const base = new URL(target);
  const isSecure = base.protocol === 'https:';
  const prefix = base.pathname.replace(/\/$/, '');
  const agents = new WeakMap<Socket, HttpAgent>();
  return {
    origin: base.origin,
    port: Number(base.port) || (isSecure ? 443 : 80),
    open: isSecure ? httpsRequest : httpRequest,
    agentOf(client) {
      const known = agents.get(client);
      if (known !== undefined) return known;
      const kept = { keepAlive: true, timeout: idle };
      const agent = isSecure ? new HttpsAgent(kept) : new HttpAgent(kept);
      agents.set(client, agent);
      client.once('close', () => agent.destroy());
      return agent;
    },
    optionsOf: (agent, method, path, headers) => ({
      agent,
      host: base.hostname.replace(/^\[|\]$/g, ''),
      ...(base.port === '' ? {} : { port: Number(base.port) }),
      method,
      path: withBasePath(prefix, path),
      // A flat list is sent unchanged: order, case and duplicates stay.
      headers: withHost(headers, base.host),
      setHost: false,
    }),
  };
}

/** A target with the path of the server's address in front, unless a client sends that path already. */
function withBasePath(base: string, target: string): string {
  const rest = target.startsWith(base) ? target.slice(base.length) : undefined;
  return rest !== undefined && (rest === '' || /^[/?]/.test(rest)) ? target : base + target;
}
