import type { Rule } from 'openapi-plumbline';
import { objectOf } from './members.ts';

/** What is available is cash and voucher; with negative cash, the voucher alone. */
export const balanceSums: Rule = {
  id: 'balance-sums',
  evidence: 'document',
  source:
    '#/components/schemas/BalanceResponse/properties/data/properties/available_balance: including cash balance and voucher balance',
  appliesTo: ['getBalance'],
  check({ status, body }) {
    const data = objectOf(objectOf(body)?.['data']);
    if (status !== 200 || data === undefined) return { kind: 'notApplicable', reason: 'there is no balance' };
    const [available, voucher, cash] = [
      data['available_balance'],
      data['voucher_balance'],
      data['cash_balance'],
    ].map(Number) as [number, number, number];
    const wanted = cash < 0 ? voucher : voucher + cash;
    if (Math.abs(available - wanted) < 1e-5) return { kind: 'pass' };
    return {
      kind: 'fail',
      message: `available is ${available}, cash and voucher come to ${wanted}`,
      instanceLocation: '/data/available_balance',
    };
  },
};

/** `code` 0 is a success, and nothing else is. */
export const balanceCode: Rule = {
  id: 'balance-code',
  evidence: 'document',
  source: '#/components/schemas/BalanceResponse/properties/code: 0 indicates success',
  appliesTo: ['getBalance'],
  check({ status, body }) {
    const answer = objectOf(body);
    if (status !== 200 || answer === undefined)
      return { kind: 'notApplicable', reason: 'there is no balance' };
    if ((answer['code'] === 0) === (answer['status'] === true)) return { kind: 'pass' };
    return {
      kind: 'fail',
      message: `code is ${String(answer['code'])} while status is ${String(answer['status'])}`,
      instanceLocation: '/code',
    };
  },
};
