import { createRemovals } from '../../conformance/cases/removals.ts';
import { runSuite, type SuiteOptions } from '../../conformance/engine/run-suite.ts';
import { createOwnership } from '../../conformance/live/ownership.ts';
import { type LivePlans, isPaid as mayBill, selectForLive } from '../../conformance/live/select.ts';
import type { CasePlan, Exchange, Transport } from '../../conformance/model.ts';
import { fail } from '../../generator/contract/diagnostics.ts';
import { valueIn } from '../../generator/contract/resources.ts';
import { encodeRequest } from '../../generator/wire/encode.ts';
import type { Subject } from './subject.ts';
import { openSuite, type Suite } from './suite.ts';

/** What a live run is allowed to cost. */
export interface LiveBudget {
  readonly maxPaid: number;
  readonly maxTokens: number;
}

/** What a run would send and cost, counted in a rehearsal against the built-in mock. */
export interface Estimate {
  readonly requests: number;
  readonly paid: number;
  readonly tokens: number;
}

/** Asks the server what it serves; `undefined` where the configuration does not say how. A key that is refused ends it here. */
export async function servedValues(
  { contract, config }: Subject,
  { parts }: Suite,
  transport: Transport,
): Promise<ReadonlySet<string> | undefined> {
  const served = config?.live?.served;
  const operation = contract.operations.find(({ operationId }) => operationId === served?.operationId);
  if (served === undefined || operation === undefined) return undefined;
  const request = encodeRequest(operation, { path: {}, query: {}, header: {}, cookie: {} });
  const { response } = await transport.send(parts.authorize(operation, request, 'valid'));
  const { status } = response;
  if (status === 401 || status === 403) {
    return fail(
      {
        code: 'key-refused',
        message: `${transport.baseUrl} refuses the key (${status})`,
        hint: 'Keys of one host or region are often not good for another.',
      },
      3,
    );
  }
  const items = status === 200 ? valueIn(parse(response.body), served.items) : undefined;
  if (!Array.isArray(items)) {
    return fail(
      {
        code: 'no-list',
        message: `${operation.method.toUpperCase()} ${operation.path} answered ${status} and no list, so nobody knows what is served`,
      },
      3,
    );
  }
  return new Set(items.map((item) => valueIn(item, [served.id])).filter((id) => typeof id === 'string'));
}

/** What may be sent to a server that bills. */
export const livePlans = (
  { contract, config }: Subject,
  plans: readonly CasePlan[],
  served: ReadonlySet<string> | undefined,
  budget: LiveBudget,
): LivePlans => selectForLive(contract, plans, { settings: config?.live, served, ...budget });

/** Counts what exchanges cost. */
export function createMeter({ contract, config }: Subject, { maxTokens }: LiveBudget) {
  const paid = new Set(
    contract.operations
      .filter((operation) => mayBill(config?.live, operation))
      .map(({ operationId }) => operationId),
  );
  const isPaid = ({ testCase, response }: Exchange): boolean =>
    paid.has(testCase.operationId) && response.status >= 200 && response.status < 300;
  const counted = { requests: 0, paid: 0, tokens: 0 };
  return {
    counted: counted as Estimate,
    isPaid,
    add(exchange: Exchange): void {
      const { request, response } = exchange;
      counted.requests++;
      if (!isPaid(exchange)) return;
      counted.paid++;
      const told = valueIn(parse(response.body), config?.live?.tokens ?? ['usage', 'total_tokens']);
      counted.tokens += typeof told === 'number' ? told : tokensOf(request.body, maxTokens);
    },
  };
}

/** Tokens that a request takes at most, about: four bytes each, and the answer. */
export const tokensOf = (body: Uint8Array | undefined, maxTokens: number): number =>
  Math.ceil((body?.byteLength ?? 0) / 4) + maxTokens;

/** Plays the plans against the built-in mock: that is how many requests they take, shared twins and set-ups counted. */
export async function rehearse(
  subject: Subject,
  plans: readonly CasePlan[],
  seed: number,
  maxRequests: number,
  budget: LiveBudget,
): Promise<Estimate> {
  const { parts } = openSuite(subject, { target: 'mock', seed, recordedOnly: true });
  const meter = createMeter(subject, budget);
  const removals = createRemovals(subject.contract);
  const ownership = createOwnership(subject.contract);
  const track: SuiteOptions['track'] = (exchange) => {
    ownership.see(exchange);
    return removals(exchange);
  };
  const { forbids } = ownership;
  for await (const event of runSuite({ ...parts, plans, maxRequests, track, forbids })) {
    if (event.event === 'exchange') meter.add(event.exchange);
  }
  return meter.counted;
}

/** The plan of a live run, as it is shown before anything of it is sent. */
export function describePlan(
  { requests, paid, tokens }: Estimate,
  run: {
    readonly target: string;
    readonly pace: number;
    readonly budget: LiveBudget;
    readonly notServed: readonly string[];
    /** Paid calls are allowed. */
    readonly yes: boolean;
    /** Requests that were sent to make the plan. */
    readonly asked: number;
  },
): string {
  const { target, pace, budget, notServed, yes, asked } = run;
  const all = requests + asked;
  return [
    `plan for ${target}: ${all} requests, ${paid} paid calls, about ${tokens} tokens, ${duration(all * pace)} at one request every ${pace} s`,
    ...(yes ? [`at most ${budget.maxPaid} paid calls of at most ${budget.maxTokens} tokens an answer`] : []),
    ...(notServed.length === 0 ? [] : [`not served, so not asked for: ${notServed.join(', ')}`]),
    ...(yes ? [] : ['calls that cost money are left out: --yes allows them']),
  ].join('\n');
}

const duration = (seconds: number): string =>
  seconds < 90 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`;

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}
