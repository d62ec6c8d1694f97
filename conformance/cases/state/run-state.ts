import type { Contract, KeyReference, Operation, Resource } from '../../../generator/contract/model.ts';
import { keyParameters } from '../../../generator/contract/resources.ts';
import { isFilePart } from '../../../generator/json/file-part.ts';
import { isJson } from '../../../generator/json/media-type.ts';
import { isObject } from '../../../generator/json/pointer.ts';
import { encodeRequest } from '../../../generator/wire/encode.ts';
import type { Arguments, WireRequest } from '../../../generator/wire/message.ts';
import { seedFrom } from '../../../generator/wire/random.ts';
import { removalOf } from '../../live/ownership.ts';
import type { Edit, Exchange, Prepared, Rule, RunState, TestCase } from '../../model.ts';
import { edgeCalls } from '../edge-calls.ts';
import { holdsAt } from '../holds.ts';
import { leavesOf, replaceAt } from '../leaves.ts';
import { createSampler, type Sampler } from '../sampler.ts';
import { asReceived, sendableIn } from '../sendable.ts';
import type { Slot } from '../slots.ts';
import { testCase } from '../test-case.ts';
import { freshIntegers, freshTexts, plainTexts } from './fresh.ts';
import { nameOf, placesAt, type ScalarPlace } from './places.ts';
import { createPool, listsOf, type Thing } from './pool.ts';

export interface RunStateOptions {
  readonly seed: number;
  readonly rules?: readonly Rule[];
}

/** Most kinds of things that are tried for one operation. */
const mostKinds = 6;

/** A call with the files of another: the least file is empty, and of no use for what comes after. */
function withFilesOf({ body: from }: Arguments, call: Arguments): Arguments {
  const { body } = call;
  if (body === undefined || !isObject(body.value) || !isObject(from?.value)) return call;
  const files = Object.entries(from.value).filter(([, member]) => isFilePart(member));
  return { ...call, body: { ...body, value: { ...body.value, ...Object.fromEntries(files) } } };
}

/** How often making something is tried before a run does without it. */
const mostTries = 3;

/** Names of headers that say which representation a change is meant for (RFC 9110 section 13.1). */
const isIfMatch = (name: string): boolean => name.toLowerCase() === 'if-match';
/** Conditions under which a valid request is not carried out. */
const isOtherCondition = (name: string): boolean =>
  /^(if-none-match|if-modified-since|if-unmodified-since|if-range|range)$/i.test(name);

/**
 * Makes cases ready to be sent: ids of things that are there, fresh values where no two may be alike, ETags and cursors that
 * hold; what is not there yet is made first. Learns from every exchange.
 */
