import type { Contract } from '../../generator/contract/model.ts';
import { isObject } from '../../generator/json/pointer.ts';
import { callbackUrl } from '../../generator/wire/callback-url.ts';
import type { Arguments } from '../../generator/wire/message.ts';
import type { Behaviour, Handler } from '../model.ts';
import { presentedKey } from './credentials.ts';
import type { Faults } from './faults.ts';
import type { Recorder } from './recorder.ts';
import { readBytes } from './request.ts';
import type { Responses } from './responses.ts';
import { startPage } from './start-page.ts';
import type { SeedData } from './store/seed-data.ts';
import type { Store } from './store/store.ts';
import { sendables, sendWebhook } from './webhooks.ts';
import { accountName, type World } from './world.ts';

export interface ControlParts {
  readonly contract: Contract;
  readonly behaviours: readonly Behaviour[];
  readonly world: World;
  readonly faults: Faults;
  readonly recorder: Recorder;
  readonly store: Store;
  readonly responses: Responses;
  readonly seed: number;
  /** The last call of an operation that has callbacks. */
  lastCall(operationId: string): Arguments | undefined;
  reset(): void;
  addFault(text: string): void;
}

/** The controls of a mock, below `/__mock/`; `plumbline mock --help` prints them. */
export const controls: { readonly [name: string]: string } = {
  'GET /__mock/state':
    'everything that was created, by collection, the time, the faults; --seed-data reads it',
  'POST /__mock/state': '{"items": {"/pets": [{}]}} adds items to collections',
  'POST /__mock/webhooks/{name}':
    '{"url": "http://...", "body"?, "headers"?} sends a webhook or a callback of the document; a callback knows its URL from the last request',
  'POST /__mock/reset': 'forgets everything created, the log and the faults',
  'POST /__mock/clock': '{"advance": <milliseconds>} or {"now": <milliseconds since 1970>} moves the clock',
  'GET /__mock/requests': 'the last 1,000 requests',
  'POST /__mock/transcript': '{"record": true} keeps whole exchanges from now on',
  'GET /__mock/transcript': 'the exchanges as NDJSON, keys redacted',
  'GET /__mock/faults': 'the available and the active faults',
  'POST /__mock/faults': '{"fault": "status=503*2"} turns one on (here for two requests)',
  'DELETE /__mock/faults': 'turns all faults off',
};

/** Whether a request may be for the mock itself; most are for the API. */
export const mayBeControl = ({ url }: Request): boolean => url.includes('/__mock') || url.endsWith('/');

