import { gzipSync } from 'node:zlib';
import type { Handler } from '../../../conformance/model.ts';
import { isObject } from '../../../generator/json/guards.ts';

/** In which ways a server is like the vendor's, where the document is not. */
export interface VendorManners {
  /** Models that it lists. */
  readonly serves: readonly string[];
  /** Those of them that the document has; the first when absent. */
  readonly documented?: readonly string[];
  /** The documented model as which the others respond; the first when absent. */
  readonly answersAs?: string;
  /** Listed, but not found (404). */
  readonly retired?: readonly string[];
  /** Listed from this request on. */
  readonly appears?: { readonly model: string; readonly after: number };
  /** A chat without a user turn is rejected. */
  readonly needsUser?: boolean;
  /** Thinking is counted, and uses up a small limit. */
  readonly thinks?: boolean;
  /** One request in so many gets 429, from the first on. */
  readonly busyEvery?: number;
  /** So many reads of a new file get 404. */
  readonly lag?: number;
  /** One request in so many gets 504 from a gateway, as a web page. */
  readonly gatewayEvery?: number;
  /** A firewall responds to suspicious requests with 403 and a web page. */
  readonly shield?: boolean;
  /** Unknown routes and estimates are rejected with the message of the gateway. */
  readonly envelopes?: boolean;
  /** The refusal of a busy server names the time in Retry-After, as a date, and its clock is an hour off. */
  readonly datedRetry?: boolean;
  /** One request in so many gets 503 with an error of the API, without Retry-After. */
  readonly overloadedEvery?: number;
  /** Paths that the key is not good for. */
  readonly forbids?: RegExp;
  /** Bodies are compressed. */
  readonly gzip?: boolean;
  /** Milliseconds before the first byte. */
  readonly slow?: number;
  /** Paths that it does not have. */
  readonly lacks?: RegExp;
  /** Streams have no usage. */
  readonly hidesUsage?: boolean;
  /** A response that a small limit ends has no content: `null`. */
  readonly nullContent?: boolean;
  /** Invalid chats are accepted like the plainest valid one. */
  readonly lenient?: boolean;
  /** The money of the account, and what a chat or a batch costs: something, and something for each token. */
  readonly money?: { readonly balance: number; readonly perCall: number; readonly perToken?: number };
}

/** What a vendor-like server counted. */
export interface VendorCount {
  requests: number;
  /** Accepted calls that cost money, by model. */
  readonly paid: Map<string, number>;
  /** Money that is gone. */
  spent: number;
}

const error = (status: number, type: string, message: string): Response =>
  Response.json({ error: { type, message } }, { status });

