import { DiagnosticError } from '../../generator/contract/diagnostics.ts';
import type { Operation } from '../../generator/contract/model.ts';
import { seedFrom } from '../../generator/wire/random.ts';
import type { Behaviour, MockCall, MockWorld, Reply, Rule } from '../model.ts';
import { firstBroken } from './broken-rule.ts';
import { acceptsCredentials, presentedKey } from './credentials.ts';
import { createGenericResponse } from './generic-response.ts';
import { nearTo } from './near.ts';
import { preferencesOf } from './prefer.ts';
import { createRefusals } from './refusals.ts';
import { jsonReply, type MockResponse, withHeaders } from './reply.ts';
import { readArguments, readBytes } from './request.ts';
import type { ResponderParts } from './responder-parts.ts';
import { validateArguments } from './validate.ts';
import { accountName } from './world.ts';

/** Responds to requests to the API itself: routes, validates, calls the behaviours, otherwise samples a response. */
export function createResponder(parts: ResponderParts): (request: Request) => Promise<MockResponse> {
  const {
    contract,
    seed,
    key,
    rules,
    maxBodyBytes,
    behaviours,
    validate,
    store,
    isValidating,
    world,
    route,
  } = parts;
  const refusals = createRefusals(parts);
  const { refuse, reject } = refusals;
  const generic = createGenericResponse(parts, refusals);

  const respondTo = async (request: Request): Promise<MockResponse> => {
    const { method } = request;
    const { pathname, search } = new URL(request.url);
    const found = route(method, pathname);
    const dress = (bare: MockResponse, ...bytes: readonly Uint8Array[]): MockResponse =>
      withHeaders(bare, headersOf(dressing, seedFrom(seed, method, pathname + search, ...bytes, 0)));
    if (found.kind === 'not-found') {
      const message = `there is no operation at ${pathname}${nearTo(contract, method, pathname)}`;
      return dress(refuse(undefined, { kind: 'no-operation', status: 404, message, request }));
    }
    if (found.kind === 'method-not-allowed') {
      const allow = found.allow.join(', ');
      if (method === 'OPTIONS') return { status: 204, headers: { allow }, body: null };
      if (method === 'HEAD' && found.allow.includes('HEAD'))
        return headOf(await respondTo(new Request(request.url, { headers: request.headers })));
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

  const respond = async (call: MockCall, bytes: Uint8Array): Promise<MockResponse> => {
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
      const answered = await behaviour.respond?.(call, world);
      if (answered !== undefined) return answered;
    }
    if (operation.callbacks.length > 0) parts.calls.set(operation.operationId, call.arguments);
    const isPreferred = preferences.code !== undefined || preferences.example !== undefined;
    const first = isPreferred ? undefined : parts.repeatedKeys.find(call, bytes);
    if (first !== undefined) return first;
    const refusal = isPreferred ? undefined : store.refuse(operation, call.arguments, request);
    if (refusal !== undefined) return refusals.ofStore(operation, call, refusal);
    try {
      const answered = generic(operation, call, bytes, preferences);
      parts.repeatedKeys.keep(call, bytes, answered);
      return answered;
    } catch (cause) {
      if (!(cause instanceof DiagnosticError)) throw cause;
      const message = `the document describes no response that can be sampled: ${cause.message}`;
      return jsonReply({ error: { message } }, 501);
    }
  };

  /** Why a call breaks the schemas or the rules. */
  const invalidBy = async (
    call: MockCall,
    mine: readonly Behaviour[],
    own: readonly Rule[],
  ): Promise<string | undefined> => {
    const judged = relaxed(call.arguments, mine, world);
    const [refusal] = validateArguments(call.operation, judged, validate);
    if (refusal !== undefined) return `${refusal.place} ${refusal.message} (${refusal.keywordLocation})`;
    return firstBroken(own, call);
  };

  return respondTo;
}

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

function relaxed(
  call: MockCall['arguments'],
  behaviours: readonly Behaviour[],
  world: MockWorld,
): MockCall['arguments'] {
  if (call.body === undefined) return call;
  const value = behaviours.reduce<unknown>(
    (body, each) => each.relax?.(body, world) ?? body,
    call.body.value,
  );
  return { ...call, body: { ...call.body, value } };
}

const headOf = ({ status, headers }: MockResponse): Reply => ({
  status,
  headers: headers instanceof Headers ? Object.fromEntries(headers) : headers,
  body: null,
});
