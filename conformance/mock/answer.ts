import { DiagnosticError } from '../../generator/contract/diagnostics.ts';
import type { Contract, Operation } from '../../generator/contract/model.ts';
import { documentedStatus, findResponse, successStatus } from '../../generator/contract/responses.ts';
import { seedFrom } from '../../generator/wire/random.ts';
import type { Complaints } from '../complaints.ts';
import type { Behaviour, MockCall, MockError, Reply, Rule } from '../model.ts';
import { type Answers, isEvents } from './answers.ts';
import { firstBroken } from './broken-rule.ts';
import { acceptsCredentials, presentedKey } from './credentials.ts';
import { jsonReply, type MockAnswer, withHeaders } from './reply.ts';
import { readArguments, readBytes } from './request.ts';
import type { createRouter } from './router.ts';
import type { SentStore } from './sent-store.ts';
import type { Store } from './store.ts';
import { validateArguments } from './validate.ts';
import { accountName, type World } from './world.ts';

/** What answering takes. */
export interface AnswerParts {
  readonly contract: Contract;
  readonly seed: number;
  readonly key: string | undefined;
  readonly rules: readonly Rule[];
  readonly maxBodyBytes: number;
  readonly behaviours: readonly Behaviour[];
  readonly complaints: Complaints;
  readonly answers: Answers;
  readonly store: Store;
  readonly sent: SentStore;
  readonly world: World;
  readonly route: ReturnType<typeof createRouter>;
}

/** Answers requests to the API itself: routes, checks, asks the behaviours, else draws an answer. */
export function createAnswer(parts: AnswerParts): (request: Request) => Promise<MockAnswer> {
  const {
    contract,
    seed,
    key,
    rules,
    maxBodyBytes,
    behaviours,
    complaints,
    answers,
    store,
    sent,
    world,
    route,
  } = parts;

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

  /** A refusal with the status the document has for it, the fitting one first. */
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
      const message = `there is no operation at ${pathname}`;
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
    if ('unreadable' in read) {
      const { status, message } = read.unreadable;
      return dress(reject(operation, request, 'unreadable', status, message));
    }
    const call: MockCall = {
      operationId: operation.operationId,
      operation,
      request,
      arguments: read.arguments,
      account: accountName(presented),
      seed: seedFrom(seed, method, pathname + search, bytes, 0),
    };
    return withHeaders(await respond(call, bytes), headersOf(dressing, call.seed));
  };

  /** The behaviours and the rules that speak of an operation. */
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
    const judged = world.lenient ? call.arguments : relaxed(call.arguments, mine);
    const [refusal] = validateArguments(operation, judged, complaints);
    if (refusal !== undefined) {
      const { place, message, keywordLocation } = refusal;
      return reject(operation, request, 'invalid', 400, `${place} ${message} (${keywordLocation})`);
    }
    const broken = await firstBroken(own, call);
    if (broken !== undefined) return reject(operation, request, 'invalid', 400, broken);
    for (const behaviour of mine) {
      const answered = await behaviour.answer?.(call, world);
      if (answered !== undefined) return answered;
    }
    const missing = store.missing(operation, call.arguments) ?? sent.missing(operation, call.arguments);
    if (missing !== undefined) {
      const message = `there is nothing with the id ${JSON.stringify(missing)}`;
      return reject(operation, request, 'unknown-id', 404, message);
    }
    try {
      return generic(operation, call, bytes);
    } catch (cause) {
      if (!(cause instanceof DiagnosticError)) throw cause;
      const message = `the document describes no answer that can be given: ${cause.message}`;
      return jsonReply({ error: { message } }, 501);
    }
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
      const told = sent.settle(operation, call.arguments, undefined);
      // Where the document shows no answer at all, what was made is the one that helps.
      return told === undefined || findResponse(operation, status) !== undefined
        ? answers.write(status, undefined)
        : jsonReply(told, status);
    }
    if (isEvents(drawn.media)) return answers.write(status, drawn);
    const value =
      sent.settle(operation, call.arguments, drawn.value) ??
      store.settle(operation, call.arguments, drawn.value, (attempt) => draw(attempt)?.value);
    return answers.write(status, { ...drawn, value });
  };
  return answer;
}

/** The headers that the behaviours give every answer. */
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
