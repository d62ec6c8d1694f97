import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it arrived. */
export interface Arrived {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
  /** `Date.now()` */
  readonly at: number;
}

/** Answers one request; `index` counts from 0. */
export type Misbehaviour = (request: Arrived, response: ServerResponse, index: number) => void;

/** A server of which every test says how it misbehaves. */
export interface MisbehavingServer {
  readonly url: string;
  readonly arrived: readonly Arrived[];
  /** Takes a new behaviour and forgets what arrived. */
  behave(behaviour: Misbehaviour): void;
  close(): Promise<void>;
}

/** Listens on a free port of the loopback. */
export async function misbehavingServer(): Promise<MisbehavingServer> {
  let behaviour: Misbehaviour = (_, response) => response.end();
  let arrived: Arrived[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const one = { method, url, headers, body: Buffer.concat(chunks), at: Date.now() };
      arrived.push(one);
      behaviour(one, response, arrived.length - 1);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    get arrived() {
      return arrived;
    },
    behave(next) {
      behaviour = next;
      arrived = [];
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** Answers with JSON. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}
