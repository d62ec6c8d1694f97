import type { Contract, Operation } from '../../generator/contract/model.ts';
import { findMediaType, isJson } from '../../generator/json/media-type.ts';
import { isObject } from '../../generator/json/pointer.ts';
import { memberSchema } from '../../generator/wire/decode.ts';
import { encodeRequest } from '../../generator/wire/encode.ts';
import type { CasePlan, TestCase } from '../model.ts';
import type { LiveSettings } from './settings.ts';

export interface LiveSelection {
  readonly settings: LiveSettings | undefined;
  /** Discriminator values that the server lists; `undefined` when the list was not requested. */
  readonly served: ReadonlySet<string> | undefined;
  /** Most calls that cost money; 0 leaves all of them out. */
  readonly maxPaid: number;
  /** Most tokens of one response. */
  readonly maxTokens: number;
}

/** What of its plans may be sent to a server that bills. Cases are chosen one by one, so that few are ever made. */
export interface LivePlans {
  /** Without scenarios that cost money: the number of their calls is not known. */
  readonly plans: readonly CasePlan[];
  /** Whether a case is served and paid for; a case that is admitted is counted. */
  admits(testCase: TestCase): boolean;
  /** A chosen plan: responses of paid calls are bounded, and nothing is shrunk, so that it sends what it lists. */
  bounded(plan: CasePlan): CasePlan;
}

/** Whether an accepted call of an operation costs money. Operations that the settings do not mention may, except GET. */
export const isPaid = (settings: LiveSettings | undefined, { operationId, method }: Operation): boolean =>
  settings === undefined ? !['get', 'head', 'options'].includes(method) : settings.paid.includes(operationId);

/** Chooses from plans what is served and within the limits. */
export function selectForLive(
  contract: Contract,
  plans: readonly CasePlan[],
  options: LiveSelection,
): LivePlans {
  const { settings, served, maxPaid } = options;
  const operations = new Map(contract.operations.map((operation) => [operation.operationId, operation]));
  const paid = new Set(
    contract.operations
      .filter((operation) => isPaid(settings, operation))
      .map(({ operationId }) => operationId),
  );
  const isServed = (testCase: TestCase): boolean => {
    if (testCase.twin !== undefined && !isServed(testCase.twin)) return false;
    const operation = operations.get(testCase.operationId);
    const value = operation === undefined ? undefined : discriminatorValueOf(operation, testCase);
    return served === undefined || value === undefined || served.has(value) || !reachesTheApi(testCase);
  };
  const affords = withinPaid(maxPaid, paid);
  return {
    plans: plans
      .filter((plan) => maxPaid > 0 || !paid.has(plan.operationId) || free.has(plan.phase))
      .map((plan) => (paid.has(plan.operationId) ? withoutScenarios(plan) : plan)),
    admits: (testCase) => isServed(testCase) && affords(testCase),
    bounded({ shrink: _, ...plan }) {
      const operation = operations.get(plan.operationId);
      return operation === undefined
        ? plan
        : { ...plan, cases: plan.cases.map((each) => boundCase(contract, operation, each, options)) };
    },
  };
}

/** Phases with cases that no server bills: without a key, or with another method or media type than the operation has. */
const free: ReadonlySet<CasePlan['phase']> = new Set(['auth', 'protocol']);

/** The plan without scenarios; its cases are still made on first access. */
const withoutScenarios = (plan: CasePlan): CasePlan => ({
  operationId: plan.operationId,
  phase: plan.phase,
  ...(plan.discriminatorValue === undefined ? {} : { discriminatorValue: plan.discriminatorValue }),
  isMade: () => plan.isMade?.() ?? true,
  get cases() {
    return plan.cases;
  },
  replay: (path) => plan.replay?.(path),
});

/** Sent with the key and with a body that the server may accept: the server may bill it. */
const reachesTheApi = ({ credentials, intent }: TestCase): boolean =>
  credentials === 'valid' && (intent === 'valid' || intent === 'invalid');

/** The discriminator value of a body, where it is a documented one. */
function discriminatorValueOf(operation: Operation, { arguments: { body } }: TestCase): string | undefined {
  if (body === undefined || !isObject(body.value)) return undefined;
  const discriminator = findMediaType(operation.requestBody?.content ?? [], body.contentType)?.schema
    ?.discriminator;
  const value = discriminator === undefined ? undefined : body.value[discriminator.propertyName];
  return typeof value === 'string' && discriminator?.mapping.has(value) === true ? value : undefined;
}

/** The case with a response no longer than allowed; a case that tests those limits stays unchanged. */
function boundCase(
  contract: Contract,
  operation: Operation,
  testCase: TestCase,
  options: LiveSelection,
): TestCase {
  const { settings, maxTokens } = options;
  const twin =
    testCase.twin === undefined ? {} : { twin: boundCase(contract, operation, testCase.twin, options) };
  const kept = { ...testCase, ...twin };
  const { body } = testCase.arguments;
  const names = settings?.limits ?? [];
  if (!isPaid(settings, operation) || !reachesTheApi(testCase)) return kept;
  if (body === undefined || !isJson(body.contentType) || !isObject(body.value)) return kept;
  const { value } = body;
  if (names.some((name) => testCase.edit?.instanceLocation.startsWith(`/body/${name}`))) return kept;
  const schema = findMediaType(operation.requestBody?.content ?? [], body.contentType)?.schema?.normal.schema;
  const present = names.filter((name) => Object.hasOwn(value, name));
  const known = names.filter((name) => memberSchema(contract, schema, name) !== undefined);
  const wanted = present.length > 0 ? present : known.slice(0, 1);
  if (wanted.length === 0) return kept;
  const limited = wanted.map((name) => {
    const given = value[name];
    return [name, typeof given === 'number' && given >= 1 ? Math.min(given, maxTokens) : maxTokens] as const;
  });
  const call = {
    ...testCase.arguments,
    body: { ...body, value: { ...value, ...Object.fromEntries(limited) } },
  };
  const bytes = encodeRequest(operation, call).body;
  return {
    ...kept,
    arguments: call,
    request: { ...testCase.request, ...(bytes === undefined ? {} : { body: bytes }) },
  };
}

/** Whether paid calls are left for a case; twins and set-ups of several cases are paid once. */
function withinPaid(maxPaid: number, paid: ReadonlySet<string>): (testCase: TestCase) => boolean {
  const paidFor = new Set<string>();
  let left = maxPaid;
  const bills = (testCase: TestCase | undefined): testCase is TestCase =>
    testCase !== undefined && paid.has(testCase.operationId) && reachesTheApi(testCase);
  return (testCase) => {
    const billed = [testCase, testCase.twin].filter(bills);
    if (billed.length === 0) return true;
    if (maxPaid === 0) return false;
    // An invalid call is free when the server refuses it, as expected.
    const isNewTwin = bills(testCase.twin) && !paidFor.has(sentAs(testCase.twin));
    const cost = (isNewTwin ? 1 : 0) + (bills(testCase) && testCase.intent === 'valid' ? 1 : 0);
    if (cost > left) return false;
    left -= cost;
    for (const each of billed) paidFor.add(sentAs(each));
    return true;
  };
}

/** Equal for requests that are sent once for all cases that need them. */
const sentAs = ({ operationId, request: { target, body } }: TestCase): string =>
  `${operationId} ${target} ${Buffer.from(body ?? []).toString('latin1')}`;
