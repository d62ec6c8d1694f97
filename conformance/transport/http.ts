import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest, Agent as TlsAgent } from 'node:https';
import type { WireRequest, WireResponse } from '../../generator/wire/message.ts';
import type { Transport } from '../model.ts';
import { TransportError, transportErrorOf } from './transport-error.ts';

/**
 * Sends requests with node:http: target, headers and bytes go out as given, which `fetch` would not do.
 * `timeout` in milliseconds bounds each exchange. Without `keepAlive` each request has a connection of its own: one that
 * was idle for long may be closed by the server in the very moment it is used. Throws TransportError when nothing comes back.
 */
export function httpTransport(baseUrl: string, timeout: number, keepAlive = true): Transport {
  const base = new URL(baseUrl);
  const secure = base.protocol === 'https:';
  const agent = secure ? new TlsAgent({ keepAlive }) : new Agent({ keepAlive });
  const prefix = base.pathname.replace(/\/$/, '');
  const send = (wire: WireRequest): Promise<WireResponse> =>
    new Promise((resolve, reject) => {
      const outgoing = (secure ? httpsRequest : httpRequest)(
        {
          agent,
          host: base.hostname.replace(/^\[|\]$/g, ''),
          port: base.port === '' ? undefined : Number(base.port),
          method: wire.method,
          path: prefix + wire.target,
          headers: flat(base.host, wire),
          timeout,
        },
        (incoming) => collect(incoming).then(resolve, reject),
      );
      outgoing.on('timeout', () =>
        outgoing.destroy(new TransportError(`no answer within ${timeout} ms`, 'ETIMEDOUT')),
      );
      outgoing.on('error', (cause) => reject(transportErrorOf(cause)));
      outgoing.end(wire.body);
    });
  return {
    baseUrl: base.origin + prefix,
    async send(wire) {
      const started = performance.now();
      const response = await send(wire);
      return { response, milliseconds: performance.now() - started };
    },
    async close() {
      agent.destroy();
    },
  };
}

/** Raw header list: node keeps order, case and repeats of a flat array. */
function flat(host: string, wire: WireRequest): string[] {
  const headers = wire.headers.flat();
  const has = (wanted: string): boolean => wire.headers.some(([name]) => name.toLowerCase() === wanted);
  if (!has('host')) headers.push('host', host);
  const bodyless =
    wire.body === undefined && ['GET', 'HEAD', 'OPTIONS', 'DELETE', 'TRACE'].includes(wire.method);
  if (!bodyless && !has('content-length') && !has('transfer-encoding'))
    headers.push('content-length', String(wire.body?.byteLength ?? 0));
  return headers;
}

async function collect(incoming: IncomingMessage): Promise<WireResponse> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
  } catch (cause) {
    throw new TransportError(`the answer broke off: ${(cause as Error).message}`, 'ECONNRESET');
  }
  const headers: (readonly [string, string])[] = [];
  for (let index = 0; index + 1 < incoming.rawHeaders.length; index += 2) {
    headers.push([(incoming.rawHeaders[index] ?? '').toLowerCase(), incoming.rawHeaders[index + 1] ?? '']);
  }
  return { status: incoming.statusCode ?? 0, headers, body: Buffer.concat(chunks) };
}
