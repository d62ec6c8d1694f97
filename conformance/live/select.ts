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

/** Plans that may be sent to a server that bills, and what was left out of them. */
export interface LivePlans {
  readonly plans: readonly CasePlan[];
  /** Discriminator values with cases that are not served. */
  readonly notServed: readonly string[];
  /** Operations without remaining accepted calls, because none of their values is served. */
  readonly notExercised: readonly string[];
}

/** Whether an accepted call of an operation costs money. Operations that the settings do not mention may, except GET. */
export const isPaid = (settings: LiveSettings | undefined, { operationId, method }: Operation): boolean =>
  settings === undefined ? !['get', 'head', 'options'].includes(method) : settings.paid.includes(operationId);

/**
 * Removes what is not served and what would exceed the limits, bounds the responses of paid calls, and disables shrinking: a
 * plan with a bill sends what it lists.
 */
export function selectForLive(
  contract: Contract,
  plans: readonly CasePlan[],
  options: LiveSelection,
): LivePlans {
  const { settings, served, maxPaid } = options;
  const operations = new Map(contract.operations.map((operation) => [operation.operationId, operation]));
  const notServed = new Set<string>();
  const bounded = plans.map(({ shrink: _, ...plan }): CasePlan => {
    const operation = operations.get(plan.operationId);
    if (operation === undefined) return plan;
    const isServed = (each: TestCase): boolean => {
      if (each.twin !== undefined && !isServed(each.twin)) return false;
      const value = discriminatorValueOf(operation, each);
      if (served === undefined || value === undefined || served.has(value) || !reachesTheApi(each))
        return true;
      notServed.add(value);
      return false;
    };
    const cases = plan.cases.filter(isServed).map((each) => boundCase(contract, operation, each, options));
    return { ...plan, cases };
  });
  const paid = new Set(
    contract.operations
      .filter((operation) => isPaid(settings, operation))
      .map(({ operationId }) => operationId),
  );
  const left = withinPaid(bounded, maxPaid, paid);
  const hadValues = new Set(
    plans
      .filter(({ discriminatorValue }) => discriminatorValue !== undefined)
      .map(({ operationId }) => operationId),
  );
  const hasValues = new Set(
    bounded
      .filter(({ discriminatorValue, cases }) => discriminatorValue !== undefined && cases.length > 0)
      .map(({ operationId }) => operationId),
  );
  return {
    plans: left.filter(({ cases, scenarios = [] }) => cases.length + scenarios.length > 0),
    notServed: [...notServed],
    notExercised: [...hadValues].filter((operationId) => !hasValues.has(operationId)),
  };
}

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

/**
 * A case of every plan, then a second of every plan, as long as paid calls are left; twins and setups of several cases are paid
 * once. Scenarios that create what costs money are left out: their number of calls is not known.
 */
function withinPaid(
  plans: readonly CasePlan[],
  maxPaid: number,
  paid: ReadonlySet<string>,
): readonly CasePlan[] {
  const paidFor = new Set<string>();
  let left = maxPaid;
  const bills = (testCase: TestCase | undefined): testCase is TestCase =>
    testCase !== undefined && paid.has(testCase.operationId) && reachesTheApi(testCase);
  const kept = new Set<TestCase>();
  const longest = Math.max(0, ...plans.map(({ cases }) => cases.length));
  for (let round = 0; round < longest; round++) {
    for (const plan of plans) {
      const testCase = plan.cases[round];
      if (testCase === undefined) continue;
      const before = [testCase.twin].filter(bills);
      const fresh = new Set(before.map(sentAs).filter((sent) => !paidFor.has(sent)));
      // An invalid call is free when the server refuses it, as expected.
      const cost = fresh.size + (bills(testCase) && testCase.intent === 'valid' ? 1 : 0);
      const mayBill = cost > 0 || bills(testCase);
      if (mayBill && (maxPaid === 0 || cost > left)) continue;
      left -= cost;
      for (const each of [testCase, ...before].filter(bills)) paidFor.add(sentAs(each));
      kept.add(testCase);
    }
  }
  return plans.map((plan) => ({
    ...plan,
    cases: plan.cases.filter((each) => kept.has(each)),
    scenarios: (plan.scenarios ?? []).filter(({ operationId }) => !paid.has(operationId)),
  }));
}

/** Equal for requests that are sent once for all cases that need them. */
const sentAs = ({ operationId, request: { target, body } }: TestCase): string =>
  `${operationId} ${target} ${Buffer.from(body ?? []).toString('latin1')}`;
