import type { Rule } from 'openapi-plumbline';
import { isObject, objectOf } from './json.ts';
import { nothingToSee, soundResponse, verdictOf, wrong } from './outcome.ts';

/** What is available is cash and voucher; with negative cash, the voucher alone. */
export const balanceSums: Rule = {
  id: 'balance-sums',
  evidence: 'document',
  source:
    '#/components/schemas/BalanceResponse/properties/data/properties/available_balance: including cash balance and voucher balance',
  appliesTo: ['getBalance'],
  check(exchange) {
    const data = soundResponse(exchange)?.response['data'];
    if (!isObject(data)) return verdictOf(nothingToSee);
    const { available_balance: available, voucher_balance: voucher, cash_balance: cash } = data;
    const wanted = Number(cash) < 0 ? Number(voucher) : Number(voucher) + Number(cash);
    return verdictOf(
      Math.abs(Number(available) - wanted) < 1e-5
        ? undefined
        : wrong('/data/available_balance', `available is ${available}, cash and voucher come to ${wanted}`),
    );
  },
};

/** `code` 0 is a success, and nothing else is. */
export const balanceCode: Rule = {
  id: 'balance-code',
  evidence: 'document',
  source: '#/components/schemas/BalanceResponse/properties/code: 0 indicates success',
  appliesTo: ['getBalance'],
  check(exchange) {
    const sound = soundResponse(exchange);
    if (sound === undefined) return verdictOf(nothingToSee);
    const { code, status, scode } = objectOf(sound.response);
    if (typeof scode === 'string' && /^0x[0-9a-f]+$/i.test(scode) && Number(scode) !== code)
      return verdictOf(wrong('/scode', `scode is ${scode} while code is ${String(code)}`));
    return verdictOf(
      (code === 0) === (status === true)
        ? undefined
        : wrong('/code', `code is ${String(code)} while status is ${String(status)}`),
    );
  },
};
