import type { Operation, Resource } from '../../../generator/contract/model.ts';
import type { Exchange, Scenario } from '../../model.ts';
import { keyOfCreated, pathBeside, pathOfCreated } from './created-item.ts';
import type { Kit } from './kit.ts';
import { isOk, type Run, scenario } from './scenario.ts';
import { updatesOf } from './update-calls.ts';

/** Creates two items, changes and deletes the one, and reads the other: it is not the first one, and stays as it was. */
export function siblings(kit: Kit, resource: Resource, create: Operation): readonly Scenario[] {
  const { retrieve, update, replace, delete: remove } = resource.operations;
  const changers = [update, replace, remove].filter((operation) => operation !== undefined);
  if (retrieve === undefined) return [];
  return [
    scenario(kit, resource, 'siblings', function* (send): Run {
      const other = yield* send('create-sibling', create, 'created to stay as it is', {
        call: kit.rich(create, 2),
      });
      const atOther = pathOfCreated(resource, other);
      if (atOther === undefined || other === undefined) return;
      const made = yield* send('create', create, 'created beside it', {
        call: kit.rich(create, 0),
        path: pathBeside(resource, other, create),
      });
      const at = pathOfCreated(resource, made);
      if (at === undefined || isOneReference(resource, other, made)) return;
      yield* send('read-sibling', retrieve, 'read before the other is changed', { path: atOther(retrieve) });
      for (const operation of changers) {
        const call =
          operation === update
            ? updatesOf(kit, operation)[0]?.call
            : operation === replace
              ? kit.rich(operation, 1)
              : kit.least(operation);
        const role = operation === update ? 'update' : operation === replace ? 'replace' : 'delete';
        const changed = yield* send(role, operation, 'changed beside another', {
          path: at(operation),
          call,
        });
        if (isOk(changed))
          yield* send('read-sibling', retrieve, `read after ${operation.operationId} of another`, {
            path: atOther(retrieve),
            about: operation.operationId,
          });
      }
    }),
  ];
}

/** Whether both creations refer to one item, such as the user of a membership: then there is one thing, not two. */
function isOneReference(resource: Resource, other: Exchange, made: Exchange | undefined): boolean {
  const key = keyOfCreated(resource, made);
  const sent = JSON.stringify(made?.testCase.arguments.body?.value ?? null);
  return key !== undefined && key === keyOfCreated(resource, other) && sent.includes(JSON.stringify(key));
}
