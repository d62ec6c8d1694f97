import type { Operation, Resource } from '../../../generator/contract/model.ts';
import { saysDuplicate } from '../../../generator/contract/responses.ts';
import type { Scenario } from '../../model.ts';
import { leavesOf } from '../leaves.ts';
import type { Kit } from './kit.ts';
import { isOk, type Run, scenario } from './scenario.ts';

/** Creates two items with the same unique values; with the same body where the words of a 409 speak of duplicates only. */
export function createTwice(kit: Kit, resource: Resource, create: Operation): readonly Scenario[] {
  const unique = kit.contract.inferred.unique.filter(({ operationId }) => operationId === create.operationId);
  const conflict = create.responses.find(({ status }) => status === '409');
  if (conflict === undefined || (unique.length === 0 && !saysDuplicate(conflict))) return [];
  return [
    scenario(kit, resource, 'twice', function* (send): Run {
      const made = yield* send('create', create, 'created');
      if (!isOk(made)) return;
      const { arguments: call } = made.testCase;
      const all = leavesOf(call.body?.value).map(({ path }) => path);
      const places = saysDuplicate(conflict) ? all : unique.map(({ members }) => members);
      const names = unique.map(({ members }) => members.join('.')).join(' and ');
      yield* send(
        'create-again',
        create,
        `created again with the same ${saysDuplicate(conflict) || names === '' ? 'body' : names}`,
        { call, fixed: places.map((path) => `/body/${path.join('/')}`), path: call.path },
      );
    }),
  ];
}
