import type { Operation, Resource } from '../../../generator/contract/model.ts';
import type { Scenario } from '../../model.ts';
import { pathOfCreated } from './created-item.ts';
import type { Kit } from './kit.ts';
import { isOk, type Run, scenario } from './scenario.ts';

/** Creates an item with many members and replaces it with the least ones: what is not sent is not kept. */
export function replaceLeast(kit: Kit, resource: Resource, create: Operation): readonly Scenario[] {
  const { retrieve, replace } = resource.operations;
  if (retrieve === undefined || replace === undefined) return [];
  return [
    scenario(kit, resource, 'replace-least', function* (send): Run {
      const made = yield* send('create', create, 'created with many members', { call: kit.rich(create, 0) });
      const at = pathOfCreated(resource, made);
      if (at === undefined) return;
      yield* send('read', retrieve, 'read after creation', { path: at(retrieve) });
      const replaced = yield* send('replace-least', replace, 'replaced with the least members', {
        path: at(replace),
      });
      if (isOk(replaced))
        yield* send('read-after-replace-least', retrieve, 'read after replacement', { path: at(retrieve) });
    }),
  ];
}
