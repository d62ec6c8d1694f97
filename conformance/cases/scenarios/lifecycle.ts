import type { Operation, Resource } from '../../../generator/contract/model.ts';
import { keyParameters } from '../../../generator/contract/resources.ts';
import type { Exchange, Scenario, StepRole } from '../../model.ts';
import { pathOfCreated } from './created-item.ts';
import type { Kit } from './kit.ts';
import { hasNext, listPages, mostPages, showsItem } from './list-pages.ts';
import { type Given, isOk, makerOf, type Run, scenario } from './scenario.ts';
import { stale } from './stale.ts';
import { updatesOf } from './update-calls.ts';

/** Creates, reads, lists, updates, replaces and deletes an item; afterwards it is gone and stays gone. */
export const lifecycle = (kit: Kit, resource: Resource): Scenario =>
  scenario(kit, resource, 'lifecycle', function* (send): Run {
    const { retrieve, list, update, replace, delete: remove } = resource.operations;
    const maker = makerOf(resource);
    if (maker === undefined) return;
    const rich = kit.rich(maker, 0);
    let made = yield* send('create', maker, 'created with many members', { call: rich });
    let pathOf = pathOfCreated(resource, made);
    if (pathOf === undefined) {
      // A server may reject a combination that its schema allows.
      made = yield* send('create', maker, 'created with the least members');
      pathOf = pathOfCreated(resource, made);
    }
    if (pathOf === undefined) return;
    const at = pathOf;
    const read = (role: StepRole, title: string, more: Given = {}) =>
      send(role, retrieve, title, retrieve === undefined ? more : { path: at(retrieve), ...more });
    yield* read('read', 'read after creation', { until: ({ response }) => response.status !== 404 });
    const seen = yield* read('read', 'read again');
    const isShown = (list: Operation, page: Exchange): boolean => showsItem(resource, list, made, page);
    if (list !== undefined)
      yield* listPages(kit, send, resource, list, made, 'list', undefined, mostPages, {
        until: (page) => isShown(list, page) || hasNext(kit, resource, list, page),
      });
    if (update !== undefined && isOk(seen ?? made)) {
      for (const { member, call } of updatesOf(kit, update)) {
        const changed = yield* send('update', update, `${member} updated`, {
          path: at(update),
          call,
          about: member,
        });
        if (isOk(changed))
          yield* read('read-after-update', `read after an update of ${member}`, { about: member });
      }
    }
    if (replace !== undefined)
      for (const variant of [1, 2]) {
        const call = kit.rich(replace, variant);
        const replaced = yield* send('replace', replace, 'replaced', { path: at(replace), call });
        if (isOk(replaced)) yield* read('read-after-update', 'read after replacement');
      }
    yield* stale(kit, send, resource, at);
    if (remove === undefined) return;
    const before = yield* read('read-before-delete', 'read before deletion');
    yield* send('delete', remove, 'deleted', { path: at(remove) });
    const unchanged = before === undefined ? undefined : new TextDecoder().decode(before.response.body);
    // An item that reads differently may be marked as deleted, and stays.
    const isGone = ({ response: { status, body } }: Exchange): boolean =>
      status >= 400 || new TextDecoder().decode(body) !== unchanged;
    const after = yield* read('read-after-delete', 'read after deletion', { until: isGone });
    for (const part of resource.below.filter(
      ({ method, path }) => method === 'get' && keyParameters(resource, path).length > 0,
    ))
      yield* send('read-after-delete', part, 'read after deletion', { path: at(part), about: 'below' });
    yield* send('delete-again', remove, 'deleted twice', { path: at(remove) });
    if (list !== undefined)
      yield* listPages(kit, send, resource, list, made, 'list-after-delete', undefined, mostPages, {
        until: (page) => !isShown(list, page) || (after !== undefined && after.response.status < 400),
      });
  });
