import { caseOf } from '../../conformance/live/features.ts';
import type { LiveBudget, Purse, Spent } from '../../conformance/live/purse.ts';
import { isMarked } from '../../conformance/live/response-mark.ts';
import type { Transport } from '../../conformance/model.ts';
import { fail } from '../../generator/contract/diagnostics.ts';
import type { Contract, Operation } from '../../generator/contract/model.ts';
import { valueIn } from '../../generator/contract/resources.ts';
import { encodeRequest } from '../../generator/wire/encode.ts';
import type { WireRequest, WireResponse } from '../../generator/wire/message.ts';
import { balanceOperation, readBalance } from './balance.ts';
import { clockProblem, nameOf, quoted, refuseWhatIsNotTheApi, textOf } from './not-the-api.ts';
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
  /** The account has no money, or the server says so. */
  readonly isBroke: boolean;
  /** What was sent, and its cost. */
  readonly sent: Spent;
  /** What was found out, a line each. */
  readonly lines: readonly string[];
  /** Problems that do not stop the run. */
  readonly problems: readonly string[];
}

/** What the steps of a preflight share. */
interface Probing {
  readonly subject: Subject;
  readonly suite: Suite;
  readonly transport: Transport;
  readonly budget: LiveBudget;
  readonly purse: Purse;
  readonly lines: string[];
  readonly problems: string[];
  /** Sends a request that costs nothing. */
  send(operation: Operation, credentials: 'valid' | 'none', request?: WireRequest): Promise<WireResponse>;
}

/**
 * Finds out before a run whether the server is the API, accepts the key, which values it serves and how much money is left;
 * then sends one call that costs money, where that is allowed. An obstacle to the run is a diagnostic (exit code 3). Where a run
 * `begins`, it also finds out which of the other listed values are no longer served, so that the plan is right.
 */
export async function preflight(
  subject: Subject,
  suite: Suite,
  transport: Transport,
  budget: LiveBudget,
  purse: Purse,
  begins = false,
): Promise<Preflight> {
  const { contract, config } = subject;
  const lines: string[] = [];
  const problems: string[] = [];
  const probing: Probing = {
    subject,
    suite,
    transport,
    budget,
    purse,
    lines,
    problems,
    async send(operation, credentials, request = bareRequest(operation)) {
      purse.addFree();
      return (await transport.send(await suite.parts.authorize(operation, request, credentials))).response;
    },
  };
  const list = contract.operations.find(
    ({ operationId }) => operationId === config?.live?.served?.operationId,
  );
  const served = list === undefined ? undefined : await servedValues(probing, list);
  const known = valuesOf(contract);
  const documented = [...(served ?? [])].filter((value) => known.has(value));
  const undocumented = known.size === 0 ? [] : [...(served ?? [])].filter((value) => !known.has(value));
  if (served !== undefined) {
    lines.push(`served and documented: ${documented.join(', ') || 'nothing'}`);
    if (undocumented.length > 0) lines.push(`served, not documented: ${undocumented.join(', ')}`);
    if (documented.length === 0 && known.size > 0)
      problems.push(
        `none of the documented values is served; served are: ${[...served].map((value) => near(value, known)).join(', ') || 'none'}`,
      );
  }
  const balance = await startBalance(probing);
  if (list !== undefined && (list.security[0]?.size ?? 0) > 0) {
    const { status } = await probing.send(list, 'none');
    lines.push(
      status === 401 || status === 403
        ? `without a key: ${status}`
        : `without a key: ${status}, where 401 was expected`,
    );
  }
  await tryOtherKeys(probing);
  const retired: string[] = [];
  const tried = documented.length > 0 ? documented : undocumented;
  if (tried.length > 0) await tryPaid(probing, tried, retired, balance);
  if (begins && budget.maxPaid > 0 && !purse.isClosed)
    await findRetired(probing, documented.filter((value) => !retired.includes(value)).slice(1), retired);
  return {
    served:
      served === undefined ? undefined : new Set([...served].filter((value) => !retired.includes(value))),
    documented: documented.filter((value) => !retired.includes(value)),
    undocumented: undocumented.filter((value) => !retired.includes(value)),
    retired,
    balance,
    isBroke: purse.isClosed,
    sent: purse.spent,
    lines,
    problems,
  };
}