export function createRunState(contract: Contract, options: RunStateOptions): RunState {
  const { seed, rules = [] } = options;
  const { inferred } = contract;
  const pool = createPool(contract);
  const operations = new Map(contract.operations.map((operation) => [operation.operationId, operation]));
  const referencesOf = new Map<string, KeyReference[]>();
  for (const reference of inferred.references)
    referencesOf.set(reference.operationId, [...(referencesOf.get(reference.operationId) ?? []), reference]);
  const samplers = new Map<Operation, Sampler>();
  const failures = new Map<Resource, number>();
  /** Operations that answered 409: every text of theirs is fresh from then on. */
  const conflicting = new Set<string>();
  let generation = 0;
  let count = 0;

  const samplerOf = (operation: Operation): Sampler => {
    const known = samplers.get(operation) ?? createSampler(contract, operation, seed, { rules });
    samplers.set(operation, known);
    return known;
  };

  const slotAt = (
    operation: Operation,
    place: 'path' | 'query' | 'header' | 'cookie' | 'body',
    name: string,
  ) =>
    samplerOf(operation).slots.find((slot) =>
      slot.kind === 'body' ? place === 'body' : slot.parameter.in === place && slot.parameter.name === name,
    );

  const takes = (slot: Slot | undefined, value: unknown): boolean =>
    slot !== undefined &&
    sendableIn(contract, slot)(value) &&
    holdsAt(contract, slot)(asReceived(contract, slot, value));

  /** Resources by the name of their key, where it says more than `id`: `sku`, `customerId`. */
  const byKeyName = new Map<string, Resource>();
  for (const resource of inferred.resources) {
    const key = resource.keys.at(-1);
    if (key === undefined || resource.keys.length !== 1) continue;
    for (const name of [key.parameter, key.member?.at(-1) ?? ''])
      if (!/^(_?id|uuid|guid|key|name|slug|code|number|)$/i.test(name) && !byKeyName.has(name))
        byKeyName.set(name, resource);
  }

  /** The latest thing that may be used, of a kind where one is asked for. */
  const pick = (resource: Resource, toRead: boolean, kind?: number): Thing | undefined =>
    pool.things(resource, toRead).find((thing) => kind === undefined || thing.kind === kind);

  /** What makes things of each kind: of the least call, then of each value that a member of it may have. */
  const kindsOf = (maker: Operation): readonly Arguments[] => {
    const own = samplerOf(maker);
    const least = own.leastCall(undefined);
    if (least === undefined) return [];
    const edges = edgeCalls(own, undefined).filter(({ title }) => / at (enum |object least)/.test(title));
    return [least, ...edges.slice(0, mostKinds).map(({ call }) => withFilesOf(least, call))];
  };

  /** An operation that refuses one kind of thing is asked about another: not all have a content, say. */
  const turnTo = new Map<string, number>();
  const acceptedFor = new Set<string>();
  const noteKind = ({ testCase: sent, response: { status } }: Exchange): void => {
    if (sent.intent !== 'valid' || sent.credentials !== 'valid' || acceptedFor.has(sent.operationId)) return;
    const role = inferred.roles.get(sent.operationId);
    if (status < 400) acceptedFor.add(sent.operationId);
    else if (
      sent.isLive === true &&
      (role?.role === 'action' || role?.resource?.kind === 'singleton') &&
      [400, 403, 409, 422].includes(status)
    )
      turnTo.set(sent.operationId, ((turnTo.get(sent.operationId) ?? 0) + 1) % (mostKinds + 1));
  };

  function* sent(each: TestCase): Generator<TestCase, Exchange, Exchange> {
    return yield each;
  }

  /** A thing of a resource: one that is there, else one that is made now, else one that a list shows. */
  function* obtain(
    resource: Resource,
    need: {
      readonly toRead: boolean;
      readonly isNew: boolean;
      readonly depth: number;
      readonly kind?: number | undefined;
    },
  ): Generator<TestCase, Thing | undefined, Exchange> {
    const { toRead, isNew, depth, kind } = need;
    const mine = isNew ? undefined : pick(resource, false, kind);
    if (mine !== undefined) return mine;
    const made = depth > 3 ? undefined : yield* make(resource, depth, kind);
    if (made !== undefined) return made;
    if (!toRead) return isNew ? pick(resource, false) : undefined;
    const shown = pick(resource, true);
    if (shown !== undefined || (failures.get(resource) ?? 0) > 2 * mostTries) return shown;
    for (const list of listsOf(resource)) {
      const call = samplerOf(list).leastCall(undefined);
      if (call === undefined) continue;
      failures.set(resource, (failures.get(resource) ?? 0) + 1);
      const look = testCase(
        { contract, operation: list, phase: 'stateful' },
        `look/${count++}`,
        'what is there',
        call,
      );
      const { testCase: ready } = yield* prepare(look, depth + 1);
      yield* sent(ready);
      const found = pick(resource, true);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Makes one of a resource; `undefined` where that fails, and from then on where it failed often. */
  function* make(
    resource: Resource,
    depth: number,
    kind: number | undefined,
  ): Generator<TestCase, Thing | undefined, Exchange> {
    const maker =
      resource.operations.create ??
      (resource.created?.in === 'path' ? resource.operations.replace : undefined);
    if (maker === undefined || (failures.get(resource) ?? 0) >= mostTries) return undefined;
    const call = kind === undefined ? samplerOf(maker).leastCall(undefined) : kindsOf(maker)[kind];
    if (call === undefined) return undefined;
    const before = new Set(pool.things(resource, false));
    const setup = testCase(
      { contract, operation: maker, phase: 'coverage' },
      `setup/${count++}`,
      'made for another case',
      call,
    );
    const { testCase: ready } = yield* prepare(setup, depth + 1);
    const exchange = yield* sent(ready);
    const made = pool.things(resource, false).find((each) => !before.has(each));
    if (made !== undefined) {
      if (kind !== undefined) made.kind = kind;
      failures.delete(resource);
      return made;
    }
    failures.set(resource, (failures.get(resource) ?? 0) + 1);
    const again = retry(exchange);
    if (again === undefined) return undefined;
    yield* sent(again);
    return pool.things(resource, false).find((each) => !before.has(each));
  }

  function retry({ testCase: failed, response }: Exchange): TestCase | undefined {
    if (response.status !== 409 || failed.intent !== 'valid' || failed.credentials !== 'valid')
      return undefined;
    const operation = operations.get(failed.operationId);
    if (operation === undefined || failed.isRetried === true) return undefined;
    conflicting.add(operation.operationId);
    generation++;
    const call = freshened(operation, failed.arguments, failed);
    if (call === failed.arguments) return undefined;
    return { ...rewritten(operation, failed, call), isRetried: true };
  }

  /** The case with other arguments; what was changed below the arguments (a header, the bytes of the body) stays changed. */
  function rewritten(operation: Operation, from: TestCase, call: Arguments): TestCase {
    if (call === from.arguments) return from;
    const before = encodeRequest(operation, from.arguments);
    const after = encodeRequest(operation, call);
    return { ...from, arguments: call, request: merged(from.request, before, after) };
  }

  /** The body's members that no two things may have alike. */
  const uniquePlaces = (operation: Operation, body: unknown): readonly ScalarPlace[] => {
    const told = inferred.unique
      .filter(({ operationId }) => operationId === operation.operationId)
      .flatMap(({ members }) => placesAt(body, members));
    const resource = inferred.resources.find(({ operations: { create } }) => create === operation);
    const key = resource?.keys.at(-1)?.member;
    const own =
      key === undefined
        ? []
        : placesAt(body, [...(resource?.sentIn.get(operation.operationId) ?? []), ...key]);
    const all = conflicting.has(operation.operationId)
      ? leavesOf(body)
          .filter(({ leaf, path }) => typeof leaf === 'string' && path.length <= 2)
          .map(({ leaf, path }) => ({ path, value: leaf }))
      : [];
    const found = new Map([...told, ...own, ...all].map((place) => [place.path.join('/'), place]));
    return [...found.values()];
  };

  function freshened(operation: Operation, call: Arguments, from: TestCase): Arguments {
    const { body } = call;
    const slot = slotAt(operation, 'body', '');
    if (body === undefined || slot === undefined) return call;
    let value = body.value;
    for (const place of uniquePlaces(operation, value)) {
      const at = `/body/${place.path.join('/')}`;
      if (isEdited(from.edit, at) || from.fixed?.includes(at) === true) continue;
      const isFocus = isAbout(from.focus, at);
      const fresh = freshOf(place.value, isFocus).find((candidate) => {
        const changed = replaceAt(value, place.path, candidate);
        return from.edit === undefined
          ? takes(slot, changed)
          : replacesAlike(slot, value, changed, place, from);
      });
      if (fresh !== undefined) value = replaceAt(value, place.path, fresh);
    }
    return value === body.value ? call : { ...call, body: { ...body, value } };
  }

  /** In a body that is wrong on purpose: the fresh value is right if it is right in the twin. */
  function replacesAlike(
    slot: Slot,
    _before: unknown,
    after: unknown,
    place: ScalarPlace,
    from: TestCase,
  ): boolean {
    const twin = from.twin?.arguments.body?.value;
    const fresh = placesAt(after, place.path)[0]?.value;
    return twin !== undefined && takes(slot, replaceAt(twin, place.path, fresh));
  }

  function freshOf(value: unknown, isFocus: boolean): readonly unknown[] {
    count++;
    const of = [seed, 'fresh', generation, count] as const;
    if (typeof value === 'string')
      return [...(isFocus || value.length > 40 ? [] : plainTexts(...of)), ...freshTexts(value, ...of)];
    if (typeof value === 'number' && Number.isInteger(value))
      return isFocus ? [] : freshIntegers(value, ...of);
    return [];
  }

  function* prepare(given: TestCase, depth: number): Generator<TestCase, Prepared, Exchange> {
    const operation = operations.get(given.operationId);
    if (operation === undefined || given.isFixed === true) return { testCase: given };
    const used: Exchange[] = [];
    const unbound: string[] = [];
    const role = inferred.roles.get(operation.operationId);
    const isSafe = ['get', 'head', 'options', 'trace'].includes(operation.method);
    let call = given.arguments;
    const keep = (place: string): boolean =>
      isEdited(given.edit, place) || isAbout(given.focus, place) || given.fixed?.includes(place) === true;
    const use = (thing: Thing): void => {
      for (let at: Thing | undefined = thing; at !== undefined; at = at.parent)
        if (!used.includes(at.shownBy)) used.unshift(at.shownBy);
    };

    // What the path names: the innermost thing says which ones it stands below.
    let target: Thing | undefined;
    const inPath = (referencesOf.get(operation.operationId) ?? []).filter((each) => each.in === 'path');
    const chain = [...new Set(inPath.map(({ resource }) => resource))].sort(
      (a, b) => depthOf(b, operation) - depthOf(a, operation),
    );
    for (const resource of chain) {
      const names = keyParameters(resource, operation.path);
      if (names.length === 0) continue;
      if (names.some((name) => keep(`/path/${name}`))) {
        // Named by the case itself: what is known of it is of use all the same.
        if (resource === chain[0])
          target = pool
            .things(resource, true)
            .find(({ keys }) =>
              names.every((name, index) => String(call.path[name]) === String(keys[index])),
            );
        continue;
      }
      // What makes things by the path chooses their names itself.
      if (
        resource.created?.in === 'path' &&
        operation === resource.operations.replace &&
        resource === chain[0]
      ) {
        const path = { ...call.path };
        for (const name of names)
          path[name] =
            freshOf(path[name], false).find((each) => takes(slotAt(operation, 'path', name), each)) ??
            path[name];
        call = { ...call, path };
        continue;
      }
      const above = ancestorIn(target, resource);
      const isNew =
        resource === role?.resource && operation === resource.operations.delete && resource === chain[0];
      const thing =
        above ??
        (yield* obtain(resource, {
          toRead: isSafe,
          isNew,
          depth,
          kind: resource === chain[0] ? turnTo.get(operation.operationId) : undefined,
        }));
      if (thing === undefined) {
        unbound.push(...names.map((name) => `/path/${name}`));
        continue;
      }
      const path = { ...call.path };
      let isTaken = true;
      for (const [index, name] of names.entries()) {
        const value = thing.keys[index];
        if (!takes(slotAt(operation, 'path', name), value)) isTaken = false;
        path[name] = value;
      }
      if (!isTaken) {
        unbound.push(...names.map((name) => `/path/${name}`));
        continue;
      }
      call = { ...call, path };
      use(thing);
      if (resource === chain[0]) target = thing;
    }
    for (const parameter of operation.parameters) {
      const place = `/path/${parameter.name}`;
      const isNamed = inPath.some(({ members }) => members[0] === parameter.name);
      if (
        parameter.in === 'path' &&
        !isNamed &&
        !keep(place) &&
        isOpen(slotAt(operation, 'path', parameter.name))
      )
        unbound.push(place);
    }

    // What queries, headers and cookies name, and where pages go on.
    const paging = inferred.pagination.get(operation.operationId);
    for (const parameter of operation.parameters) {
      const { in: location, name } = parameter;
      if (location === 'path' || location === 'querystring') continue;
      if (call[location][name] === undefined) continue;
      const place = `/${location}/${name}`;
      const set = (value: unknown): void => {
        const { [name]: _, ...others } = call[location];
        call = { ...call, [location]: value === undefined ? others : { ...others, [name]: value } };
      };
      const drop = (): void => {
        if (parameter.required) unbound.push(place);
        else set(undefined);
      };
      const isCursor =
        location === 'query' &&
        (name === paging?.parameter
          ? paging.style === 'cursor' || paging.style === 'item'
          : name === operation.extensions.pagination?.cursor);
      const reference = referencesOf
        .get(operation.operationId)
        ?.find((each) => each.in === location && each.members[0] === name);
      if (isCursor || (location === 'header' && (isIfMatch(name) || isOtherCondition(name)))) {
        if (isEdited(given.edit, place)) continue;
        const live = isCursor
          ? pool.cursor(operation.operationId)
          : isIfMatch(name)
            ? yield* etagOf(target, depth)
            : undefined;
        if (live !== undefined && !keep(place) && takes(slotAt(operation, location, name), live)) set(live);
        else if (keep(place)) unbound.push(place);
        else drop();
      } else if (reference !== undefined && !keep(place)) {
        const thing = yield* obtain(reference.resource, { toRead: true, isNew: false, depth });
        const value = thing?.keys.at(-1);
        if (thing !== undefined && takes(slotAt(operation, location, name), value)) {
          set(value);
          use(thing);
        } else drop();
      } else if (
        location === 'header' &&
        inferred.idempotency.get(operation.operationId)?.header === name &&
        !keep(place)
      ) {
        count++;
        const value = plainTexts(seed, 'idempotency', generation, count)[2];
        if (takes(slotAt(operation, 'header', name), value)) set(value);
      }
    }

    // What the body names, and what must be new in it.
    const body = call.body;
    const slot = slotAt(operation, 'body', '');
    if (body !== undefined && slot !== undefined && isJsonLike(body.contentType)) {
      let value = body.value;
      const creates = inferred.resources.find(({ operations: own }) => own.create === operation);
      const told = (referencesOf.get(operation.operationId) ?? [])
        .filter((each) => each.in === 'body')
        .flatMap(({ members, resource }) => placesAt(value, members).map((place) => ({ place, resource })));
      const byName = leavesOf(value).flatMap(({ path, leaf }) => {
        const place = { path, value: leaf };
        const resource = byKeyName.get(nameOf(place));
        const isTold = told.some((each) => each.place.path.join('/') === path.join('/'));
        return resource === undefined || resource === creates || resource === role?.resource || isTold
          ? []
          : [{ place, resource }];
      });
      for (const { place, resource } of [...told, ...byName]) {
        const at = `/body/${place.path.join('/')}`;
        if (place.value === null || isEdited(given.edit, at)) continue;
        if (given.focus === at || given.fixed?.includes('/body') === true) {
          unbound.push(at);
          continue;
        }
        const thing = yield* obtain(resource, { toRead: true, isNew: false, depth });
        const key = thing?.keys.at(-1);
        const live = typeof place.value === 'string' && typeof key === 'number' ? String(key) : key;
        const changed = replaceAt(value, place.path, live);
        const isRight =
          given.edit === undefined
            ? takes(slot, changed)
            : given.twin?.arguments.body !== undefined &&
              takes(slot, replaceAt(given.twin.arguments.body.value, place.path, live));
        if (thing === undefined || !isRight) unbound.push(at);
        else {
          value = changed;
          use(thing);
        }
      }
      if (value !== body.value) call = { ...call, body: { ...body, value } };
    }
    call = freshened(operation, call, given);
    const ready = rewritten(operation, given, call);
    return {
      testCase: {
        ...ready,
        ...(ready === given ? {} : { template: given.template ?? given }),
        ...(used.length === 0 ? {} : { setups: used }),
        ...(target === undefined ? {} : { isLive: true as const }),
        ...(unbound.length === 0 ? {} : { unbound: [...new Set(unbound.map(folded))] }),
      },
    };
  }

  /** The current ETag of a thing: as it was last seen, else as it is read now. */
  function* etagOf(
    thing: Thing | undefined,
    depth: number,
  ): Generator<TestCase, string | undefined, Exchange> {
    if (thing === undefined) return undefined;
    if (thing.etag !== undefined) return thing.etag;
    const { retrieve } = thing.resource.operations;
    const call = retrieve === undefined ? undefined : samplerOf(retrieve).leastCall(undefined);
    if (retrieve === undefined || call === undefined || depth > 3) return undefined;
    const read = testCase(
      { contract, operation: retrieve, phase: 'stateful' },
      `etag/${count++}`,
      'read for its ETag',
      call,
    );
    const { testCase: ready } = yield* prepare(read, depth + 1);
    yield* sent(ready);
    return thing.etag;
  }

  return {
    prepare: (each) => prepare(each, 0),
    retry,
    learn(exchange) {
      pool.learn(exchange);
      noteKind(exchange);
    },
    forget() {
      pool.forget();
      failures.clear();
    },
    removals(all) {
      const made = pool.ours().filter(({ shownBy }) => all || shownBy.testCase.id.includes('/setup/'));
      return made.flatMap((thing): readonly TestCase[] => {
        const remove = removalOf(contract, thing.resource)?.operation;
        const call = remove === undefined ? undefined : samplerOf(remove).leastCall(undefined);
        if (remove === undefined || call === undefined) return [];
        const path: Record<string, unknown> = { ...call.path };
        for (let at: Thing | undefined = thing; at !== undefined; at = at.parent)
          for (const [index, name] of keyParameters(at.resource, remove.path).entries())
            path[name] = at.keys[index];
        const each = testCase(
          { contract, operation: remove, phase: 'stateful' },
          `removal/${seedFrom(String(thing.keys)) >>> 0}`,
          'taken away at the end',
          { ...call, path },
        );
        return [{ ...each, isFixed: true }];
      });
    },
  };
}

/** Items of a list are alike: the third is told as any of them. */
const folded = (place: string): string => place.replaceAll(/\/\d+(?=\/|$)/g, '/*');

/** Whether what a case is about (an edit, an edge) stands at a place, above it or below it. */
const isAbout = (focus: string | undefined, place: string): boolean =>
  focus !== undefined && (focus === place || focus.startsWith(`${place}/`) || place.startsWith(`${focus}/`));

/** Keywords of an object that speak of which members it has, and not of what stands in them. */
const ofMembers =
  /^(required|additionalProperties|unevaluatedProperties|(min|max)Properties|dependentRequired)$/;

/** Whether an edit made the value at a place, or one that it is part of, what it is. */
const isEdited = (edit: Edit | undefined, place: string): boolean =>
  edit !== undefined &&
  (edit.instanceLocation === place ||
    edit.instanceLocation.startsWith(`${place}/`) ||
    (place.startsWith(`${edit.instanceLocation}/`) && !ofMembers.test(edit.keyword)));

const isJsonLike = (contentType: string): boolean => isJson(contentType) || /form/.test(contentType);

/** How far down a path the key of a resource stands. */
const depthOf = (resource: Resource, operation: Operation): number => {
  const [name] = keyParameters(resource, operation.path);
  return name === undefined ? -1 : operation.path.indexOf(`{${name}}`);
};

/** The thing of a resource that another stands below. */
function ancestorIn(thing: Thing | undefined, resource: Resource): Thing | undefined {
  for (let at = thing?.parent; at !== undefined; at = at.parent) if (at.resource === resource) return at;
  return undefined;
}

/** Whether a parameter takes more than a few listed values, so that one made up may name nothing. */
function isOpen(slot: Slot | undefined): boolean {
  const schema = slot?.use.normal.schema;
  if (typeof schema !== 'object') return true;
  return schema['enum'] === undefined && schema['const'] === undefined;
}

/** A request with the changes from one encoding to another; what differs from both stays. */
function merged(request: WireRequest, before: WireRequest, after: WireRequest): WireRequest {
  const valueIn = ({ headers }: WireRequest, name: string): string | undefined =>
    headers.find(([each]) => each === name)?.[1];
  const kept = request.headers.flatMap(([name, value]): readonly (readonly [string, string])[] => {
    const [old, now] = [valueIn(before, name), valueIn(after, name)];
    if (value !== old) return [[name, value]];
    return now === undefined ? [] : [[name, now]];
  });
  const added = after.headers.filter(
    ([name]) => valueIn(before, name) === undefined && valueIn(request, name) === undefined,
  );
  const isOwnBody =
    request.body !== undefined &&
    before.body !== undefined &&
    Buffer.from(request.body).equals(Buffer.from(before.body));
  return {
    method: request.method,
    target: request.target === before.target ? after.target : request.target,
    headers: [...kept, ...added],
    ...(isOwnBody && after.body !== undefined
      ? { body: after.body }
      : request.body === undefined
        ? {}
        : { body: request.body }),
  };
}
