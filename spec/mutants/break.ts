import type { Handler, Mutant, MutantBasis } from 'openapi-plumbline';
import { alterJson, jsonOf, withJson } from 'openapi-plumbline/mock';

/** The operations of this API, by method and path. */
const routes = {
  listModels: ['GET', /^\/v1\/models$/],
  getBalance: ['GET', /^\/v1\/users\/me\/balance$/],
  uploadFile: ['POST', /^\/v1\/files$/],
  listFiles: ['GET', /^\/v1\/files$/],
  retrieveFile: ['GET', /^\/v1\/files\/([^/]+)$/],
  deleteFile: ['DELETE', /^\/v1\/files\/([^/]+)$/],
  getFileContent: ['GET', /^\/v1\/files\/([^/]+)\/content$/],
  createChatCompletion: ['POST', /^\/v1\/chat\/completions$/],
  estimateTokenCount: ['POST', /^\/v1\/tokenizers\/estimate-token-count$/],
  createBatch: ['POST', /^\/v1\/batches$/],
  listBatches: ['GET', /^\/v1\/batches$/],
  retrieveBatch: ['GET', /^\/v1\/batches\/([^/]+)$/],
  cancelBatch: ['POST', /^\/v1\/batches\/([^/]+)\/cancel$/],
} as const;

export type Route = keyof typeof routes;
export type Json = Record<string, unknown>;

/** Whether a request goes to one of the operations. */
export const isTo = (request: Request, ...names: readonly Route[]): boolean =>
  names.some(
    (name) => request.method === routes[name][0] && routes[name][1].test(new URL(request.url).pathname),
  );

/** The id in the path of a request, still escaped. */
export const idIn = (request: Request): string =>
  /^\/v1\/(?:files|batches)\/([^/]+)/.exec(new URL(request.url).pathname)?.[1] ?? '';

/** A mutant of some operations; `basis` as in the list of seeded faults. */
export const broken = (
  id: string,
  basis: MutantBasis,
  operations: readonly Route[],
  title: string,
  caughtBy: readonly string[],
  breakServer: Mutant['breakServer'],
): Mutant => ({ id, basis, operations, title, caughtBy, breakServer });

/** A mutant that one check catches, as a row of a table. */
export type MutantRow = readonly [
  id: string,
  basis: MutantBasis,
  operations: readonly Route[],
  title: string,
  check: string,
  breakServer: Mutant['breakServer'],
];

export const mutantOf = ([id, basis, operations, title, check, breakServer]: MutantRow): Mutant =>
  broken(id, basis, operations, title, [check], breakServer);

/** Changes the JSON of successful responses. */
export const inResponse =
  (names: readonly Route[], alter: (body: Json, request: Request, sent: Json) => unknown) =>
  (handler: Handler): Handler =>
  async (request) => {
    if (!isTo(request, ...names)) return handler(request);
    const sent = (await jsonOf(request)) ?? {};
    const response = await handler(request);
    return response.ok ? alterJson(response, (body) => alter(body, request, sent)) : response;
  };

/** Changes the JSON of a request before the server sees it: a member that is removed or repaired is not checked. */
export const inRequest =
  (names: readonly Route[], alter: (body: Json) => Json) =>
  (handler: Handler): Handler =>
  async (request) => {
    const body = isTo(request, ...names) ? await jsonOf(request) : undefined;
    return handler(body === undefined ? request : withJson(request, alter(body)));
  };

/** Answers itself where `respond` gives something; the server does not see the request then. */
export const instead =
  (
    names: readonly Route[],
    respond: (request: Request, sent: Json) => Response | undefined | Promise<Response | undefined>,
  ) =>
  (handler: Handler): Handler =>
  async (request) => {
    if (!isTo(request, ...names) || !hasKey(request)) return handler(request);
    return (await respond(request, (await jsonOf(request)) ?? {})) ?? handler(request);
  };

/** Replaces responses of the given statuses. */
export const onStatus =
  (
    names: readonly Route[],
    statuses: readonly number[],
    replace: (request: Request, response: Response) => Response | Promise<Response>,
  ) =>
  (handler: Handler): Handler =>
  async (request) => {
    const response = await handler(request);
    return isTo(request, ...names) && statuses.includes(response.status)
      ? replace(request, response)
      : response;
  };

export const hasKey = (request: Request): boolean =>
  /^Bearer (?!bad|invalid)./.test(request.headers.get('authorization') ?? '');

export const failure = (status: number, message = 'internal error'): Response =>
  Response.json({ error: { message, type: 'server_error' } }, { status });

export const allRoutes = Object.keys(routes) as readonly Route[];

/** The same request with other headers; made anew, as servers hand out requests that cannot be copied. */
export async function withHeader(request: Request, name: string, value: string): Promise<Request> {
  const headers = new Headers(request.headers);
  headers.set(name, value);
  const body = request.method === 'GET' ? {} : { body: await request.clone().arrayBuffer() };
  return new Request(request.url, { method: request.method, headers, ...body });
}