/** A served value, with the documented one that it may be another spelling or version of. */
const near = (value: string, documented: ReadonlySet<string>): string => {
  const like = [...documented].find((each) => value.toLowerCase().startsWith(each.toLowerCase()));
  return like === undefined ? value : `${value} (the document has ${like})`;
};

const bareRequest = (operation: Operation): WireRequest =>
  encodeRequest(operation, { path: {}, query: {}, header: {}, cookie: {} });

const valuesOf = ({ operations }: Contract): ReadonlySet<string> =>
  new Set(
    operations.flatMap(({ requestBody }) =>
      (requestBody?.content ?? []).flatMap(({ schema }) => [
        ...(schema?.discriminator?.mapping.keys() ?? []),
      ]),
    ),
  );

/** The values that the server lists; also what its headers tell of limits and of the time. */
async function servedValues(
  { subject, suite, transport, lines, problems, send }: Probing,
  list: Operation,
): Promise<ReadonlySet<string> | undefined> {
  const settings = subject.config?.live?.served;
  if (settings === undefined) return undefined;
  const { items, id } = settings;
  const response = await send(list, 'valid');
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
  lines.push(`the key is accepted by ${suite.redact.text(transport.baseUrl)}`);
  const clock = clockProblem(response);
  if (clock !== undefined) problems.push(clock);
  const limits = response.headers.filter(([name]) => /rate-?limit/i.test(name));
  if (limits.length > 0)
    lines.push(`limits: ${limits.map(([name, value]) => `${name} ${suite.redact.text(value)}`).join(', ')}`);
  return new Set(found.map((item) => valueIn(item, [id])).filter((each) => typeof each === 'string'));
}

/** The balance before the run; without money no call that costs some is sent. */
async function startBalance({
  subject,
  suite,
  transport,
  purse,
  lines,
  problems,
}: Probing): Promise<number | undefined> {
  const operation = balanceOperation(subject);
  if (operation === undefined) return undefined;
  purse.addFree();
  const { amount, status } = (await readBalance(subject, suite, transport)) ?? { status: 0 };
  const unit = subject.config?.live?.balance?.unit;
  if (amount === undefined) {
    lines.push(`balance: unknown, ${nameOf(operation)} responded ${status}`);
    return undefined;
  }
  lines.push(`balance: ${amount} ${unit}`);
  if (amount <= 0) {
    problems.push(`the balance is ${amount} ${unit}: calls that cost money will be rejected`);
    purse.close();
  }
  return amount;
}

/**
 * A key may be good for one operation and not for another: tries a list of what features create. Where nothing may be paid for,
 * it also sends the call that would cost money with a body that is not JSON, which no server accepts or bills.
 */
async function tryOtherKeys({ subject, budget, purse, send, problems }: Probing): Promise<void> {
  const { contract, config } = subject;
  const features = config?.live?.features ?? [];
  const report = (operation: Operation, { status }: WireResponse): void => {
    if (status === 401 || status === 403)
      problems.push(
        `the key is not accepted for ${nameOf(operation)} (${status}): what needs it is not exercised`,
      );
  };
  const created = contract.inferred.resources.find(({ operations: { create } }) =>
    features.some(({ operations }) => create !== undefined && operations.includes(create.operationId)),
  );
  const list = created?.operations.list;
  if (list?.parameters.every(({ required }) => !required) === true) report(list, await send(list, 'valid'));
  const paid = contract.operations.find(({ operationId }) => operationId === features[0]?.operations[0]);
  if (paid?.requestBody === undefined || (budget.maxPaid > 0 && !purse.isClosed)) return;
  const body = new TextEncoder().encode('{');
  const headers = [['content-type', 'application/json']] as const;
  report(paid, await send(paid, 'valid', { ...bareRequest(paid), headers, body }));
}

/** Values that are tried before none counts as served. */
const mostRetired = 4;

/**
 * Sends the first call of the first feature with the first served value, once more when it is rejected. A second rejection
 * ends the run.
 */
