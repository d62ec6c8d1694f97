import type { Contract } from '../../generator/contract/model.ts';
import { valueIn } from '../../generator/contract/resources.ts';
import type { Exchange, TestCase } from '../model.ts';
import { isPaid } from './select.ts';
import type { LiveSettings } from './settings.ts';

/** The limits of a live run. */
export interface LiveBudget {
  /** Calls that cost money. */
  readonly maxPaid: number;
  /** Tokens of one response. */
  readonly maxTokens: number;
  /** Money, in the unit of the balance. */
  readonly maxCost?: number;
}

/** What a run has sent, and its cost. */
export interface Spent {
  readonly requests: number;
  readonly paid: number;
  readonly tokens: number;
  /** In the unit of the configured price; 0 where none is configured. */
  readonly cost: number;
}

/** Counts the cost of exchanges, and reports when the next one would exceed the limits. */
export interface Purse {
  readonly spent: Spent;
  isPaid(exchange: Exchange): boolean;
  add(exchange: Exchange): void;
  /** Why a call must not be sent: the budget is spent, or would be exceeded. */
  forbids(testCase: TestCase): string | undefined;
}

/** An upper estimate of a request's tokens: one per four bytes, and the longest response. */
export const tokensOf = (body: Uint8Array | undefined, maxTokens: number): number =>
  Math.ceil((body?.byteLength ?? 0) / 4) + maxTokens;

/** `before` is what was spent already, for example in a preflight. */
export function createPurse(
  contract: Contract,
  settings: LiveSettings | undefined,
  { maxPaid, maxTokens, maxCost }: LiveBudget,
  before: Pick<Spent, 'requests' | 'paid'> = { requests: 0, paid: 0 },
): Purse {
  const paidOperations = new Set(
    contract.operations
      .filter((operation) => isPaid(settings, operation))
      .map(({ operationId }) => operationId),
  );
  const price = settings?.price;
  const million = 1_000_000;
  /** The most that a request may cost: a quarter of a token per byte, and the longest response. */
  const atMost = (body: Uint8Array | undefined): number =>
    price === undefined
      ? 0
      : (((body?.byteLength ?? 0) / 4) * price.input + maxTokens * price.output) / million;
  const spent = {
    requests: before.requests,
    paid: before.paid,
    tokens: 0,
    cost: before.paid * atMost(undefined),
  };
  const mayBill = ({ operationId, credentials, intent, rule }: TestCase): boolean =>
    paidOperations.has(operationId) && credentials === 'valid' && intent === 'valid' && rule === undefined;
  const wasPaid = ({ testCase, response }: Exchange): boolean =>
    paidOperations.has(testCase.operationId) && response.status >= 200 && response.status < 300;
  return {
    spent,
    isPaid: wasPaid,
    add(exchange) {
      spent.requests++;
      if (!wasPaid(exchange)) return;
      spent.paid++;
      const body = parsed(exchange.response.body);
      const counted = valueIn(body, settings?.tokens ?? ['usage', 'total_tokens']);
      spent.tokens += typeof counted === 'number' ? counted : tokensOf(exchange.request.body, maxTokens);
      const [input, output] =
        price === undefined ? [] : [valueIn(body, price.inputTokens), valueIn(body, price.outputTokens)];
      spent.cost +=
        price !== undefined && typeof input === 'number' && typeof output === 'number'
          ? (input * price.input + output * price.output) / million
          : atMost(exchange.request.body);
    },
    forbids(testCase) {
      if (!mayBill(testCase)) return undefined;
      if (spent.paid >= maxPaid) return 'cut by the budget of paid calls (--max-paid)';
      const next = spent.cost + atMost(testCase.request.body);
      return maxCost !== undefined && next > maxCost ? 'cut by the budget of money (--max-cost)' : undefined;
    },
  };
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}
