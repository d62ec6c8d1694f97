import type { Contract, Operation } from '../../../generator/contract/model.ts';
import { keyParameters } from '../../../generator/contract/resources.ts';
import { seedFrom } from '../../../generator/wire/random.ts';
import { removalOf } from '../../live/ownership.ts';
import type { Exchange, GivenValues, Prepared, Rule, RunState, TestCase } from '../../model.ts';
import { testCase } from '../test-case.ts';
import { createAcceptedBases } from './accepted-base.ts';
import { bindBody } from './bind-body.ts';
import { bindParameters } from './bind-parameters.ts';
import { bindPath } from './bind-path.ts';
import { type BindingParts, createBinding } from './binding.ts';
import { folded } from './case-places.ts';
import { createStateContext } from './context.ts';
import { createFreshener } from './freshen.ts';
import { createFunds } from './funds.ts';
import { createGivenValues } from './given-values.ts';
import { keepKey } from './keep-key.ts';
import { createKinds } from './kinds.ts';
import { createObtainer } from './obtain.ts';
import type { KnownItem } from './pool.ts';
import { createRetry } from './retry.ts';
import { withArguments } from './with-arguments.ts';

export interface RunStateOptions {
  readonly seed: number;
  readonly rules?: readonly Rule[];
  /** Part of every idempotency key; differs from run to run where the server remembers. Default: empty. */
  readonly nonce?: string;
  /** Requests cost money: none are sent only to find a call that the server accepts. */
  readonly isBilled?: boolean;
  /** Values of the configuration: they win over sampled ones and over those of items. */
  readonly values?: GivenValues;
}

/**
 * Makes cases ready to be sent: ids of existing items, fresh values at unique places, current ETags and cursors; missing items
 * are created first. Learns from every exchange.
 */
export function createRunState(
  contract: Contract,
  { seed, rules = [], nonce = '', isBilled = false, values = {} }: RunStateOptions,
): RunState {
  const context = createStateContext(contract, seed, nonce, rules);
  const { pool, operations, samplerOf, nextNumber } = context;
  const bases = createAcceptedBases(context);
  const kinds = createKinds(context);
  const freshener = createFreshener(context);
  const give = createGivenValues(context, values);
  const retry = createRetry(context, freshener, give);
  const funds = createFunds(context);
  const obtainer = createObtainer(context, kinds, funds, retry, prepare);
  const parts: BindingParts = { context, freshener, kinds, obtainer, funds, etagOf };

  function* prepare(given: TestCase, depth: number): Generator<TestCase, Prepared, Exchange> {
    const operation = operations.get(given.operationId);
    if (operation === undefined || given.isFixed === true) return { testCase: given };
    yield* findBase(operation, depth);
    const own = give(operation, given, bases.rebased(operation, given));
    const fixed =
      own.places.length === 0 ? given : { ...given, fixed: [...(given.fixed ?? []), ...own.places] };
    const binding = createBinding({ ...fixed, arguments: own.call }, operation, depth);
    yield* bindPath(parts, binding);
    yield* bindParameters(parts, binding);
    yield* bindBody(parts, binding);
    keepKey(context, binding);
    const { target, used, unbound } = binding;
    const ready = withArguments(operation, given, freshener.freshen(operation, binding.call, fixed));
    const unknown = unbound.filter((place) => !own.places.includes(place));
    return {
      testCase: {
        ...ready,
        ...(ready === given ? {} : { template: given.template ?? given }),
        ...(used.length === 0 ? {} : { setups: used }),
        ...(target === undefined ? {} : { isLive: true as const }),
        ...(unknown.length === 0 ? {} : { unbound: [...new Set(unknown.map(folded))] }),
      },
    };
  }

  /** Tries calls with plausible values where the server refuses the least one. */
  function* findBase(operation: Operation, depth: number): Generator<TestCase, void, Exchange> {
    for (const call of depth > 3 || isBilled ? [] : bases.attempts(operation)) {
      const attempt = testCase(
        { contract, operation, phase: 'stateful' },
        `attempt/${nextNumber()}`,
        'plausible values',
        call,
      );
      const { testCase: ready } = yield* prepare(attempt, depth + 1);
      const { response } = yield ready;
      if (response.status < 400) return;
    }
  }

  /** The current ETag of an item: the last known one, otherwise the item is read. */
  function* etagOf(
    item: KnownItem | undefined,
    depth: number,
  ): Generator<TestCase, string | undefined, Exchange> {
    if (item === undefined) return undefined;
    if (item.etag !== undefined) return item.etag;
    const { retrieve } = item.resource.operations;
    const call = retrieve === undefined ? undefined : samplerOf(retrieve).leastCall(undefined);
    if (retrieve === undefined || call === undefined || depth > 3) return undefined;
    const read = testCase(
      { contract, operation: retrieve, phase: 'stateful' },
      `etag/${nextNumber()}`,
      'read for its ETag',
      call,
    );
    const { testCase: ready } = yield* prepare(read, depth + 1);
    yield ready;
    return item.etag;
  }

  /** The case that deletes an item; `undefined` where the document has no operation for it. */
  function removalCase(item: KnownItem): TestCase | undefined {
    const remove = removalOf(contract, item.resource)?.operation;
    const call = remove === undefined ? undefined : samplerOf(remove).leastCall(undefined);
    if (remove === undefined || call === undefined) return undefined;
    const path: Record<string, unknown> = { ...call.path };
    for (let at: KnownItem | undefined = item; at !== undefined; at = at.parent)
      for (const [index, name] of keyParameters(at.resource, remove.path).entries())
        path[name] = at.keys[index];
    const each = testCase(
      { contract, operation: remove, phase: 'stateful' },
      `removal/${seedFrom(String(item.keys)) >>> 0}`,
      'deleted at the end',
      { ...call, path },
    );
    return { ...each, isFixed: true };
  }

  return {
    prepare: (each) => prepare(each, 0),
    retry,
    learn(exchange) {
      pool.learn(exchange);
      kinds.learn(exchange);
      bases.learn(exchange);
      funds.learn(exchange);
    },
    forget() {
      pool.forget();
      obtainer.forget();
    },
    removals: (all) =>
      pool
        .ours()
        .filter(({ shownBy }) => all || shownBy.testCase.id.includes('/setup/'))
        .map(removalCase)
        .filter((each) => each !== undefined),
  };
}
