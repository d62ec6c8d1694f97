import type { Contract, Operation } from '../../generator/contract/model.ts';
import { type CreatedResource, keyParameter, ofItem } from '../../generator/contract/resources.ts';
import { isFilePart } from '../../generator/json/file-part.ts';
import { isObject } from '../../generator/json/pointer.ts';
import { encodeRequest } from '../../generator/wire/encode.ts';
import type { Arguments } from '../../generator/wire/message.ts';
import type { CasePlan, Rule, TestCase } from '../model.ts';
import { createDraws } from './draws.ts';
import { edgeCalls } from './edge-calls.ts';
import { takesId } from './ids.ts';
import { testCase } from './test-case.ts';
import { topResources } from './top-resources.ts';

/**
 * Gives cases about one thing an id of something that is there: without it, whatever is asked of `/files/{file_id}` is
 * answered 404 and shows nothing. Cases that try ids themselves are left alone.
 */
export function withLiveIds(
  contract: Contract,
  operation: Operation,
  seed: number,
  plans: readonly CasePlan[],
  rules: readonly Rule[] = [],
): readonly CasePlan[] {
  const resource = topResources(contract).find((each) => ofItem(each).includes(operation));
  if (resource === undefined) return plans;
  const setups = setupsOf(contract, resource, resource.below.includes(operation), seed, rules);
  const attach = (each: TestCase, index: number): TestCase => {
    const setup = setups[index % setups.length];
    if (setup === undefined) return each;
    const needs = needsOf(contract, operation, resource, setup, each);
    return { ...each, needs, ...(each.twin === undefined ? {} : { twin: attach(each.twin, index) }) };
  };
  return plans.map((plan) => ({
    ...plan,
    cases: plan.cases.flatMap((each, index) => {
      // Random calls keep their random ids every other time.
      if (triesIds(each, resource) || (plan.phase === 'fuzzing' && index % 2 === 1)) return [each];
      if (plan.phase !== 'coverage' || index > 0) return [attach(each, index)];
      // The least call is made of a thing of each kind.
      return setups.map((_, kind) => attach(kind === 0 ? each : { ...each, id: `${each.id}/${kind}` }, kind));
    }),
  }));
}

/**
 * What makes the things that cases are about. What stands below a thing may be there for some kinds of it only (the
 * content of one kind of file), so there is one of each value of an enumeration then.
 */
function setupsOf(
  contract: Contract,
  { operations: { create } }: CreatedResource,
  kinds: boolean,
  seed: number,
  rules: readonly Rule[],
): readonly TestCase[] {
  const draws = createDraws(contract, create, seed, { rules });
  const least = draws.leastCall(undefined);
  if (least === undefined) return [];
  const values = kinds
    ? edgeCalls(draws, undefined).filter(({ title }) => / at (enum |object least)/.test(title))
    : [];
  const context = { contract, operation: create, phase: 'coverage' } as const;
  const setup = (call: Arguments, index: number): TestCase =>
    testCase(context, index === 0 ? 'setup' : `setup/${index}`, 'made for another case', call);
  return [least, ...values.map(({ call }) => withFilesOf(least, call))].map(setup);
}

/** A call with the files of another: the least file is empty, and of no use for what comes after. */
function withFilesOf({ body: from }: Arguments, call: Arguments): Arguments {
  const { body } = call;
  if (body === undefined || !isObject(body.value) || !isObject(from?.value)) return call;
  const files = Object.entries(from.value).filter(([, member]) => isFilePart(member));
  return { ...call, body: { ...body, value: { ...body.value, ...Object.fromEntries(files) } } };
}

const triesIds = ({ phase, title, edit }: TestCase, resource: CreatedResource): boolean =>
  phase === 'auth' ||
  phase === 'protocol' ||
  title.startsWith(`/path/${keyParameter(resource)}`) ||
  edit?.instanceLocation.startsWith(`/path/${keyParameter(resource)}`) === true;

function needsOf(
  contract: Contract,
  operation: Operation,
  resource: CreatedResource,
  setup: TestCase,
  each: TestCase,
): NonNullable<TestCase['needs']> {
  const { delete: remove } = resource.operations;
  const { members } = resource.created;
  const parameter = keyParameter(resource);
  const bind = (bound: Operation, from: TestCase, id: string): TestCase => {
    const call = { ...from.arguments, path: { ...from.arguments.path, [parameter]: id } };
    // What was changed below the arguments, a header say, stays changed.
    return {
      ...from,
      arguments: call,
      request: { ...from.request, target: encodeRequest(bound, call).target },
      liveId: id,
    };
  };
  const allowed = takesId(contract, operation, parameter);
  const removal = remove === undefined ? undefined : createDraws(contract, remove, 1).leastCall(undefined);
  return {
    setup,
    members,
    fresh: operation === remove,
    withId: (id) => (allowed(id) ? bind(operation, each, id) : undefined),
    ...(remove === undefined || removal === undefined
      ? {}
      : {
          remove: (id: string) =>
            bind(
              remove,
              testCase(
                { contract, operation: remove, phase: 'coverage' },
                'removal',
                'taken away at the end',
                removal,
              ),
              id,
            ),
        }),
  };
}
