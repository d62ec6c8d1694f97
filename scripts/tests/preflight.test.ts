import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { listen } from '../../conformance/mock/listen.ts';
import type { Handler } from '../../conformance/model.ts';
import { figure } from '../../generator/testing/figure.ts';
import { openRun } from '../run/conform-run.ts';
import type { RunOptions } from '../run/run-options.ts';
import { mockOf } from '../run/suite.ts';
import { key, openLiveBench } from './testing/live-bench.ts';
import { vendorServer } from './testing/vendor-server.ts';

const bench = await openLiveBench();
const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

const serve = async (handler: Handler): Promise<string> => {
  const { url, close } = await listen(handler);
  ends.push(close);
  return url;
};
const raw = async (respond: RequestListener): Promise<string> => {
  const server = createServer(respond);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => new Promise((resolve) => server.close(resolve)));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};
const vendor = (): Handler =>
  vendorServer(mockOf(bench.subject, 1, key), { serves: ['kimi-k2.6', 'kimi-k3'] }).handler;

/** What a preflight says: its lines and problems, or the diagnostic that ends it. */
async function said(target: string, options: RunOptions = {}): Promise<string> {
  try {
    const run = await openRun(
      bench.subject,
      { preflight: true, yes: true, pace: 0, target, ...options },
      new AbortController(),
      () => undefined,
    );
    await run.close(undefined);
    const { lines = [], problems = [] } = run.preflight ?? {};
    return [...lines, ...problems.map((problem) => `PROBLEM ${problem}`)].join('\n');
  } catch (cause) {
    const { diagnostics = [] } = cause as { diagnostics?: readonly { code: string; message: string }[] };
    return diagnostics.map(({ code, message }) => `${code}: ${message}`).join('\n') || String(cause);
  }
}

/** A server whose responses to one path are altered. */
const altering =
  (path: string, alter: (response: Response) => Promise<Response> | Response): Handler =>
  async (request) => {
    const response = await handler(request);
    return new URL(request.url).pathname === path ? alter(response) : response;
  };
const handler = vendor();

it('reports what a run has to know, in five requests of which one is paid', async () => {
  const server = vendorServer(mockOf(bench.subject, 1, key), { serves: ['kimi-k2.6', 'kimi-k3'] });
  const text = await said(await serve(server.handler));
  expect(text).toContain('the key is accepted');
  expect(text).toContain('served and documented: kimi-k2.6');
  expect(text).toContain('served, not documented: kimi-k3');
  expect(text).toMatch(/balance: [\d.]+ USD/);
  expect(text).toContain('with kimi-k2.6 responded 200');
  expect([server.count.requests, server.count.paid.get('kimi-k2.6')]).toEqual([5, 1]);
});

it('pays for nothing without --yes', async () => {
  const server = vendorServer(mockOf(bench.subject, 1, key), { serves: ['kimi-k2.6'] });
  await said(await serve(server.handler), { yes: false });
  expect([server.count.requests, server.count.paid.size]).toEqual([5, 0]);
});

it('finds out for free that a key is wrong for chat, and before anything is paid for', async () => {
  const forbidding = altering('/v1/chat/completions', () =>
    Response.json({ error: { type: 'permission_denied_error', message: 'not open' } }, { status: 403 }),
  );
  const url = await serve(forbidding);
  const free = await said(url, { yes: false });
  expect(free).toContain('the key is accepted by');
  expect(free).toContain('PROBLEM the key is not accepted for POST /v1/chat/completions (403)');
  const paid = await said(url);
  expect(paid).toContain('key-refused: the key is not accepted for POST /v1/chat/completions (403)');
});

it('says that a key is not good for files', async () => {
  const text = await said(
    await serve(
      altering('/v1/files', () =>
        Response.json({ error: { type: 'permission_denied_error', message: 'no' } }, { status: 403 }),
      ),
    ),
  );
  expect(text).toContain('PROBLEM the key is not accepted for GET /v1/files (403)');
  expect(text).toContain('with kimi-k2.6 responded 200');
});

it('sends no call that costs money where --max-cost does not allow it', async () => {
  const server = vendorServer(mockOf(bench.subject, 1, key), { serves: ['kimi-k2.6'] });
  const text = await said(await serve(server.handler), { maxCost: 0.000001 });
  expect(text).toContain('no call that costs money: cut by the budget of money (--max-cost)');
  expect(server.count.paid.size).toBe(0);
});

it('does not wait for money: a refusal for lack of it is final', async () => {
  let chats = 0;
  const text = await said(
    await serve(
      altering('/v1/chat/completions', () => {
        chats++;
        const error = { type: 'exceeded_current_quota_error', message: 'please recharge your account' };
        return Response.json({ error }, { status: 429, headers: { 'retry-after': '1' } });
      }),
    ),
  );
  expect(text).toContain('PROBLEM no money is left: POST /v1/chat/completions responded 429');
  expect(chats).toBe(1);
});

