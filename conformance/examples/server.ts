import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The response of a handler of an example API. */
export interface ExampleResponse {
  readonly status: number;
  readonly headers?: { readonly [name: string]: string };
  /** An object is sent as JSON. */
  readonly body?: object | string | Uint8Array;
}

/** A request with its whole body. */
export interface ExampleRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly bytes: Buffer;
}

/** Thrown by a handler: a response with an error. */
export class Refusal extends Error {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };

  constructor(status: number, message: string, headers: { readonly [name: string]: string } = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}

/** A route: method and path with a group for each parameter. */
export interface Route {
  readonly operationId: string;
  readonly method: string;
  readonly path: RegExp;
  handle(
    request: ExampleRequest,
    ...parameters: readonly string[]
  ): ExampleResponse | Promise<ExampleResponse>;
}

/** An example API that listens. */
export interface RunningExample {
  readonly url: string;
  close(): Promise<void>;
}

const mostBytes = 1_000_000;

/** A plain node:http server over routes: unknown paths are 404, other methods 405, a thrown Refusal becomes the body that `problem` returns. */
export function serve(
  routes: readonly Route[],
  problem: (status: number, message: string) => object,
  base = '',
): Server {
  return createServer((request, response) => {
    void respondTo(request, response);
  });

  async function respondTo(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      send(response, await handle(request), request.method === 'HEAD');
    } catch (cause) {
      const refusal = cause instanceof Refusal ? cause : new Refusal(500, 'something went wrong');
      send(
        response,
        { status: refusal.status, headers: refusal.headers, body: problem(refusal.status, refusal.message) },
        request.method === 'HEAD',
      );
    }
  }

  async function handle(request: IncomingMessage): Promise<ExampleResponse> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://example.test');
    if (!pathname.startsWith(base)) throw new Refusal(404, `there is nothing at ${pathname}`);
    const path = pathname.slice(base.length);
    const fitting = routes.filter((route) => route.path.test(path));
    if (fitting.length === 0) throw new Refusal(404, `there is nothing at ${pathname}`);
    const method = request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET');
    const route = fitting.find((each) => each.method === method);
    if (route === undefined) {
      const allow = [...new Set(fitting.map((each) => each.method))].join(', ');
      throw new Refusal(405, `use ${allow}`, { allow });
    }
    const parameters = (route.path.exec(path) ?? []).slice(1).map(decoded);
    const bytes = await read(request);
    return route.handle(
      { method, path, query: searchParams, headers: request.headers, bytes },
      ...parameters,
    );
  }
}

function send(
  response: ServerResponse,
  { status, headers = {}, body }: ExampleResponse,
  isHead: boolean,
): void {
  const isJson = body !== undefined && typeof body !== 'string' && !(body instanceof Uint8Array);
  response.writeHead(status, { ...(isJson ? { 'content-type': 'application/json' } : {}), ...headers });
  response.end(isHead || body === undefined ? undefined : isJson ? JSON.stringify(body) : body);
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    size += part.length;
    if (size > mostBytes) throw new Refusal(413, `the body is larger than ${mostBytes} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Refusal(400, 'the path is not well encoded');
  }
}

/** Listens on 127.0.0.1; port 0 takes a free one. */
export async function listenOn(server: Server, port = 0, base = ''): Promise<RunningExample> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${taken}${base}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
