import { isObject } from '../../generator/json/guards.ts';
import { type ExampleRequest, type ExampleResponse, Refusal, type Route } from './server.ts';

/** The handler of an operation. */
export type Call = (request: ExampleRequest, ...parameters: readonly string[]) => Promise<ExampleResponse>;

/** Calls an operation of the same server. */
export type CallOther = (
  operationId: string,
  request: ExampleRequest,
  ...parameters: readonly string[]
) => Promise<ExampleResponse>;

/** Another handler in the place of one. */
export type Wrap = (next: Call) => Call;

/** A callback as a server sends it. */
export interface SentCallback {
  readonly url: string;
  readonly method: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
  /** Milliseconds from the moment at which it is due. */
  readonly after: number;
}

/** How a server differs from the plain one: handlers by operationId; `*` is every operation. Called once for each server. */
export interface Alteration {
  /** What a client sees of it. */
  readonly what: string;
  make(call: CallOther): { readonly [operationId: string]: Wrap };
  /** What is sent in the place of a callback; `index` counts those of the server from 0. */
  callback?(plain: SentCallback, index: number): readonly SentCallback[];
}

/** What a fault breaks. */
export type FaultKind =
  | 'schema'
  | 'status'
  | 'media'
  | 'header'
  | 'crash'
  | 'negative'
  | 'positive'
  | 'auth'
  | 'callback'
  | 'relation'
  | 'state';

/** A fault of a server. */
export interface Fault extends Alteration {
  readonly kind: FaultKind;
}

/** Routes with an alteration. */
export function altered(routes: readonly Route[], { make }: Pick<Alteration, 'make'>): readonly Route[] {
  const plain: CallOther = async (operationId, request, ...parameters) => {
    const route = routes.find((each) => each.operationId === operationId);
    if (route === undefined) throw new TypeError(`unknown operation ${operationId}`);
    return route.handle(request, ...parameters);
  };
  const wraps = make(plain);
  return routes.map((route) => {
    const wrap = wraps[route.operationId] ?? wraps['*'];
    if (wrap === undefined) return route;
    return { ...route, handle: wrap(async (request, ...parameters) => route.handle(request, ...parameters)) };
  });
}

/** The members of a JSON object. */
export type Members = Readonly<Record<string, unknown>>;

/** A value as an object; an empty one for another value. */
export const membersOf = (value: unknown): Members => (isObject(value) ? (value as Members) : {});

/** The JSON body of a request; `undefined` where it has none. */
export function jsonOf({ bytes }: ExampleRequest): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** The request with another JSON body. */
export const withJson = (request: ExampleRequest, value: unknown): ExampleRequest => ({
  ...request,
  bytes: Buffer.from(JSON.stringify(value)),
});

/** Changes successful responses. */
export const onResponse =
  (change: (response: ExampleResponse, request: ExampleRequest) => ExampleResponse): Wrap =>
  (next) =>
  async (request, ...parameters) =>
    change(await next(request, ...parameters), request);

/** Changes the JSON object of successful responses. */
export const onBody = (change: (body: Members, request: ExampleRequest) => object | string): Wrap =>
  onResponse((response, request) =>
    response.status < 300 && typeof response.body === 'object'
      ? { ...response, body: change(response.body as Members, request) }
      : response,
  );

/** Changes the JSON list of successful responses. */
export const onList = (change: (list: readonly unknown[], request: ExampleRequest) => object): Wrap =>
  onResponse((response, request) =>
    Array.isArray(response.body) ? { ...response, body: change(response.body, request) } : response,
  );

/** Changes a list in a member of successful responses. */
export const onItems = (
  member: string,
  change: (items: readonly unknown[], request: ExampleRequest) => readonly unknown[],
): Wrap =>
  onBody((body, request) => {
    const items = body[member];
    return Array.isArray(items) ? { ...body, [member]: change(items, request) } : body;
  });

/** Changes requests. */
export const onRequest =
  (change: (request: ExampleRequest) => ExampleRequest): Wrap =>
  (next) =>
  (request, ...parameters) =>
    next(change(request), ...parameters);

/** Changes the members of a JSON body before it is read: what the server then accepts. */
export const onSent = (change: (sent: Members) => Members): Wrap =>
  onRequest((request) => {
    const value = jsonOf(request);
    return isObject(value) ? withJson(request, change(value as Members)) : request;
  });

/** Changes the query before it is read. */
export const onQuery = (change: (query: URLSearchParams) => void): Wrap =>
  onRequest((request) => {
    const query = new URLSearchParams(request.query);
    change(query);
    return { ...request, query };
  });

/** Changes the status of refusals. */
export const onRefusal =
  (change: (status: number, request: ExampleRequest) => number): Wrap =>
  (next) =>
  async (request, ...parameters) => {
    try {
      return await next(request, ...parameters);
    } catch (cause) {
      if (!(cause instanceof Refusal)) throw cause;
      throw new Refusal(change(cause.status, request), cause.message, cause.headers);
    }
  };

/** Fails with 500 for some requests. */
export const crashes = (isMet: (request: ExampleRequest) => boolean): Wrap => refuses(500, isMet);

/** Refuses some requests that the document allows. */
export const refuses =
  (status: number, isMet: (request: ExampleRequest) => boolean): Wrap =>
  (next) =>
  async (request, ...parameters) => {
    if (isMet(request)) throw new Refusal(status, 'no');
    return next(request, ...parameters);
  };

/** Adds a header to requests before they are read: such as a key that the client did not send. */
export const onHeaders = (headers: { readonly [name: string]: string }): Wrap =>
  onRequest((request) => ({ ...request, headers: { ...request.headers, ...headers } }));

/** A response without a header. */
export const withoutHeader = (name: string): Wrap =>
  onResponse((response) => ({
    ...response,
    headers: Object.fromEntries(Object.entries(response.headers ?? {}).filter(([each]) => each !== name)),
  }));

/** The same alteration of several operations. */
export const each = (operations: readonly string[], wrap: Wrap): { readonly [operationId: string]: Wrap } =>
  Object.fromEntries(operations.map((operationId) => [operationId, wrap]));
