import type { Rule } from 'openapi-plumbline';
import { isObject, nothingToSee, soundAnswer, verdict } from './answer.ts';

/** What can be spent is cash and voucher; with debts, the voucher alone. */
export const balanceSum: Rule = {
  id: 'balance-sum',
  evidence: 'document',
  source:
    '#/components/schemas/BalanceResponse/properties/data: available includes cash and voucher; when cash is negative it equals the voucher',
  appliesTo: ['getBalance'],
  check(exchange) {
    const data = soundAnswer(exchange)?.answer['data'];
    if (!isObject(data)) return nothingToSee;
    const { available_balance: available, cash_balance: cash, voucher_balance: voucher } = data;
    if (typeof available !== 'number' || typeof cash !== 'number' || typeof voucher !== 'number')
      return { kind: 'notApplicable', reason: 'a balance is missing' };
    const want = cash < 0 ? voucher : cash + voucher;
    // Balances carry five decimals; sums of doubles differ further right.
    const holds = Math.abs(available - want) < 1e-5 * Math.max(1, Math.abs(want));
    return verdict(holds, `available_balance is ${available}, expected ${want}`, '/data/available_balance');
  },
};
