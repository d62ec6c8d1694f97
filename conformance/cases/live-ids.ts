import type { Contract, Operation } from '../../generator/contract/model.ts';
import type { CasePlan, TestCase } from '../model.ts';
import { type Resource, resourcesOf } from '../resources.ts';
import { encodeRequest } from '../wire/encode.ts';
import { createDraws } from './draws.ts';
import { holdsAt } from './holds.ts';
import { asReceived } from './sendable.ts';
import { slotsOf } from './slots.ts';
import { testCase } from './test-case.ts';

/**
 * Gives cases about one thing an id of something that is there: without it, whatever is asked of `/files/{file_id}` is
 * answered 404 and shows nothing. Cases that try ids themselves are left alone.
 */
export function withLiveIds(
  contract: Contract,
  operation: Operation,
  seed: number,
  plans: readonly CasePlan[],
): readonly CasePlan[] {
  const resource = resourcesOf(contract).find(({ retrieve, update, remove, below }) =>
    [retrieve, remove, ...update, ...below].includes(operation),
  );
  if (resource === undefined) return plans;
  const call = createDraws(contract, resource.create, seed).leastCall(undefined);
  if (call === undefined) return plans;
  const setup = testCase(
    { contract, operation: resource.create, phase: 'coverage' },
    'setup',
    'made for another case',
    call,
  );
  const attach = (each: TestCase): TestCase => {
    const needs = needsOf(contract, operation, resource, setup, each);
    return { ...each, needs, ...(each.twin === undefined ? {} : { twin: attach(each.twin) }) };
  };
  return plans.map((plan) => ({
    ...plan,
    // Random calls keep their random ids every other time.
    cases: plan.cases.map((each, index) =>
      triesIds(each, resource) || (plan.phase === 'fuzzing' && index % 2 === 1) ? each : attach(each),
    ),
  }));
}

const triesIds = ({ phase, title, edit }: TestCase, { parameter }: Resource): boolean =>
  phase === 'auth' ||
  phase === 'protocol' ||
  title.startsWith(`/path/${parameter}`) ||
  edit?.instanceLocation.startsWith(`/path/${parameter}`) === true;

function needsOf(
  contract: Contract,
  operation: Operation,
  resource: Resource,
  setup: TestCase,
  each: TestCase,
): NonNullable<TestCase['needs']> {
  const { remove, parameter, id: members } = resource;
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
  const slot = slotsOf(contract, operation).find(
    (each) => each.kind === 'parameter' && each.parameter.in === 'path' && each.parameter.name === parameter,
  );
  const allowed = (id: string): boolean => {
    const received = slot === undefined ? undefined : asReceived(contract, slot, id);
    return slot !== undefined && received !== undefined && holdsAt(contract, slot)(received);
  };
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