/** A mock that behaves like the vendor's server, according to published measurements. */
export function vendorServer(
  mock: Handler,
  manners: VendorManners,
): { readonly handler: Handler; readonly count: VendorCount } {
  const count: VendorCount = { requests: 0, paid: new Map(), spent: 0 };
  const reads = new Map<string, number>();
  const documented = new Set(manners.documented ?? manners.serves.slice(0, 1));
  const listedNow = (): readonly string[] => [
    ...manners.serves,
    ...(manners.retired ?? []),
    ...(manners.appears !== undefined && count.requests > manners.appears.after
      ? [manners.appears.model]
      : []),
  ];
  const pay = (model: string): void => {
    count.paid.set(model, (count.paid.get(model) ?? 0) + 1);
    count.spent += manners.money?.perCall ?? 0;
  };

  const chat = async (request: Request, text: string): Promise<Response> => {
    const body = parsed(text);
    const model = isObject(body) ? body['model'] : undefined;
    if (!isObject(body) || typeof model !== 'string' || request.headers.get('authorization') === null)
      return mock(rebuilt(request, text));
    const isKnown = listedNow().includes(model) && manners.retired?.includes(model) !== true;
    // Who has no good key learns nothing of models.
    const probe = await mock(rebuilt(request, text));
    if (probe.status === 401) return probe;
    if (!isKnown)
      return error(404, 'resource_not_found_error', `Not found the model ${model} or Permission denied`);
    const messages = Array.isArray(body['messages']) ? body['messages'].filter(isObject) : [];
    const hasUser = messages.some(({ role }) => role === 'user' || role === 'assistant' || role === 'tool');
    if (manners.needsUser === true && probe.ok && !hasUser)
      return error(400, 'invalid_request_error', 'Invalid request: messages must have a user turn');
    const isOut = manners.money !== undefined && count.spent >= manners.money.balance;
    if (isOut)
      return error(429, 'exceeded_current_quota_error', 'insufficient balance, please recharge your account');
    // A model that the mock does not have responds as the first documented one.
    const twin = documented.has(model) ? model : (manners.answersAs ?? manners.serves[0]);
    const asTwin =
      twin === model ? probe : await mock(rebuilt(request, JSON.stringify({ ...body, model: twin })));
    const response =
      manners.lenient === true && asTwin.status === 400
        ? await mock(
            rebuilt(request, JSON.stringify({ model: twin, messages: plainest, thinking: body['thinking'] })),
          )
        : asTwin;
    if (!response.ok) return response;
    pay(model);
    const told = (await response.text()).replaceAll(JSON.stringify(twin), JSON.stringify(model));
    const said =
      manners.hidesUsage === true && told.startsWith('data:')
        ? told
            .replace(/data: (?=\S*"choices":\[\],).*\n\n/g, '')
            .replace(/,"usage":\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}/g, '')
        : told;
    const answered = new Response(said, { status: response.status, headers: response.headers });
    const isThinking = !isObject(body['thinking']) || body['thinking']['type'] !== 'disabled';
    const limit = body['max_completion_tokens'] ?? body['max_tokens'];
    const completion = parsed(said);
    count.spent += (manners.money?.perToken ?? 0) * tokensIn(completion);
    if (manners.nullContent === true && isObject(completion) && Array.isArray(completion['choices']))
      return Response.json({
        ...completion,
        choices: completion['choices']
          .filter(isObject)
          .map((choice) =>
            choice['finish_reason'] === 'length'
              ? { ...choice, message: { role: 'assistant', content: null } }
              : choice,
          ),
      });
    if (manners.thinks !== true || !isThinking || typeof limit !== 'number' || !isObject(completion))
      return answered;
    const usage = isObject(completion['usage']) ? completion['usage'] : {};
    const choices = Array.isArray(completion['choices']) ? completion['choices'].filter(isObject) : [];
    return Response.json(
      {
        ...completion,
        choices: choices.map((choice) => ({
          ...choice,
          finish_reason: 'length',
          message: { role: 'assistant', content: '', reasoning_content: 'Let me think about this' },
        })),
        usage: {
          ...usage,
          completion_tokens: limit,
          total_tokens: limit + Number(usage['prompt_tokens'] ?? 0),
        },
      },
      { status: 200 },
    );
  };

  return {
    count,
    async handler(request) {
      if (manners.slow !== undefined) await new Promise((resolve) => setTimeout(resolve, manners.slow));
      const response = await respond(request);
      if (manners.gzip !== true) return response;
      const headers = new Headers(response.headers);
      headers.set('content-encoding', 'gzip');
      headers.delete('content-length');
      const body = gzipSync(Buffer.from(await response.arrayBuffer()));
      return new Response(body, { status: response.status, headers });
    },
  };

  async function respond(request: Request): Promise<Response> {
    count.requests++;
    const { pathname, search } = new URL(request.url);
    const text = await request.clone().text();
    if (manners.lacks?.test(pathname) === true)
      return error(404, 'resource_not_found_error', 'no such route');
    if (manners.forbids?.test(pathname) === true && (await mock(request.clone())).status !== 401)
      return error(403, 'permission_denied_error', 'The API you are accessing is not open');
    if (manners.overloadedEvery !== undefined && count.requests % manners.overloadedEvery === 0)
      return error(
        503,
        'engine_overloaded_error',
        'The engine is currently overloaded, please try again later',
      );
    if (manners.busyEvery !== undefined && count.requests % manners.busyEvery === 1)
      return Response.json(
        {
          error: {
            type: 'rate_limit_reached_error',
            message: 'max RPM: 3, please try again after 1 seconds',
          },
        },
        { status: 429, headers: retryHeaders(manners) },
      );
    if (manners.gatewayEvery !== undefined && count.requests % manners.gatewayEvery === 0)
      return page(504, '504 Gateway Time-out');
    if (
      manners.shield === true &&
      /\.\.|%00|OR '1'|<script|\$gt/i.test(decoded(pathname + search) + text.slice(0, 2000))
    )
      return page(403, '403 Forbidden');
    if (pathname === '/v1/models' && request.method === 'GET') {
      const response = await mock(request);
      if (!response.ok) return response;
      const body = (await response.json()) as { data: readonly object[] };
      return Response.json({
        ...body,
        data: listedNow().map((id, index) => ({ ...body.data[index % body.data.length], id })),
      });
    }
    if (pathname === '/v1/chat/completions' && request.method === 'POST') return chat(request, text);
    if (pathname === '/v1/users/me/balance' && manners.money !== undefined) {
      const response = await mock(request);
      if (!response.ok) return response;
      const left = manners.money.balance - count.spent;
      const body = (await response.json()) as { data: object };
      return Response.json({
        ...body,
        data: { ...body.data, available_balance: left, cash_balance: left, voucher_balance: 0 },
      });
    }
    const response = await mock(request);
    if (pathname === '/v1/batches' && request.method === 'POST' && response.ok) pay('batch');
    const file = /^\/v1\/files\/([^/]+)/.exec(pathname)?.[1];
    if (file !== undefined && request.method === 'GET' && response.ok && manners.lag !== undefined) {
      const times = (reads.get(file) ?? 0) + 1;
      reads.set(file, times);
      if (times <= manners.lag) return error(404, 'resource_not_found_error', `file ${file} not found`);
    }
    if (manners.envelopes === true && response.status === 400 && pathname.includes('estimate'))
      return Response.json(
        {
          code: 3,
          error: 'messages[0]: invalid',
          message: '非法输入',
          method: 'POST',
          scode: '0x3',
          status: false,
        },
        { status: 400 },
      );
    if (
      manners.envelopes === true &&
      response.status === 404 &&
      !/^\/v1\/(?:files|batches|chat)/.test(pathname)
    )
      return Response.json(
        {
          code: 5,
          error: 'url.not_found',
          message: '没找到对象',
          method: request.method,
          scode: '0x5',
          status: false,
        },
        { status: 404 },
      );
    return response;
  }
}

/** The tokens of a completion; of a stream nobody counts them here. */
function tokensIn(completion: unknown): number {
  const usage = isObject(completion) ? completion['usage'] : undefined;
  return isObject(usage) ? Number(usage['total_tokens']) : 60;
}

const plainest = [{ role: 'user', content: 'hi' }];

/** Now, or as a date by a clock that is an hour ahead. */
function retryHeaders({ datedRetry }: VendorManners): Readonly<Record<string, string>> {
  if (datedRetry !== true) return { 'retry-after': '0' };
  const date = new Date(Date.now() + 3_600_000).toUTCString();
  return { 'retry-after': date, date };
}

const page = (status: number, title: string): Response =>
  new Response(`<html><head><title>${title}</title></head><body>${title}</body></html>`, {
    status,
    headers: { 'content-type': 'text/html' },
  });

const rebuilt = (request: Request, body: string): Request =>
  new Request(request.url, { method: request.method, headers: request.headers, body });

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
