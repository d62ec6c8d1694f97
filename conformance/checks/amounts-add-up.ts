import type { Contract } from '../../generator/contract/model.ts';
import { child, isObject } from '../../generator/json/pointer.ts';
import type { Exchange, HistoryCheck, Verdict } from '../model.ts';
import { stateMember } from '../shown-state.ts';
import { jsonOf, judgeEach } from './history.ts';
import { isOk, itemIn, operationOf } from './things.ts';

/** States of a booking that is not done yet. */
const waiting =
  /pend|process|queue|schedul|hold|held|author|request|draft|review|submit|progress|created|new/i;

/** Members for what is taken of an amount on its way. */
const shares = /"[a-z_]*(fees?|commission|surcharge|interest|exchange_?rate)[a-z_]*":/i;

/**
 * What is booked on an item changes how much it has, by the amount that was booked. A booking that takes a while is waited for; one
 * that says that it is pending decides nothing, and where the document has fees, any change will do.
 */
export const amountsAddUp: HistoryCheck = {
  id: 'amounts-add-up',
  check({ scenario: { resource }, steps }, contract) {
    if (resource === undefined) return [];
    return steps.flatMap(({ role, exchange, about }, index): readonly Verdict[] => {
      if (role === 'close-filled') return ofClosing(contract, exchange);
      if (role !== 'amount' || about === undefined || !isOk(exchange) || isWaiting(exchange)) return [];
      const [member, amount] = JSON.parse(about) as [string, number];
      const operation = operationOf(contract, exchange);
      const at = (each: Exchange): string => JSON.stringify(each.testCase.arguments.path);
      const before = run(steps.slice(0, index).reverse(), 'read-before-amount');
      return run(steps.slice(index + 1), 'read-after-amount').flatMap((read) => {
        const first = before.find((each) => at(each) === at(read));
        const [was, is] = [first, read].map((each) =>
          each === undefined || !isOk(each) ? Number.NaN : numberIn(itemIn(resource, each)?.[member]),
        );
        if (was === undefined || is === undefined || Number.isNaN(was) || Number.isNaN(is)) return [];
        const difference = Math.abs(is - was);
        const isRight = [1, 0.01, 100].some((scale) => Math.abs(difference - amount * scale) < 1e-6 * amount);
        const problem =
          difference === 0
            ? `${member} still reads ${was} after ${amount} was booked by ${exchange.testCase.operationId}`
            : isRight || shares.test(JSON.stringify(contract.document))
              ? undefined
              : `${member} went from ${was} to ${is} when ${amount} was booked by ${exchange.testCase.operationId}`;
        return judgeEach(this.id, [read], () => problem, {
          keywordLocation: child(operation?.pointer ?? '#', 'responses'),
          instanceLocation: `/${member}`,
        });
      });
    });
  },
};

/** An item that has something left is not closed where the words of a 409 say so. */
function ofClosing(contract: Contract, exchange: Exchange): readonly Verdict[] {
  const operation = operationOf(contract, exchange);
  const conflict = operation?.responses.find(({ status }) => status === '409');
  return judgeEach(
    amountsAddUp.id,
    [exchange],
    () =>
      isOk(exchange)
        ? `${exchange.response.status} although the item is not empty, expected 409: "${conflict?.description?.trim()}"`
        : undefined,
    conflict === undefined ? {} : { keywordLocation: conflict.pointer, instanceLocation: '/close-filled' },
  );
}

/** The exchanges at the beginning of some steps that have one role. */
function run(steps: readonly { readonly role: string; readonly exchange: Exchange }[], role: string) {
  const end = steps.findIndex((each) => each.role !== role);
  return (end < 0 ? steps : steps.slice(0, end)).map(({ exchange }) => exchange);
}

function isWaiting(exchange: Exchange): boolean {
  if (exchange.response.status === 202) return true;
  const body = jsonOf(exchange);
  const member = isObject(body) ? stateMember(body) : undefined;
  return isObject(body) && member !== undefined && waiting.test(String(body[member]));
}

const numberIn = (value: unknown): number =>
  typeof value === 'number'
    ? value
    : typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value)
      ? Number(value)
      : Number.NaN;
