import type { Contract } from '../../generator/contract/model.ts';
import { valueIn } from '../../generator/contract/resources.ts';
import type { Exchange, TestCase } from '../model.ts';
import { isPaid } from './select.ts';
import { type LiveSettings, liveDefaults } from './settings.ts';

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
  /** `isGuess`: the response is not the server's, and its length is not known. */
  add(exchange: Exchange, isGuess?: boolean): void;
  /** A request that the run needs for itself was sent, which costs nothing. */
  addFree(): void;
  /** Corrects the cost by the money that is gone from the balance since the first call. */
  measured(amount: number): void;
  /** Keeps so many paid calls for what was not planned: valid calls are forbidden before they use them up. */
  keep(calls: number): void;
  readonly isClosed: boolean;
  /** No money is left: calls that cost some will be rejected. */
  close(): void;
  /** Why a call must not be sent: the budget is spent, or would be exceeded. */
  forbids(testCase: TestCase): string | undefined;
}

/** What counts of the longest response where the length is not known: some servers reason up to the limit, others do not. */
const guessed = 0.75;

const nothing: Spent = { requests: 0, paid: 0, tokens: 0, cost: 0 };

/** An upper estimate of a request's tokens: one per four bytes, and the longest response. */
export const tokensOf = (body: Uint8Array | undefined, maxTokens: number): number =>
  Math.ceil((body?.byteLength ?? 0) / 4) + maxTokens;

/** `before` is what was spent already, for example in a preflight. */
export function createPurse(
  contract: Contract,
  settings: LiveSettings | undefined,
  { maxPaid, maxTokens, maxCost }: LiveBudget,
  before: Spent = nothing,
): Purse {
  const paidOperations = new Set(
    contract.operations
      .filter((operation) => isPaid(settings, operation))
      .map(({ operationId }) => operationId),
  );
  const price = settings?.price;
  const million = 1_000_000;
  const hiddenIn = (body: Uint8Array | undefined): number =>
    body === undefined ? 0 : (settings?.hiddenTokens?.(parsed(body)) ?? 0);
  /** The most tokens of a request and its response. */
  const mostTokens = (body: Uint8Array | undefined): number => tokensOf(body, maxTokens) + hiddenIn(body);
  /** The most that a request may cost by the configured price. Calls count without one. */
  const atMost = (body: Uint8Array | undefined): number => {
    if (price === undefined) return 1;
    const prompt = mostTokens(body) - maxTokens;
    return (prompt * price.input + maxTokens * price.output) / million;
  };
  let { requests, paid, tokens } = before;
  let priced = price === undefined ? paid : before.cost;
  let isClosed = false;
  let kept = 0;
  /** What the balance showed last, and what was counted until then. */
  let known = { money: 0, priced: 0, tokens: 0 };
  const listed = price === undefined ? 0 : 1;
  /**
   * Money for what was or will be counted: by the configured price; where the balance shows that the server is dearer, by what it
   * took for the calls so far, in proportion to their price or to their tokens, whichever is more.
   */
  const money = (atPrice: number, ofTokens: number): number => {
    const factor = known.priced === 0 ? 0 : known.money / known.priced;
    if (factor <= listed) return atPrice * listed;
    return Math.max(
      atPrice * factor,
      price === undefined || known.tokens === 0 ? 0 : (ofTokens * known.money) / known.tokens,
    );
  };
  const cost = (): number =>
    Math.max(priced * listed, known.money + money(priced - known.priced, tokens - known.tokens));
  const mayBill = ({ operationId, credentials, intent }: TestCase): boolean =>
    paidOperations.has(operationId) &&
    credentials === 'valid' &&
    intent !== 'wrong-method' &&
    intent !== 'malformed-body';
  const wasPaid = ({ testCase, response: { status } }: Exchange): boolean =>
    // Without a response nobody knows.
    paidOperations.has(testCase.operationId) && (status === 0 || (status >= 200 && status < 300));
  return {
    get spent() {
      return { requests, paid, tokens, cost: cost() };
    },
    keep(calls) {
      kept = calls;
    },
    get isClosed() {
      return isClosed;
    },
    isPaid: wasPaid,
    add(exchange, isGuess = false) {
      requests++;
      if (!wasPaid(exchange)) return;
      paid++;
      const body = parsed(exchange.response.body);
      const counted = valueIn(body, settings?.tokens ?? ['usage', 'total_tokens']);
      const [input, given] =
        price === undefined ? [] : [valueIn(body, price.inputTokens), valueIn(body, price.outputTokens)];
      const output =
        isGuess && typeof given === 'number'
          ? Math.max(given, Math.round(guessed * liveDefaults.fewTokens))
          : given;
      const longer = typeof output === 'number' && typeof given === 'number' ? output - given : 0;
      tokens += typeof counted === 'number' ? counted + longer : mostTokens(exchange.request.body);
      priced +=
        price !== undefined && typeof input === 'number' && typeof output === 'number'
          ? (input * price.input + output * price.output) / million
          : atMost(exchange.request.body);
    },
    addFree: () => void requests++,
    measured(amount) {
      if (amount > 0) known = { money: amount, priced, tokens };
    },
    close() {
      isClosed = true;
    },
    forbids(testCase) {
      if (!mayBill(testCase)) return undefined;
      if (isClosed) return 'unpaid: the account has no money left';
      // An invalid call is free where it is refused; where it is accepted, it must not pass the budget either.
      if (paid >= maxPaid - (testCase.intent === 'valid' ? kept : 0))
        return 'cut by the budget of paid calls (--max-paid)';
      const { body } = testCase.request;
      const next = cost() + money(atMost(body), mostTokens(body));
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