/** Responds below `/__mock/` and with the start page at `/`; `undefined` for all other requests. */
export function createControl(parts: ControlParts): (request: Request) => Promise<Response | undefined> {
  const { contract, world, faults, recorder, store } = parts;
  const handlers = handlersOf(parts);
  const own = Object.fromEntries(
    parts.behaviours.flatMap((behaviour) =>
      Object.entries(behaviour.controls ?? {}).map(([name, { title }]) => [`POST /__mock/${name}`, title]),
    ),
  );
  const hasRoot = contract.operations.some(({ path, method }) => path === '/' && method === 'get');
  return async (request) => {
    const { pathname, host } = new URL(request.url);
    if (pathname === '/' && request.method === 'GET' && !hasRoot) {
      const { title, version } = contract.info;
      return startPage({
        title: `${title} ${version}`,
        operations: contract.operations,
        controls: { ...controls, ...own },
        faults: faults.titles,
        clients: {
          curl: curlOf(contract),
          ...Object.assign({}, ...parts.behaviours.map(({ clients = {} }) => clients)),
        },
      });
    }
    if (pathname !== '/__mock' && !pathname.startsWith('/__mock/')) return undefined;
    // A page of another site must not control a mock on this machine.
    const origin = request.headers.get('origin');
    if (origin !== null && (!URL.canParse(origin) || new URL(origin).host !== host))
      return Response.json({ error: 'not from another origin' }, { status: 403 });
    if (request.method === 'POST' && pathname.startsWith('/__mock/webhooks/'))
      return webhook(request, decodeURIComponent(pathname.slice('/__mock/webhooks/'.length)));
    const handler = handlers[`${request.method} ${pathname}`];
    if (handler !== undefined) return handler(request);
    const named = parts.behaviours
      .map((behaviour) => behaviour.controls ?? {})
      .find((each) => Object.hasOwn(each, pathname.slice('/__mock/'.length)));
    const control = named?.[pathname.slice('/__mock/'.length)];
    if (control === undefined || request.method !== 'POST')
      return Response.json({ error: 'unknown control', controls }, { status: 404 });
    const [operation] = contract.operations;
    const key = operation === undefined ? undefined : presentedKey(contract, operation, request);
    return withJson(request, (body) => control.apply(body, accountName(key), world));
  };

  async function webhook(request: Request, name: string): Promise<Response> {
    const known = sendables(contract);
    const found = known.find((each) => each.name === name);
    if (found === undefined)
      return Response.json(
        { error: `unknown webhook ${name}`, webhooks: known.map((each) => each.name) },
        { status: 404 },
      );
    return withJson(request, (body) => {
      const call = found.callback && parts.lastCall(found.callback.operationId);
      const url = body['url'] ?? (found.callback && call && callbackUrl(found.callback.expression, call));
      return sendWebhook(parts.responses, contract, found, { ...body, url }, parts.seed);
    });
  }

  function handlersOf({ reset, addFault }: ControlParts): { readonly [route: string]: Handler } {
    const state = (): unknown => ({
      now: world.now(),
      faults: faults.active,
      items: store.dump(),
      state: world.dump(),
    });
    return {
      'GET /__mock/state': async () => Response.json(state()),
      'POST /__mock/state': (request) =>
        withJson(request, ({ items }) => {
          store.seed(isObject(items) ? (items as SeedData) : {});
          return { items: store.dump() };
        }),
      'POST /__mock/reset': async () => {
        reset();
        return Response.json({ reset: true });
      },
      'POST /__mock/clock': (request) =>
        withJson(request, ({ advance, now }) => {
          if (typeof now === 'number') world.setTime(now);
          else if (typeof advance === 'number') world.advance(advance);
          else throw new TypeError('expected {"advance": <milliseconds>} or {"now": <milliseconds>}');
          return { now: world.now() };
        }),
      'GET /__mock/requests': async () => Response.json(recorder.log),
      'POST /__mock/transcript': (request) =>
        withJson(request, ({ record }) => {
          recorder.record(record !== false);
          return { record: record !== false };
        }),
      'GET /__mock/transcript': async () =>
        new Response((await recorder.transcript()).map((line) => `${line}\n`).join(''), {
          headers: { 'content-type': 'application/x-ndjson; charset=utf-8' },
        }),
      'GET /__mock/faults': async () =>
        Response.json({ known: Object.fromEntries(faults.titles), active: faults.active }),
      'POST /__mock/faults': (request) =>
        withJson(request, ({ fault }) => {
          addFault(String(fault));
          return { active: faults.active };
        }),
      'DELETE /__mock/faults': async () => {
        faults.reset();
        return Response.json({ active: [] });
      },
    };
  }
}

/** A first request: an operation without parameters, with any key where one is required. */
function curlOf(contract: Contract): string {
  const first =
    contract.operations.find(({ method, path }) => method === 'get' && !path.includes('{')) ??
    contract.operations[0];
  const [name] = first?.security.flatMap((requirement) => [...requirement.keys()]) ?? [];
  const scheme = name === undefined ? undefined : contract.securitySchemes.get(name);
  const header =
    scheme === undefined
      ? ''
      : scheme.type === 'apiKey' && scheme.in === 'header'
        ? ` -H '${scheme.parameterName ?? ''}: any-key'`
        : ` -H 'Authorization: Bearer any-key'`;
  return `curl '{url}${first?.path ?? '/'}'${header}`;
}

async function withJson(
  request: Request,
  apply: (body: Readonly<Record<string, unknown>>) => unknown,
): Promise<Response> {
  try {
    const bytes = (await readBytes(request, 65_536)) ?? new Uint8Array();
    const body: unknown = bytes.byteLength === 0 ? {} : JSON.parse(new TextDecoder().decode(bytes));
    return Response.json(await apply(isObject(body) ? body : {}));
  } catch (cause) {
    return Response.json({ error: (cause as Error).message }, { status: 400 });
  }
}
