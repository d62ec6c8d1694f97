import type { Operation, Resource } from '../../../generator/contract/model.ts';
import type { Scenario } from '../../model.ts';
import { pathOfCreated } from './created-item.ts';
import type { Kit } from './kit.ts';
import { type Run, scenario } from './scenario.ts';

/** How often an item is read after an action. */
const looks = 4;

/** Runs an action on an item, reads the item, and runs the action again, to see the state that the first run left. */
export const actTwice = (kit: Kit, resource: Resource, action: Operation): Scenario =>
  scenario(kit, resource, action.operationId, function* (send): Run {
    const { create, retrieve } = resource.operations;
    const made = yield* send('create', create, `created for ${action.operationId}`);
    const at = pathOfCreated(resource, made);
    if (at === undefined) return;
    yield* send('act', action, `${action.operationId} once`, { path: at(action) });
    for (let count = 0; count < looks && retrieve !== undefined; count++) {
      const read = yield* send('read', retrieve, `read after ${action.operationId}`, { path: at(retrieve) });
      if (read === undefined || read.response.status >= 400) break;
    }
    yield* send('act-again', action, `${action.operationId} twice`, { path: at(action) });
  });
