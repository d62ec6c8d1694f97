import { DiagnosticError } from '../../generator/contract/diagnostics.ts';
import type { Contract, Operation } from '../../generator/contract/model.ts';
import { documentedStatus, findResponse, successStatus } from '../../generator/contract/responses.ts';
import type { Arguments } from '../../generator/wire/message.ts';
import { seedFrom } from '../../generator/wire/random.ts';
import type { Behaviour, MockCall, MockError, Reply, Rule } from '../model.ts';
import type { Validate } from '../validate.ts';
import { type Answers, isEvents, type SampledBody } from './answers.ts';
import { firstBroken } from './broken-rule.ts';
import { acceptsCredentials, presentedKey } from './credentials.ts';
import { nearTo } from './near.ts';
import { type Preferences, preferencesOf } from './prefer.ts';
import { jsonReply, type MockAnswer, reasonHeader, warningHeader, withHeaders } from './reply.ts';
import { readArguments, readBytes } from './request.ts';
import type { ResponseHeaders } from './response-headers.ts';
import type { createRouter } from './router.ts';
import type { Store } from './store/store.ts';
import type { Settled, StoreRefusal } from './store/store-call.ts';
import { validateArguments } from './validate.ts';
import { accountName, type World } from './world.ts';

/** The parts that answer requests. */
export interface AnswerParts {
  readonly contract: Contract;
  readonly seed: number;
  readonly key: string | undefined;
  readonly rules: readonly Rule[];
  readonly maxBodyBytes: number;
  readonly behaviours: readonly Behaviour[];
  readonly validate: Validate;
  readonly answers: Answers;
  readonly store: Store;
  readonly headers: ResponseHeaders;
  /** Whether requests are validated. */
  readonly isValidating: boolean;
  readonly world: World;
  readonly route: ReturnType<typeof createRouter>;
  /** By operationId: the last call of an operation with callbacks. */
  readonly calls: Map<string, Arguments>;
}

