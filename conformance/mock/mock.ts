import type { Contract, Operation } from '../../generator/contract/model.ts';
import { type Complaints, createComplaints } from '../complaints.ts';
import type { Behaviour, Handler, MockCall, MockError, Reply, Rule } from '../model.ts';
import { seedFrom } from '../wire/random.ts';
import { documentedStatus, successStatus } from '../wire/responses.ts';
import { type Answers, createAnswers } from './answers.ts';
import { createControl, mayBeControl } from './control.ts';
import { acceptsCredentials, presentedKey } from './credentials.ts';
import { createFaults } from './faults.ts';
import { type Listening, listen } from './listen.ts';
import { createRecorder } from './recorder.ts';
import { jsonReply, type MockAnswer, toResponse, withHeaders } from './reply.ts';
import { readArguments, readBytes } from './request.ts';
import { createRouter } from './router.ts';
import { createStore, type Store } from './store.ts';
import { untilRead } from './stream-events.ts';
import { validateArguments } from './validate.ts';
import { accountName, createWorld, type World } from './world.ts';

export interface MockOptions {
  /** Equal seeds and equal requests give equal answers. Default 1. */
  readonly seed?: number;
  /** The only key that is taken; by default any key is, unless it begins with `bad` or `invalid`. */
  readonly key?: string;
  /** What the API does beyond its schemas. */
  readonly behaviours?: readonly Behaviour[];
  /**
   * Takes every request that the schemas take, so that a run of the suite sees no refusal that its document does not
   * tell of. Default: the behaviours refuse in the words of the API.
   */
  readonly lenient?: boolean;
  /** Rules of requests: what breaks one is refused. */
  readonly rules?: readonly Rule[];
  /** Milliseconds since the epoch. Default: the clock of the machine. */
  readonly clock?: () => number;
  /** Faults from the start, as `--fault` takes them. A name that does not exist is a TypeError. */
  readonly faults?: readonly string[];
  /** The largest body that is read, in bytes; larger ones are 413. Default 110 MiB. */
  readonly maxBodyBytes?: number;
}

/** A server for every operation of a contract, made from its schemas: checks requests, answers as documented. */
export interface Mock {
  /** A web-standard handler: call it in-process, hand it to MSW, or serve it with `listen`. */
  readonly fetch: Handler;
  /** Serves it over HTTP; port 0 takes a free one. */
  listen(port?: number, host?: string): Promise<Listening>;
  /** Moves the clock by milliseconds. */
  advance(milliseconds: number): void;
  /** Forgets everything made and every fault. */
  reset(): void;
  /** Adds a fault, e.g. `status=503*2`; TypeError when there is none of that name. */
  fault(text: string): void;
  /** The faults that this mock knows, id to title. */
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
  const complaints = createComplaints(contract);
  const parts = {
    contract,
    options,
    behaviours,
    complaints,
    answers: createAnswers(contract, complaints),
    store: createStore(contract, complaints),
    world: createWorld({ lenient, clock, seed, send: async (request) => toResponse(await answer(request)) }),
    route: createRouter(contract),
  };
  const answer = createAnswer(parts);
  const recorder = createRecorder();
  const reset = (): void => {
    parts.world.reset();
    parts.store.reset();
    faults.reset();
    recorder.clear();
  };
  const control = createControl({ ...parts, faults, recorder, reset, addFault });
  const [anyOperation] = contract.operations;
  const accountOf = (request: Request): string =>
    accountName(anyOperation === undefined ? undefined : presentedKey(contract, anyOperation, request));
  const handle = async (request: Request): Promise<MockAnswer> => {
    const controlled = mayBeControl(request) ? await control(request) : undefined;
    if (controlled !== undefined) return controlled;
    const leave = parts.world.enter(accountOf(request));
    try {
      const answered = await recorder.around(request, async (seen) =>
        withHeaders(
          await faults.around(request.headers.get('x-mock-fault'), () => answer(seen)),
          crossOrigin,
        ),
      );
      return untilRead(answered, leave);
    } catch (cause) {
      leave();
      throw cause;
    }
  };
  return {
    fetch: async (request) => toResponse(await handle(request)),
    listen: (port, host) => listen(handle, port, host),
    advance: parts.world.advance,
    reset,
    fault: addFault,
    faults: faults.titles,
  };
}

/** What the first rule says that a request breaks by itself. */
function firstBroken(rules: readonly Rule[], { operationId, arguments: sent }: MockCall): string | undefined {
  for (const rule of rules) {
    const verdict = rule.appliesTo.includes(operationId) ? rule.request?.(sent) : undefined;
    if (verdict?.kind === 'fail')
      return `body${verdict.instanceLocation}: ${verdict.message} (rule ${rule.id})`;
  }
  return undefined;
}

interface Parts {
  readonly contract: Contract;
  readonly options: MockOptions;
  readonly behaviours: readonly Behaviour[];
  readonly complaints: Complaints;
  readonly answers: Answers;
  readonly store: Store;
  readonly world: World;
  readonly route: ReturnType<typeof createRouter>;
}

