import type { Operation, Resource } from '../../../generator/contract/model.ts';
import { valueIn } from '../../../generator/contract/resources.ts';
import type { Arguments } from '../../../generator/wire/message.ts';
import type { Exchange, Prepared, TestCase } from '../../model.ts';
import { richCall } from '../rich-call.ts';
import { testCase } from '../test-case.ts';
import type { StateContext } from './context.ts';
import type { Funds } from './funds.ts';
import type { Kind, Kinds } from './kinds.ts';
import { type KnownItem, listsOf } from './pool.ts';
import type { Retry } from './retry.ts';

/** How often creating an item fails before a run does without it. */
const mostTries = 3;

/** Which item of a resource is needed. */
export interface Need {
  /** The item is only read, so it may belong to other clients. */
  readonly toRead: boolean;
  /** It must be created now, because it will be deleted. */
  readonly isNew: boolean;
  /** How many cases wait for this one. */
  readonly depth: number;
  readonly kind?: Kind | undefined;
  /** The operation that needs an item which has enough of something; see `Funds`. */
  readonly filledFor?: Operation | undefined;
}

/** Puts live values into a case; yields the requests to send first. */
export type Prepare = (given: TestCase, depth: number) => Generator<TestCase, Prepared, Exchange>;

/** Finds or creates items. */
export interface Obtainer {
  /** A known item, otherwise a created one, otherwise one of a list. */
  obtain(resource: Resource, need: Need): Generator<TestCase, KnownItem | undefined, Exchange>;
  /** Forgets failed attempts. */
  forget(): void;
}

/** An obtainer whose requests are prepared like all cases. */
export function createObtainer(
  context: StateContext,
  kinds: Kinds,
  funds: Funds,
  retry: Retry,
  prepare: Prepare,
): Obtainer {
  const { contract, pool, samplerOf, nextNumber } = context;
  const failures = new Map<Resource, number>();
  const noteFailure = (resource: Resource): void =>
    void failures.set(resource, (failures.get(resource) ?? 0) + 1);

  /** The latest usable item, of a kind where one is given. */
  const pick = (resource: Resource, toRead: boolean, kind?: Kind): KnownItem | undefined =>
    pool.items(resource, toRead).find((item) => isOfKind(item, kind));

  function* obtain(
    resource: Resource,
    { toRead, isNew, depth, kind, filledFor }: Need,
  ): Generator<TestCase, KnownItem | undefined, Exchange> {
    const mine = isNew
      ? undefined
      : pool
          .items(resource, false)
          .find(
            (item) =>
              isOfKind(item, kind) &&
              item.isUsed !== true &&
              (filledFor === undefined || (item.isFilled === true && !funds.areSpent(filledFor))),
          );
    if (mine !== undefined) return mine;
    const made =
      depth > 3
        ? undefined
        : filledFor === undefined
          ? yield* create(resource, depth, kind)
          : yield* createFilled(resource, depth, kind, filledFor);
    if (made !== undefined) return made;
    // A kind that is only tried may not be creatable; one that the document asks for may not be replaced.
    const used = isNew
      ? undefined
      : (pick(resource, false, kind) ?? (typeof kind === 'number' ? pick(resource, false) : undefined));
    if (used !== undefined) return used;
    if (!toRead) return isNew ? pick(resource, false) : undefined;
    const shown = pick(resource, true);
    if (shown !== undefined || (failures.get(resource) ?? 0) > 2 * mostTries) return shown;
    for (const list of listsOf(resource)) {
      const call = samplerOf(list).leastCall(undefined);
      if (call === undefined) continue;
      noteFailure(resource);
      const look = testCase(
        { contract, operation: list, phase: 'stateful' },
        `look/${nextNumber()}`,
        'lists existing items',
        call,
      );
      const { testCase: ready } = yield* prepare(look, depth + 1);
      yield ready;
      const found = pick(resource, true);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Creates an item with large numbers, and fills it. */
  function* createFilled(
    resource: Resource,
    depth: number,
    kind: Kind | undefined,
    operation: Operation,
  ): Generator<TestCase, KnownItem | undefined, Exchange> {
    const { create: maker } = resource.operations;
    const large = maker === undefined || kind !== undefined ? undefined : funds.generousCall(maker);
    const made =
      (large === undefined ? undefined : yield* create(resource, depth, kind, large)) ??
      (yield* create(resource, depth, kind));
    if (made === undefined) return undefined;
    made.isFilled = true;
    const script = funds.fill(made, operation);
    let next = script.next();
    while (next.done !== true) {
      const { testCase: ready } = yield* prepare(next.value, depth + 1);
      next = script.next(yield ready);
    }
    return made;
  }

  /** The least call; where only the request has the key of the new item, a call that has it. */
  function namedCall(maker: Operation, { created }: Resource): Arguments | undefined {
    const sampler = samplerOf(maker);
    const least = sampler.leastCall(undefined);
    const isNamed = created?.in !== 'request' || valueIn(least?.body?.value, created.members) !== undefined;
    return isNamed ? least : (richCall(sampler, 0) ?? least);
  }

  /** Creates an item; `undefined` where that fails, and without a request after several failures. */
  function* create(
    resource: Resource,
    depth: number,
    kind: Kind | undefined,
    large?: Arguments,
  ): Generator<TestCase, KnownItem | undefined, Exchange> {
    const maker =
      resource.operations.create ??
      (resource.created?.in === 'path' ? resource.operations.replace : undefined);
    if (maker === undefined || (failures.get(resource) ?? 0) >= mostTries) return undefined;
    const call = large ?? (kind === undefined ? namedCall(maker, resource) : kinds.callFor(maker, kind));
    if (call === undefined) return undefined;
    const before = new Set(pool.items(resource, false));
    const setup = testCase(
      { contract, operation: maker, phase: 'coverage' },
      `setup/${nextNumber()}`,
      'created for another case',
      call,
    );
    const { testCase: ready } = yield* prepare(setup, depth + 1);
    const exchange = yield ready;
    const made = pool.items(resource, false).find((each) => !before.has(each));
    if (made !== undefined) {
      if (kind !== undefined) made.kind = kind;
      failures.delete(resource);
      return made;
    }
    noteFailure(resource);
    const again = retry(exchange);
    if (again === undefined) return undefined;
    yield again;
    return pool.items(resource, false).find((each) => !before.has(each));
  }

  return { obtain, forget: () => failures.clear() };
}

const isOfKind = (item: KnownItem, kind: Kind | undefined): boolean =>
  kind === undefined || item.kind === kind;