/** Responds to requests to the API itself: routes, validates, calls the behaviours, otherwise samples a response. */
export function createAnswer(parts: AnswerParts): (request: Request) => Promise<MockAnswer> {
  const {
    contract,
    seed,
    key,
    rules,
    maxBodyBytes,
    behaviours,
    validate,
    answers,
    store,
    headers: documentedHeaders,
    isValidating,
    world,
    route,
  } = parts;

  const refuse = (
    operation: Operation | undefined,
    error: Omit<MockError, 'operationId'>,
    headers: { readonly [name: string]: string } = {},
  ): Reply => {
    const reasons = { ...headers, [reasonHeader]: headerText(error.message) };
    const documented =
      operation === undefined
        ? {}
        : documentedHeaders(operation, error.status, undefined, error.request, seed);
    const full = { ...error, ...(operation === undefined ? {} : { operationId: operation.operationId }) };
    for (const behaviour of behaviours) {
      const body = behaviour.error?.(full);
      if (body !== undefined) return jsonReply(body, error.status, { ...documented, ...reasons });
    }
    return answers.error(operation, error.status, error.message, { ...documented, ...reasons });
  };

  /** A refusal with a status that the document has for it, the most suitable first. */
  const reject = (
    operation: Operation,
    request: Request,
    kind: MockError['kind'],
    status: number,
    message: string,
  ): Reply =>
    refuse(operation, {
      kind,
      status: documentedStatus(operation, status === 404 ? [404, 410] : [status, 400, 422]) ?? status,
      message,
      request,
    });

  const answer = async (request: Request): Promise<MockAnswer> => {
    const { method } = request;
    const { pathname, search } = new URL(request.url);
    const found = route(method, pathname);
    const dress = (bare: MockAnswer, ...bytes: readonly Uint8Array[]): MockAnswer =>
      withHeaders(bare, headersOf(dressing, seedFrom(seed, method, pathname + search, ...bytes, 0)));
    if (found.kind === 'not-found') {
      const message = `there is no operation at ${pathname}${nearTo(contract, method, pathname)}`;
      return dress(refuse(undefined, { kind: 'no-operation', status: 404, message, request }));
    }
    if (found.kind === 'method-not-allowed') {
      const allow = found.allow.join(', ');
      if (method === 'OPTIONS') return { status: 204, headers: { allow }, body: null };
      if (method === 'HEAD' && found.allow.includes('HEAD'))
        return headOf(await answer(new Request(request.url, { headers: request.headers })));
      const message = `${method} is not allowed here: use ${allow}`;
      return dress(refuse(undefined, { kind: 'wrong-method', status: 405, message, request }, { allow }));
    }
    const { operation, path } = found;
    const presented = presentedKey(contract, operation, request);
    if (!acceptsCredentials(contract, operation, request, key)) {
      const kind = presented === undefined ? 'no-credentials' : 'wrong-credentials';
      return dress(refuse(operation, { kind, status: 401, message: 'a valid key is required', request }));
    }
    const bytes = await readBytes(request, maxBodyBytes);
    if (bytes === undefined) {
      const message = `the body is larger than ${maxBodyBytes} bytes`;
      return dress(reject(operation, request, 'unreadable', 413, message));
    }
    const read = await readArguments(contract, operation, path, request, bytes);
    if ('unreadable' in read && isValidating) {
      const { status, message } = read.unreadable;
      return dress(reject(operation, request, 'unreadable', status, message));
    }
    const call: MockCall = {
      operationId: operation.operationId,
      operation,
      request,
      arguments: 'unreadable' in read ? { path, query: {}, header: {}, cookie: {} } : read.arguments,
      account: accountName(presented),
      seed: seedFrom(seed, method, pathname + search, bytes, 0),
    };
    return withHeaders(await respond(call, bytes), headersOf(dressing, call.seed));
  };

  /** The behaviours and rules that apply to an operation. */
  const concerns = new Map<
    Operation,
    { readonly mine: readonly Behaviour[]; readonly own: readonly Rule[] }
  >();
  const concernsOf = (operation: Operation) => {
    const known = concerns.get(operation) ?? {
      mine: behaviours.filter(({ appliesTo }) => appliesTo.includes(operation.operationId)),
      own: rules.filter(
        ({ appliesTo, request }) => appliesTo.includes(operation.operationId) && request !== undefined,
      ),
    };
    concerns.set(operation, known);
    return known;
  };
  const dressing = behaviours.filter(({ headers }) => headers !== undefined);

  const respond = async (call: MockCall, bytes: Uint8Array): Promise<MockAnswer> => {
    const { operation, request } = call;
    const { mine, own } = concernsOf(operation);
    const denied = firstOf(mine, (behaviour) => behaviour.admit?.(call, world));
    if (denied !== undefined) return denied;
    const refused = world.lenient ? undefined : firstOf(mine, (behaviour) => behaviour.refuse?.(call, world));
    if (refused !== undefined) return refused;
    const invalid = isValidating ? await invalidBy(call, mine, own) : undefined;
    if (invalid !== undefined) return reject(operation, request, 'invalid', 400, invalid);
    const preferences = preferencesOf(request);
    for (const behaviour of mine) {
      const answered = await behaviour.answer?.(call, world);
      if (answered !== undefined) return answered;
    }
    if (operation.callbacks.length > 0) parts.calls.set(operation.operationId, call.arguments);
    const isAsked = preferences.code !== undefined || preferences.example !== undefined;
    const refusal = isAsked ? undefined : store.refuse(operation, call.arguments, request);
    if (refusal !== undefined) return refused304(operation, call, refusal);
    try {
      return generic(operation, call, bytes, preferences);
    } catch (cause) {
      if (!(cause instanceof DiagnosticError)) throw cause;
      const message = `the document describes no response that can be sampled: ${cause.message}`;
      return jsonReply({ error: { message } }, 501);
    }
  };

  const refused304 = (operation: Operation, { request }: MockCall, refusal: StoreRefusal): Reply => {
    const { kind, status, message } = refusal;
    switch (kind) {
      case 'not-modified':
        return {
          status,
          headers: documentedHeaders(operation, status, undefined, request, seed),
          body: null,
        };
      case 'unknown-id':
        return reject(operation, request, 'unknown-id', 404, message);
      case 'unknown-reference':
      case 'conflict':
      case 'precondition':
        return refuse(operation, { kind: 'invalid', status, message, request });
      default:
        return kind satisfies never;
    }
  };

  /** Why a call breaks the schemas or the rules. */
  const invalidBy = async (
    call: MockCall,
    mine: readonly Behaviour[],
    own: readonly Rule[],
  ): Promise<string | undefined> => {
    const judged = world.lenient ? call.arguments : relaxed(call.arguments, mine);
    const [refusal] = validateArguments(call.operation, judged, validate);
    if (refusal !== undefined) return `${refusal.place} ${refusal.message} (${refusal.keywordLocation})`;
    return firstBroken(own, call);
  };

  const generic = (
    operation: Operation,
    call: MockCall,
    bytes: Uint8Array,
    preferences: Preferences,
  ): MockAnswer => {
    const { request } = call;
    const { code, example, dynamic } = preferences;
    const { pathname, search } = new URL(request.url);
    const status = code ?? successStatus(operation);
    const sample = (attempt: number) =>
      answers.sampleBody(operation, status, call.arguments, {
        // Without validation, the client gets any available type.
        accept: isValidating ? request.headers.get('accept') : null,
        seed: attempt === 0 ? call.seed : seedFrom(seed, request.method, pathname + search, bytes, attempt),
        ...(example === undefined ? {} : { example }),
        ...(dynamic === true || attempt > 0 ? { dynamic: true } : {}),
      });
    const sampled = sample(0);
    if (sampled === 'not-acceptable') {
      const types = findResponse(operation, status)?.content.map(({ contentType }) => contentType) ?? [];
      const message = `header/Accept: none of ${types.join(', ')} is acceptable`;
      return refuse(operation, { kind: 'invalid', status: 406, message, request });
    }
    if (sampled === 'no-example') {
      const message = `the response ${status} has no example named ${JSON.stringify(example)}`;
      return refuse(operation, { kind: 'unknown-id', status: 404, message, request });
    }
    if (code !== undefined && findResponse(operation, code) === undefined)
      return answers.error(undefined, code, `the document does not declare ${code} for this operation`, {
        [reasonHeader]: `Prefer requests ${code}, which the document does not declare for this operation`,
      });
    const write = (body: SampledBody | undefined, settled?: Settled, as = status): MockAnswer =>
      answers.write(as, body, documentedHeaders(operation, as, settled, request, call.seed));
    if (isEvents(sampled?.media) || code !== undefined || example !== undefined) return write(sampled);
    const again = repeated(operation, call);
    const settled = store.settle({
      operation,
      call: call.arguments,
      request,
      sampled: sampled?.isText === true ? undefined : sampled?.value,
      again: (attempt) => {
        const other = sample(attempt);
        return typeof other === 'object' ? other.value : undefined;
      },
    });
    const made =
      settled.isNew === true && operation.responses.some((each) => each.status === '201') ? 201 : status;
    if (sampled === undefined || sampled.isText === true) {
      const item = settled.item;
      // Where the document shows no response at all, the created item is the most useful one.
      return item === undefined || sampled !== undefined || findResponse(operation, status) !== undefined
        ? write(sampled, settled, made)
        : jsonReply(item, made);
    }
    const answered = write({ ...sampled, value: settled.value }, settled, made);
    return again === undefined ? answered : withHeaders(answered, { [warningHeader]: again });
  };

  /** By account and operation: the last requested page, and how often in a row. */
  const pages = new Map<string, { readonly search: string; readonly times: number }>();
  /** A client that misses the end of a list requests the same page forever. */
  const repeated = ({ operationId }: Operation, { request, account }: MockCall): string | undefined => {
    if (contract.inferred.roles.get(operationId)?.role !== 'list') return undefined;
    const { search } = new URL(request.url);
    const key = `${account} ${operationId}`;
    const last = pages.get(key);
    const times = last?.search === search ? last.times + 1 : 1;
    if (pages.size < 10_000) pages.set(key, { search, times });
    return search === '' || times < 3 ? undefined : `the same page was requested ${times} times in a row`;
  };
  return answer;
}

/** The part of a text that a header can contain. */
const headerText = (text: string): string =>
  [...text.slice(0, 1000)].map((character) => (/[\x20-\x7e]/.test(character) ? character : '?')).join('');

/** The headers that the behaviours add to every response. */
const headersOf = (behaviours: readonly Behaviour[], seed: number): { readonly [name: string]: string } =>
  behaviours.reduce((headers, behaviour) => Object.assign(headers, behaviour.headers?.({ seed })), {});

function firstOf<Item, Found>(
  items: readonly Item[],
  find: (item: Item) => Found | undefined,
): Found | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

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
