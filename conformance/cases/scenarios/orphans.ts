import type { Resource } from '../../../generator/contract/model.ts';
import type { Scenario } from '../../model.ts';
import { pathOfCreated } from './created-item.ts';
import type { Kit } from './kit.ts';
import { isOk, makerOf, type Run, scenario } from './scenario.ts';

/** Creates an item below a parent, deletes the parent, and looks for the item below it. */
export const orphans = (kit: Kit, resource: Resource): Scenario =>
  scenario(kit, resource, 'orphans', function* (send): Run {
    const { parent } = resource;
    const { retrieve, list } = resource.operations;
    const [ofParent, maker] = [parent === undefined ? undefined : makerOf(parent), makerOf(resource)];
    if (parent === undefined || ofParent === undefined || maker === undefined) return;
    const { delete: remove, retrieve: readParent } = parent.operations;
    if (remove === undefined || readParent === undefined || (retrieve ?? list) === undefined) return;
    const above = pathOfCreated(
      parent,
      yield* send('create-parent', ofParent, 'created as the parent of an item'),
    );
    if (above === undefined) return;
    const made = yield* send('create', maker, 'created below it', { path: above(maker) });
    const at = pathOfCreated(resource, made);
    if (at === undefined) return;
    const removed = yield* send('delete-parent', remove, 'deleted with what stands below it', {
      path: above(remove),
    });
    if (!isOk(removed)) return;
    yield* send('read-parent-after-delete', readParent, 'read after deletion', {
      path: above(readParent),
      until: ({ response }) => response.status >= 400,
    });
    if (retrieve !== undefined)
      yield* send('read-orphan', retrieve, 'read below a deleted item', {
        path: { ...at(retrieve), ...above(retrieve) },
        until: ({ response }) => response.status >= 400,
        patience: 300,
      });
    if (list !== undefined)
      yield* send('read-orphan', list, 'listed below a deleted item', { path: above(list) });
  });