/** Set-ups that people arrive with, and what names each. */
const wrong: readonly { readonly what: string; readonly want: string; seen(): Promise<string> }[] = [
  {
    what: 'no key',
    want: 'no-key: https://api.example.test is not on this machine, and no key is set for it',
    async seen() {
      const name = [...bench.subject.contract.securitySchemes.values()][0]?.env ?? '';
      delete process.env[name];
      const text = await said('https://api.example.test');
      process.env[name] = key;
      return text;
    },
  },
  {
    what: 'a wrong key',
    want: 'key-refused: ',
    seen: async () => said(await serve(mockOf(bench.subject, 1, 'another-key'))),
  },
  {
    what: 'a host that is another API',
    want: 'wrong-host: GET /v1/models responded 404',
    seen: async () => said(await serve(async () => Response.json({ error: 'no route' }, { status: 404 }))),
  },
  {
    what: 'a host that is not there',
    want: 'TransportError: ',
    seen: () => said('http://127.0.0.1:1'),
  },
  {
    what: 'the address with /v1, as clients take it',
    want: 'with kimi-k2.6 responded 200',
    seen: async () => said(`${await serve(vendor())}/v1`),
  },
  {
    what: 'an empty balance',
    want: 'PROBLEM the balance is 0 USD',
    seen: async () =>
      said(
        await serve(
          altering('/v1/users/me/balance', async (response) => {
            const body = (await response.json()) as { data: object };
            return Response.json({ ...body, data: { ...body.data, available_balance: 0 } });
          }),
        ),
      ),
  },
  {
    what: 'no served id that the document has',
    want: 'PROBLEM none of the documented values is served; served are: kimi-k9',
    seen: async () =>
      said(await serve(vendorServer(mockOf(bench.subject, 1, key), { serves: ['kimi-k9'] }).handler)),
  },
  {
    what: 'a page of a proxy',
    want: 'not-the-api: GET /v1/models at ',
    seen: async () =>
      said(
        await serve(
          async () =>
            new Response('<html><title>Sign in</title></html>', { headers: { 'content-type': 'text/html' } }),
        ),
      ),
  },
  {
    what: 'a host that redirects',
    want: 'is redirected (301) to https://elsewhere.example/v1/models',
    seen: async () =>
      said(
        await serve(
          async () =>
            new Response(null, {
              status: 301,
              headers: { location: 'https://elsewhere.example/v1/models' },
            }),
        ),
      ),
  },
  {
    what: 'a clock that is wrong',
    want: 'PROBLEM the clock of this machine is 180 minutes ahead of',
    seen: async () => {
      const mock = vendor();
      return said(
        await raw(async (request, response) => {
          const chunks: Buffer[] = [];
          for await (const chunk of request) chunks.push(chunk);
          const method = request.method ?? 'GET';
          const answered = await mock(
            new Request(`http://mock${request.url}`, {
              method,
              headers: request.headers as Record<string, string>,
              ...(method === 'GET' ? {} : { body: Buffer.concat(chunks) }),
            }),
          );
          response.writeHead(answered.status, {
            'content-type': 'application/json',
            date: new Date(Date.now() - 3 * 3_600_000).toUTCString(),
          });
          response.end(await answered.text());
        }),
      );
    },
  },
];

it.each(wrong)('names what is wrong: $what', async ({ what, want, seen }) => {
  const text = await seen();
  expect(text).toContain(want);
  expect(text).not.toContain(key);
  figure({
    issue: 19,
    what: `preflight with ${what}`,
    expected: 'named rightly',
    seen: text.split('\n').at(-1) ?? '',
    ok: text.includes(want),
  });
});

it('quotes the response when the simplest call is rejected twice, and stops', async () => {
  let chats = 0;
  const text = await said(
    await serve(
      altering('/v1/chat/completions', () => {
        chats++;
        return Response.json(
          { error: { type: 'invalid_request_error', message: 'not today' } },
          { status: 400 },
        );
      }),
    ),
  );
  expect(text).toContain('canonical-refused: ');
  expect(text).toContain('not today');
  expect(chats).toBe(2);
});

it.each([
  { pace: 22, most: 180 },
  { pace: 1, most: 10 },
])(
  'takes less than $most seconds at one request every $pace s, each as slow as that',
  async ({ pace, most }) => {
    let now = 0;
    const url = await serve(async (request) => {
      now += pace * 1000;
      return vendor()(request);
    });
    const clock = {
      now: () => now,
      sleep: async (milliseconds: number) => {
        now += milliseconds;
      },
    };
    await said(url, { pace, clock });
    expect(now / 1000).toBeLessThan(most);
    figure({
      issue: 19,
      what: `preflight at ${pace} s a request`,
      expected: `under ${most} s`,
      seen: `${now / 1000} s`,
      ok: now / 1000 < most,
    });
  },
);
