import { caseOf } from '../../conformance/live/features.ts';
import type { LiveBudget } from '../../conformance/live/purse.ts';
import { isRetired } from '../../conformance/live/retired.ts';
import type { Transport } from '../../conformance/model.ts';
import { fail } from '../../generator/contract/diagnostics.ts';
import type { Operation } from '../../generator/contract/model.ts';
import { valueIn } from '../../generator/contract/resources.ts';
import { encodeRequest } from '../../generator/wire/encode.ts';
import type { WireResponse } from '../../generator/wire/message.ts';
import type { Subject } from './subject.ts';
import type { Suite } from './suite.ts';

/** What a preflight found out about a server. */
export interface Preflight {
  /**
   * Discriminator values that it lists; `undefined` where the configuration does not name the operation that lists
   * them.
   */
  readonly served: ReadonlySet<string> | undefined;
  /** Those of them that the document has, the one that was tried first, and those it has not. */
  readonly documented: readonly string[];
  readonly undocumented: readonly string[];
  /** Documented and listed, but rejected as no longer served. */
  readonly retired: readonly string[];
  /** Money that is left, in the unit of the configuration. */
  readonly balance: number | undefined;
  /** Requests that were sent, and how many of them cost money. */
  readonly sent: { readonly requests: number; readonly paid: number };
  /** What was found out, a line each. */
  readonly lines: readonly string[];
  /** Problems that do not stop the run. */
  readonly problems: readonly string[];
}

/** Minutes that clocks may differ: certificates and signed requests allow about as much. */
const clockTolerance = 5;

/**
 * Finds out before a run whether the server is the API, accepts the key, which values it serves and how much money is left;
 * then sends one call that costs money, where that is allowed. An obstacle to the run is a diagnostic (exit code 3).
 */
export async function preflight(
  subject: Subject,
  suite: Suite,
  transport: Transport,
  budget: LiveBudget,
): Promise<Preflight> {
  const { contract, config } = subject;
  const settings = config?.live;
  const lines: string[] = [];
  const problems: string[] = [];
  const sent = { requests: 0, paid: 0 };
  const operationOf = (id: string | undefined): Operation | undefined =>
    contract.operations.find(({ operationId }) => operationId === id);
  const sendTo = async (operation: Operation, credentials: 'valid' | 'none'): Promise<WireResponse> => {
    const request = encodeRequest(operation, { path: {}, query: {}, header: {}, cookie: {} });
    sent.requests++;
    const { response } = await transport.send(suite.parts.authorize(operation, request, credentials));
    return response;
  };

  const list = operationOf(settings?.served?.operationId);
  const known = new Set(
    contract.operations.flatMap(({ requestBody }) =>
      (requestBody?.content ?? []).flatMap(({ schema }) => [
        ...(schema?.discriminator?.mapping.keys() ?? []),
      ]),
    ),
  );
  let served: ReadonlySet<string> | undefined;
  if (list !== undefined && settings?.served !== undefined) {
    const { items, id } = settings.served;
    const response = await sendTo(list, 'valid');
    refuseWhatIsNotTheApi(suite, transport.baseUrl, list, response);
    const found = response.status === 200 ? valueIn(parsed(response), items) : undefined;
    if (!Array.isArray(found))
      return fail(
        {
          code: 'no-list',
          message: `${nameOf(list)} responded ${response.status} without a list, so the served values are unknown: ${quoted(suite, response)}`,
          hint: 'Give --target the address that clients of this API are given.',
        },
        3,
      );
    served = new Set(found.map((item) => valueIn(item, [id])).filter((each) => typeof each === 'string'));
    lines.push(`the key is accepted by ${suite.redact.text(transport.baseUrl)}`);
    const clock = clockProblem(response);
    if (clock !== undefined) problems.push(clock);
    const limits = response.headers.filter(([name]) => /rate-?limit/i.test(name));
    if (limits.length > 0)
      lines.push(
        `limits: ${limits.map(([name, value]) => `${name} ${suite.redact.text(value)}`).join(', ')}`,
      );
  }
  const documented = [...(served ?? [])].filter((value) => known.has(value));
  const undocumented = known.size === 0 ? [] : [...(served ?? [])].filter((value) => !known.has(value));
  if (served !== undefined) {
    lines.push(`served and documented: ${documented.join(', ') || 'nothing'}`);
    if (undocumented.length > 0) lines.push(`served, not documented: ${undocumented.join(', ')}`);
    if (documented.length === 0 && known.size > 0)
      problems.push(
        `none of the documented values is served; served are: ${[...served].join(', ') || 'none'}`,
      );
  }

  const { operation: balanceOperation, amount: balance } = await readBalance(subject, suite, transport);
  if (balanceOperation !== undefined) sent.requests++;
  if (balance !== undefined) {
    lines.push(`balance: ${balance} ${settings?.balance?.unit}`);
    if (balance <= 0)
      problems.push(
        `the balance is ${balance} ${settings?.balance?.unit}: calls that cost money will be rejected`,
      );
  }
  if (list !== undefined && (list.security[0]?.size ?? 0) > 0) {
    const { status } = await sendTo(list, 'none');
    lines.push(
      status === 401 || status === 403
        ? `without a key: ${status}`
        : `without a key: ${status}, where 401 was expected`,
    );
  }
  const retired: string[] = [];
  if (budget.maxPaid > 0 && documented.length > 0 && (balance === undefined || balance > 0)) {
    const wishes = documented.map((value) => ({ value, maxTokens: budget.maxTokens }));
    lines.push(await tryPaid(subject, suite, transport, wishes, sent, retired));
  }
  return {
    served:
      served === undefined ? undefined : new Set([...served].filter((value) => !retired.includes(value))),
    documented: documented.filter((value) => !retired.includes(value)),
    undocumented,
    retired,
    balance,
    sent,
    lines,
    problems,
  };
}