function createAnswer(parts: Parts): (request: Request) => Promise<MockAnswer> {
  const { contract, options, behaviours, complaints, answers, store, world, route } = parts;
  const { seed = 1, key, maxBodyBytes = 110 * 1024 * 1024 } = options;

  const refuse = (
    operation: Operation | undefined,
    error: Omit<MockError, 'operationId'>,
    headers: { readonly [name: string]: string } = {},
  ): Reply => {
    const full = { ...error, ...(operation === undefined ? {} : { operationId: operation.operationId }) };
    for (const behaviour of behaviours) {
      const body = behaviour.error?.(full);
      if (body !== undefined) return jsonReply(body, error.status, headers);
    }
    return answers.error(operation, error.status, error.message, headers);
  };

  const answer = async (request: Request): Promise<MockAnswer> => {
    const { pathname, search } = new URL(request.url);
    const found = route(request.method, pathname);
    if (found.kind === 'not-found')
      return refuse(undefined, {
        kind: 'no-operation',
        status: 404,
        message: `there is no operation at ${pathname}`,
        request,
      });
    if (found.kind === 'method-not-allowed') {
      const allow = found.allow.join(', ');
      if (request.method === 'OPTIONS') return { status: 204, headers: { allow }, body: null };
      if (request.method === 'HEAD' && found.allow.includes('HEAD'))
        return headOf(await answer(new Request(request.url, { headers: request.headers })));
      const message = `${request.method} is not allowed here: use ${allow}`;
      return refuse(undefined, { kind: 'wrong-method', status: 405, message, request }, { allow });
    }
    const { operation, path } = found;
    /** The status the document has for a bad request, the fitting one first. */
    const reject = (kind: MockError['kind'], status: number, message: string): Reply =>
      refuse(operation, {
        kind,
        status: documentedStatus(operation, status === 404 ? [404, 410] : [status, 400, 422]) ?? status,
        message,
        request,
      });
    const presented = presentedKey(contract, operation, request);
    if (!acceptsCredentials(contract, operation, request, key)) {
      const kind = presented === undefined ? 'no-credentials' : 'wrong-credentials';
      return refuse(operation, { kind, status: 401, message: 'a valid key is required', request });
    }
    const bytes = await readBytes(request, maxBodyBytes);
    if (bytes === undefined)
      return reject('unreadable', 413, `the body is larger than ${maxBodyBytes} bytes`);
    const read = await readArguments(contract, operation, path, request, bytes);
    if ('unreadable' in read) return reject('unreadable', read.unreadable.status, read.unreadable.message);
    const mine = behaviours.filter(({ appliesTo }) => appliesTo.includes(operation.operationId));
    const call: MockCall = {
      operationId: operation.operationId,
      operation,
      request,
      arguments: read.arguments,
      account: accountName(presented),
      seed: seedFrom(seed, request.method, pathname + search, bytes, 0),
    };
    const denied = mine.map((each) => each.admit?.(call, world)).find(Boolean);
    if (denied !== undefined) return denied;
    const refused = world.lenient ? undefined : mine.map((each) => each.refuse?.(call, world)).find(Boolean);
    if (refused !== undefined) return refused;
    const judged = world.lenient ? read.arguments : relaxed(read.arguments, mine);
    const [refusal] = validateArguments(operation, judged, complaints);
    if (refusal !== undefined)
      return reject('invalid', 400, `${refusal.place} ${refusal.message} (${refusal.keywordLocation})`);
    const broken = firstBroken(options.rules ?? [], call);
    if (broken !== undefined) return reject('invalid', 400, broken);
    for (const behaviour of mine) {
      const own = await behaviour.answer?.(call, world);
      if (own === undefined) continue;
      return withHeaders(own, headersOf(behaviours, call));
    }
    const missing = store.missing(operation, read.arguments);
    if (missing !== undefined)
      return reject('unknown-id', 404, `there is nothing with the id ${JSON.stringify(missing)}`);
    return generic(operation, call, bytes);
  };

  const generic = (operation: Operation, call: MockCall, bytes: Uint8Array): MockAnswer => {
    const { request } = call;
    const { pathname, search } = new URL(request.url);
    const status = successStatus(operation);
    const draw = (attempt: number) =>
      answers.draw(
        operation,
        status,
        call.arguments,
        request.headers.get('accept'),
        attempt === 0 ? call.seed : seedFrom(seed, request.method, pathname + search, bytes, attempt),
      );
    const drawn = draw(0);
    if (drawn === undefined) {
      store.settle(operation, call.arguments, null, () => null);
      return answers.write(status, undefined);
    }
    const value = store.settle(operation, call.arguments, drawn.value, (attempt) => draw(attempt)?.value);
    return answers.write(status, { ...drawn, value });
  };
  return answer;
}

const headersOf = (behaviours: readonly Behaviour[], call: MockCall): { readonly [name: string]: string } =>
  Object.assign({}, ...behaviours.map((behaviour) => behaviour.headers?.(call) ?? {}));

function relaxed(call: MockCall['arguments'], behaviours: readonly Behaviour[]): MockCall['arguments'] {
  if (call.body === undefined) return call;
  const value = behaviours.reduce<unknown>((body, each) => each.relax?.(body) ?? body, call.body.value);
  return { ...call, body: { ...call.body, value } };
}

const headOf = ({ status, headers }: MockAnswer): Reply => ({
  status,
  headers: headers instanceof Headers ? Object.fromEntries(headers) : headers,
  body: null,
});
