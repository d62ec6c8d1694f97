import type { Contract } from '../../generator/contract/model.ts';
import { successStatus } from '../../generator/contract/responses.ts';
import type { Arguments } from '../../generator/wire/message.ts';
import type { Behaviour, Handler, Rule } from '../model.ts';
import { credentialNames } from '../report/redact.ts';
import { createValidate } from '../validate.ts';
import { createControl, mayBeControl } from './control.ts';
import { presentedKey } from './credentials.ts';
import { createFaults } from './faults.ts';
import { type Listening, listen } from './listen.ts';
import { createRecorder, type LoggedRequest } from './recorder.ts';
import { createRepeatedKeys } from './repeated-keys.ts';
import { type MockResponse, toResponse, withHeaders } from './reply.ts';
import { createResponder } from './responder.ts';
import { createResponseHeaders, tagOf } from './response-headers.ts';
import { createResponses } from './responses.ts';
import { createRouter } from './router.ts';
import type { SeedData } from './store/seed-data.ts';
import { createStore } from './store/store.ts';
import { untilRead } from './stream-events.ts';
import { accountName, createWorld } from './world.ts';

export interface MockOptions {
  /** Equal seeds and equal requests give equal responses. Default 1. */
  readonly seed?: number;
  /** The only accepted key; by default every key is, unless it begins with `bad` or `invalid`. */
  readonly key?: string;
  /** What the API does beyond its schemas. */
  readonly behaviours?: readonly Behaviour[];
  /**
   * Accepts every request that the schemas accept, so that a run of the suite gets no undocumented refusal, not even 404.
   * Default: the behaviours refuse like the API, and an unknown id is 404.
   */
  readonly lenient?: boolean;
  /**
   * An unknown id is refused only where the document has a status for it, so that every response is one that the document
   * declares. Default: it is 404, as on most servers; a lenient mock always does this.
   */
  readonly documentedOnly?: boolean;
  /** Rules of requests: a request that breaks one is refused. */
  readonly rules?: readonly Rule[];
  /** Controls of the behaviours, applied to all accounts at the start and after a reset, e.g. `{ limits: { tier: 0 } }`. */
  readonly settings?: { readonly [control: string]: Readonly<Record<string, unknown>> };
  /** Called with each exchange as it ends: a line of a journal, keys redacted. */
  readonly onExchange?: (line: string) => void;
  /** Names of headers, parameters and members that contain secrets, in addition to the usual ones: redacted in recordings. */
  readonly redact?: readonly string[];
  /** Called with each request as its response begins, like the log. */
  readonly onRequest?: (entry: LoggedRequest) => void;
  /** Milliseconds since the epoch. Default: the clock of the machine. */
  readonly clock?: () => number;
  /** Faults from the start, as in `--fault`. An unknown name is a TypeError. */
  readonly faults?: readonly string[];
  /** Items that exist at the start and after a reset, by collection: `{ "/pets": [{ "id": 1 }] }`. */
  readonly seedData?: SeedData;
  /** False: requests are not validated. */
  readonly validate?: boolean;
  /** The largest accepted body, in bytes; larger ones get 413. Default 110 MiB. */
  readonly maxBodyBytes?: number;
}

/** A server for every operation of a contract, made from its schemas: validates requests, responds as documented. */
export interface Mock {
  /** A web-standard handler: call it in-process, pass it to MSW, or serve it with `listen`. */
  readonly fetch: Handler;
  /** Serves it over HTTP; port 0 uses a free one. */
  listen(port?: number, host?: string, hosts?: readonly string[]): Promise<Listening>;
  /** Moves the clock by milliseconds. */
  advance(milliseconds: number): void;
  /** Forgets all created items and all faults. */
  reset(): void;
  /** Adds a fault, e.g. `status=503*2`; an unknown name is a TypeError. */
  fault(text: string): void;
  /** The faults of this mock, id to title. */
  readonly faults: ReadonlyMap<string, string>;
}

const crossOrigin = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': '*',
  'access-control-allow-headers': '*, authorization',
  'access-control-expose-headers': '*',
};

export function createMock(contract: Contract, options: MockOptions = {}): Mock {
  const { behaviours = [], lenient = false, clock = Date.now, seed = 1 } = options;
  const faults = createFaults(behaviours);
  const addFault = (text: string): void => {
    const fault = faults.parse(text);
    if (fault === undefined) throw new TypeError(`There is no fault ${JSON.stringify(text)}`);
    faults.add(fault);
  };
  for (const text of options.faults ?? []) addFault(text);
  const validate = createValidate(contract);
  const responses = createResponses(contract, validate);
  const send = async (request: Request): Promise<Response> => toResponse(await respondTo(request));
  const parts = {
    contract,
    seed,
    key: options.key,
    rules: options.rules ?? [],
    maxBodyBytes: options.maxBodyBytes ?? 110 * 1024 * 1024,
    behaviours,
    validate,
    responses,
    isValidating: options.validate !== false,
    store: createStore(contract, {
      validate,
      lenient,
      documentedOnly: lenient || options.documentedOnly === true,
      tagOf,
      sample: responses.sample,
      examples: (operation) => responses.examples(operation, successStatus(operation)),
    }),
    repeatedKeys: createRepeatedKeys(contract),
    headers: createResponseHeaders(contract, validate, ({ schema }, each) =>
      schema === undefined ? undefined : responses.sample(schema, each),
    ),
    world: createWorld({ lenient, clock, seed, send }),
    route: createRouter(contract),
    calls: new Map<string, Arguments>(),
  };
  const respondTo = createResponder(parts);
  const recorder = createRecorder(
    { names: options.redact ?? [], ...credentialNames(contract) },
    options.onExchange,
    options.onRequest,
  );
  const applySettings = (): void => {
    for (const [name, body] of Object.entries(options.settings ?? {})) {
      const control = behaviours.flatMap((each) => each.controls?.[name] ?? [])[0];
      if (control === undefined) throw new TypeError(`There is no control ${JSON.stringify(name)}`);
      control.apply(body, '*', parts.world);
    }
  };
  const applySeedData = (): void => {
    if (options.seedData !== undefined) parts.store.seed(options.seedData);
  };
  applySettings();
  applySeedData();
  const reset = (): void => {
    parts.world.reset();
    applySettings();
    parts.store.reset();
    parts.repeatedKeys.reset();
    applySeedData();
    faults.reset();
    recorder.clear();
  };
  const control = createControl({
    ...parts,
    faults,
    recorder,
    reset,
    addFault,
    lastCall: (operationId) => parts.calls.get(operationId),
  });
  const [anyOperation] = contract.operations;
  const handle = async (request: Request): Promise<MockResponse> => {
    const controlled = mayBeControl(request) ? await control(request) : undefined;
    if (controlled !== undefined) return controlled;
    const secret = anyOperation && presentedKey(contract, anyOperation, request);
    const leave = parts.world.enter(accountName(secret));
    try {
      const answered = await recorder.around(request, secret, (seen) =>
        faults.around(request.headers.get('x-mock-fault'), () => respondTo(seen)),
      );
      // Only browsers need CORS headers.
      const needsCors = request.headers.get('origin') !== null || request.method === 'OPTIONS';
      return untilRead(needsCors ? withHeaders(answered, crossOrigin) : answered, leave);
    } catch (cause) {
      leave();
      throw cause;
    }
  };
  return {
    fetch: async (request) => toResponse(await handle(request)),
    listen: (port, host, hosts) => listen(handle, port, host, hosts),
    advance: parts.world.advance,
    reset,
    fault: addFault,
    faults: faults.titles,
  };
}