/** Throws a diagnostic for a web page, a rejected key or a wrong address. */
function refuseWhatIsNotTheApi(
  suite: Suite,
  baseUrl: string,
  operation: Operation,
  response: WireResponse,
): void {
  const { status } = response;
  const at = suite.redact.text(baseUrl);
  const type = response.headers.find(([name]) => name === 'content-type')?.[1] ?? '';
  if (/html/i.test(type) || /^\s*</.test(textOf(response)))
    fail(
      {
        code: 'not-the-api',
        message: `${nameOf(operation)} at ${at} responded ${status} with a web page: ${quoted(suite, response)}`,
        hint: 'A proxy or a sign-in page of the network stands between, or this is a web site: give the address of the API.',
      },
      3,
    );
  if (status === 401 || status === 403)
    fail(
      {
        code: 'key-refused',
        message: `${at} rejects the key (${status}): ${quoted(suite, response)}`,
        hint: 'Keys of one host or region are often not good for another.',
      },
      3,
    );
  if (status === 404 || status === 405 || status === 421)
    fail(
      {
        code: 'wrong-host',
        message: `${nameOf(operation)} responded ${status} at ${at}, so this is not the address of the API: ${quoted(suite, response)}`,
        hint: 'Give --target the address that clients of this API are given.',
      },
      3,
    );
}

/** Minutes between this machine's clock and the server's, when they are too many. */
function clockProblem({ headers }: WireResponse): string | undefined {
  const date = Date.parse(headers.find(([name]) => name === 'date')?.[1] ?? '');
  const minutes = Math.round((Date.now() - date) / 60_000);
  return Number.isNaN(date) || Math.abs(minutes) < clockTolerance
    ? undefined
    : `the clock of this machine is ${Math.abs(minutes)} minutes ${minutes > 0 ? 'ahead of' : 'behind'} the server's: set it right, or signatures and times in reports are wrong`;
}

/** Reads how much money is left, where the configuration says how. */
export async function readBalance(
  { contract, config }: Subject,
  suite: Suite,
  transport: Transport,
): Promise<{ readonly operation?: Operation; readonly amount?: number }> {
  const balance = config?.live?.balance;
  const operation = contract.operations.find(({ operationId }) => operationId === balance?.operationId);
  if (balance === undefined || operation === undefined) return {};
  const request = encodeRequest(operation, { path: {}, query: {}, header: {}, cookie: {} });
  const { response } = await transport.send(suite.parts.authorize(operation, request, 'valid'));
  const amount = valueIn(parsed(response), balance.available);
  return { operation, ...(typeof amount === 'number' ? { amount } : {}) };
}

/** Values that are tried before none counts as served. */
const mostRetired = 4;

/**
 * Sends the first call of the first feature with the first served value, once more when it is rejected. A second rejection
 * ends the run.
 */
async function tryPaid(
  { contract, config }: Subject,
  suite: Suite,
  transport: Transport,
  wishes: readonly { readonly value: string; readonly maxTokens: number }[],
  sent: { requests: number; paid: number },
  retired: string[],
): Promise<string> {
  const [feature] = config?.live?.features ?? [];
  for (const wish of wishes.slice(0, mostRetired)) {
    const call = feature?.run(wish).next().value;
    const made = typeof call === 'object' ? caseOf(contract, call, 'preflight') : undefined;
    const operation = contract.operations.find(({ operationId }) => operationId === made?.operationId);
    if (made === undefined || operation === undefined)
      return 'no call that costs money is configured (live.features)';
    for (let attempt = 1; attempt <= 2; attempt++) {
      sent.requests++;
      const { response } = await transport.send(suite.parts.authorize(operation, made.request, 'valid'));
      if (response.status >= 200 && response.status < 300) {
        sent.paid++;
        return `one call that costs money: ${nameOf(operation)} with ${wish.value} responded ${response.status}`;
      }
      if (isRetired({ response }, config?.live?.retired)) {
        retired.push(wish.value);
        break;
      }
      if (attempt === 2)
        return fail(
          {
            code: 'canonical-refused',
            message: `${nameOf(operation)} rejects the simplest call (${wish.value}, ${made.title}) with ${response.status}, twice: ${quoted(suite, response)}`,
            hint: 'Put a body that this server accepts into live.features and live.canonical of the configuration.',
          },
          3,
        );
    }
  }
  return `none of ${retired.join(', ')} is served any more, though all are listed`;
}

const nameOf = ({ method, path }: Operation): string => `${method.toUpperCase()} ${path}`;

const textOf = ({ body }: WireResponse): string => new TextDecoder().decode(body);

/** The beginning of a response, without keys. */
const quoted = (suite: Suite, response: WireResponse): string =>
  JSON.stringify(suite.redact.text(textOf(response)).replaceAll(/\s+/g, ' ').slice(0, 200));

function parsed(response: WireResponse): unknown {
  try {
    return JSON.parse(textOf(response));
  } catch {
    return undefined;
  }
}