async function tryPaid(
  probing: Probing,
  values: readonly string[],
  retired: string[],
  balance: number | undefined,
): Promise<void> {
  const { subject, suite, transport, budget, purse, lines, problems } = probing;
  const { contract, config } = subject;
  const [feature] = config?.live?.features ?? [];
  if (budget.maxPaid === 0) return;
  for (const value of values.slice(0, mostRetired)) {
    const call = feature?.run({ value, maxTokens: budget.maxTokens }).next().value;
    const made = typeof call === 'object' ? caseOf(contract, call, 'preflight') : undefined;
    const operation = contract.operations.find(({ operationId }) => operationId === made?.operationId);
    if (made === undefined || operation === undefined)
      return void lines.push('no call that costs money is configured (live.features)');
    const forbidden = purse.forbids(made);
    if (forbidden !== undefined) return void lines.push(`no call that costs money: ${forbidden}`);
    for (let attempt = 1; attempt <= 2; attempt++) {
      const request = await suite.parts.authorize(operation, made.request, 'valid');
      const { response, milliseconds } = await transport.send(request);
      purse.add({ id: 0, testCase: made, request, response, milliseconds });
      const { status } = response;
      if (status >= 200 && status < 300) {
        lines.push(`one call that costs money: ${nameOf(operation)} with ${value} responded ${status}`);
        return measure(probing, balance);
      }
      if (isMarked({ response }, config?.live?.noMoney)) {
        problems.push(
          `no money is left: ${nameOf(operation)} responded ${status}: ${quoted(suite, response)}`,
        );
        return purse.close();
      }
      if (isMarked({ response }, config?.live?.retired)) {
        retired.push(value);
        break;
      }
      if (status === 401 || status === 403)
        return fail(
          {
            code: 'key-refused',
            message: `the key is not accepted for ${nameOf(operation)} (${status}), though it is for other operations: ${quoted(suite, response)}`,
            hint: 'Give the key the rights of this operation, or leave --yes out: then nothing that costs money is sent.',
          },
          3,
        );
      if (attempt === 2)
        return fail(
          {
            code: 'canonical-refused',
            message: `${nameOf(operation)} rejects the simplest call (${value}, ${made.title}) with ${status}, twice: ${quoted(suite, response)}`,
            hint: 'Put a body that this server accepts into live.features and live.canonical of the configuration.',
          },
          3,
        );
    }
  }
  lines.push(`none of ${retired.join(', ')} is served any more, though all are listed`);
}

/** Listed values that are looked at before a run; where all of them are served, the others are assumed to be. */
const mostLookedAt = 4;

/** Sends each value without anything else, which is invalid and free: a value that is no longer served is rejected as such. */
async function findRetired(
  { subject: { contract, config }, suite, transport, purse, lines }: Probing,
  values: readonly string[],
  retired: string[],
): Promise<void> {
  const [feature] = config?.live?.features ?? [];
  const operation = contract.operations.find(({ operationId }) => operationId === feature?.operations[0]);
  const media = operation?.requestBody?.content.find(({ schema }) => schema?.discriminator !== undefined);
  const name = media?.schema?.discriminator?.propertyName;
  if (operation === undefined || media === undefined || name === undefined) return;
  for (const [index, value] of values.entries()) {
    if (index >= mostLookedAt && retired.length === 0) return;
    const body = { contentType: media.contentType, value: { [name]: value } };
    const call = { operationId: operation.operationId, title: `is ${value} served`, arguments: { body } };
    const valid = caseOf(contract, call, 'preflight');
    const made = valid && { ...valid, intent: 'invalid' as const };
    if (made === undefined || purse.forbids(made) !== undefined) return;
    const request = await suite.parts.authorize(operation, made.request, 'valid');
    const { response, milliseconds } = await transport.send(request);
    purse.add({ id: 0, testCase: made, request, response, milliseconds });
    // A server that accepts this bills it: nothing more is found out in this way.
    if (response.status < 400) return;
    if (!isMarked({ response }, config?.live?.retired)) continue;
    retired.push(value);
    lines.push(`${value} is listed, but no longer served`);
  }
}

/** Where money is limited, the balance shows after the first call whether the server is dearer than the configured price. */
async function measure(
  { subject, suite, transport, budget, purse }: Probing,
  balance: number | undefined,
): Promise<void> {
  if (budget.maxCost === undefined || balance === undefined) return;
  purse.addFree();
  const { amount } = (await readBalance(subject, suite, transport)) ?? {};
  if (amount !== undefined) purse.measured(balance - amount);
}

function parsed(response: WireResponse): unknown {
  try {
    return JSON.parse(textOf(response));
  } catch {
    return undefined;
  }
}
