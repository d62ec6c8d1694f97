import type { Operation, Resource } from '../../../generator/contract/model.ts';
import { keyParameters } from '../../../generator/contract/resources.ts';
import { isObject } from '../../../generator/json/pointer.ts';
import type { Arguments } from '../../../generator/wire/message.ts';
import type { Exchange, TestCase } from '../../model.ts';
import { leavesOf, replaceAt } from '../leaves.ts';
import { richCall } from '../rich-call.ts';
import { testCase } from '../test-case.ts';
import type { StateContext } from './context.ts';
import type { KnownItem } from './pool.ts';

/**
 * Items that have enough of something. A server refuses a valid transfer from an empty account and an order of what is not in
 * stock; such operations are tried with items that were created with large numbers, and filled by what stands below them.
 */
export interface Funds {
  /** Whether the operation was refused for what may be a lack of something; it is then tried with filled items. */
  areNeeded(operation: Operation): boolean;
  /** Whether the last filled item may have nothing left: the operation was refused with it. */
  areSpent(operation: Operation): boolean;
  /** The call that creates an item with large numbers. */
  generousCall(maker: Operation): Arguments | undefined;
  /** The cases that fill an item, such as a deposit, each to be prepared; ends at the first that is accepted. */
  fill(item: KnownItem, beside: Operation): Generator<TestCase, void, Exchange>;
  learn(exchange: Exchange): void;
}

/** Refusals in a row before an operation is tried with filled items. */
const enoughRefusals = 2;

/** Most items that are filled for an operation that never accepts one, and for one that does. */
const mostInVain = 3;
const mostFilled = 12;

/** Most operations below an item that are tried to fill it. */
const mostFillers = 3;

const amounts = [1_000_000, 100_000, 10_000, 1_000, 100, 10] as const;

/** Nothing is known to lack anything. */
export function createFunds({
  contract,
  operations,
  samplerOf,
  slotAt,
  accepts,
  nextNumber,
}: StateContext): Funds {
  const refused = new Map<string, number>();
  const short = new Set<string>();
  const helped = new Set<string>();
  const filled = new Map<string, number>();

  /** The call with the largest round number at each number of its body. */
  const generous = (operation: Operation, call: Arguments | undefined): Arguments | undefined => {
    const slot = slotAt(operation, 'body', '');
    if (call?.body === undefined || slot === undefined) return call;
    let { value } = call.body;
    for (const { path, leaf } of leavesOf(value)) {
      if (typeof leaf !== 'number') continue;
      const better = amounts
        .map((amount) => replaceAt(value, path, amount))
        .find((changed) => accepts(slot, changed));
      value = better ?? value;
    }
    return { ...call, body: { ...call.body, value } };
  };

  const hasNumber = (operation: Operation): boolean => {
    const value = richCall(samplerOf(operation), 0)?.body?.value;
    return isObject(value) && leavesOf(value).some(({ leaf }) => typeof leaf === 'number');
  };

  const fillersOf = ({ below, itemPath = '\0' }: Resource, beside: Operation): readonly Operation[] =>
    below
      .filter(
        (operation) =>
          operation.method === 'post' &&
          operation !== beside &&
          operation.path.startsWith(itemPath) &&
          hasNumber(operation),
      )
      .slice(0, mostFillers);

  return {
    areNeeded({ operationId }) {
      const most = helped.has(operationId) ? mostFilled : mostInVain;
      return short.has(operationId) && (filled.get(operationId) ?? 0) < most;
    },
    areSpent: ({ operationId }) => (refused.get(operationId) ?? 0) > 0,
    generousCall: (maker) => generous(maker, richCall(samplerOf(maker), 0)),
    *fill(item, beside) {
      filled.set(beside.operationId, (filled.get(beside.operationId) ?? 0) + 1);
      for (const operation of fillersOf(item.resource, beside)) {
        const call = generous(operation, richCall(samplerOf(operation), 0));
        if (call === undefined) continue;
        const path: Record<string, unknown> = { ...call.path };
        for (let at: KnownItem | undefined = item; at !== undefined; at = at.parent)
          for (const [index, name] of keyParameters(at.resource, operation.path).entries())
            path[name] = at.keys[index];
        const filling = testCase(
          { contract, operation, phase: 'stateful' },
          `fill/${nextNumber()}`,
          'fills an item for another case',
          { ...call, path },
          { fixed: Object.keys(path).map((name) => `/path/${name}`) },
        );
        const { response } = yield filling;
        if (response.status < 300) return;
      }
    },
    learn({ testCase: { operationId, intent, credentials, unbound = [] }, response: { status } }) {
      if (intent !== 'valid' || credentials !== 'valid') return;
      if (status >= 200 && status < 300) {
        refused.delete(operationId);
        if (short.has(operationId)) helped.add(operationId);
      }
      if (![400, 402, 403, 409, 422].includes(status) || unbound.length > 0) return;
      const count = (refused.get(operationId) ?? 0) + 1;
      refused.set(operationId, count);
      const operation = operations.get(operationId);
      // What may be lacking is counted: an amount, a number of pieces.
      if (count >= enoughRefusals && operation !== undefined && hasNumber(operation)) short.add(operationId);
    },
  };
}
