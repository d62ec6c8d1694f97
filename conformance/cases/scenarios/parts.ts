import type { Operation, Resource } from '../../../generator/contract/model.ts';
import { findResponse, successStatus } from '../../../generator/contract/responses.ts';
import { essence, isJson } from '../../../generator/json/media-type.ts';
import { isObject } from '../../../generator/json/pointer.ts';
import type { Arguments } from '../../../generator/wire/message.ts';
import type { Scenario } from '../../model.ts';
import { pathOfCreated } from './created-item.ts';
import type { Kit } from './kit.ts';
import { isOk, makerOf, type Run, scenario } from './scenario.ts';

/** Most operations that change an item beside the usual ones. */
const mostChanges = 4;

/** The smallest PNG picture: servers look at the first bytes of what is called one. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

/** Bytes that a server has no reason to change, for a media type. */
const bytesFor = (contentType: string): Uint8Array =>
  essence(contentType) === 'image/png' ? png : new TextEncoder().encode('plumbline: kept as it is\n');

/** The call of an operation whose body is not JSON, with bytes that can be known again; else the rich one. */
function putCall(kit: Kit, operation: Operation): Arguments | undefined {
  const call = kit.rich(operation, 1) ?? kit.least(operation);
  const content = operation.requestBody?.content ?? [];
  if (call?.body === undefined || content.some(({ contentType }) => isJson(contentType))) return call;
  if (/form/.test(call.body.contentType)) return undefined;
  return { ...call, body: { ...call.body, value: bytesFor(call.body.contentType) } };
}

/** Stores what an item has one of, such as its picture or its settings; reads it, deletes it, deletes the item. */
export function parts(kit: Kit, resource: Resource): readonly Scenario[] {
  const { parent } = resource;
  const { replace, retrieve, delete: remove } = resource.operations;
  const maker = parent === undefined ? undefined : makerOf(parent);
  if (resource.kind !== 'singleton' || parent === undefined || maker === undefined) return [];
  if (replace === undefined || retrieve === undefined) return [];
  return [
    scenario(kit, resource, 'part', function* (send): Run {
      const at = pathOfCreated(parent, yield* send('create-parent', maker, 'created to have a part'));
      const call = putCall(kit, replace);
      if (at === undefined || call === undefined) return;
      const stored = yield* send('put-part', replace, 'stored', {
        path: at(replace),
        call,
        fixed: ['/body'],
      });
      if (!isOk(stored)) return;
      yield* send('read-part', retrieve, 'read after it was stored', {
        path: at(retrieve),
        until: isOk,
      });
      if (remove !== undefined && isOk(yield* send('delete-part', remove, 'deleted', { path: at(remove) })))
        yield* send('read-part-after-delete', retrieve, 'read after it was deleted', {
          path: at(retrieve),
          until: ({ response }) => response.status >= 400,
        });
      const { delete: removeParent, retrieve: readParent } = parent.operations;
      if (removeParent === undefined || readParent === undefined) return;
      yield* send('put-part', replace, 'stored again', { path: at(replace), call, fixed: ['/body'] });
      if (
        !isOk(
          yield* send('delete-parent', removeParent, 'deleted with its parts', { path: at(removeParent) }),
        )
      )
        return;
      yield* send('read-parent-after-delete', readParent, 'read after deletion', {
        path: at(readParent),
        until: ({ response }) => response.status >= 400,
      });
      yield* send('read-orphan', retrieve, 'read below a deleted item', {
        path: at(retrieve),
        until: ({ response }) => response.status >= 400,
        patience: 300,
      });
    }),
  ];
}

/** Carries out what changes an item and returns it, and reads the item afterwards. */
export function changes(kit: Kit, resource: Resource, create: Operation): readonly Scenario[] {
  const { retrieve, update, replace, delete: remove } = resource.operations;
  if (retrieve === undefined) return [];
  const shown = schemaOf(retrieve);
  const own = [...resource.below, ...resource.operations.actions].filter(
    (operation) =>
      ['put', 'patch', 'post'].includes(operation.method) &&
      ![update, replace, remove, create].includes(operation) &&
      // What makes an item below returns that one.
      kit.contract.inferred.roles.get(operation.operationId)?.role !== 'create' &&
      operation.path.startsWith(resource.itemPath ?? '\0') &&
      operation.requestBody !== undefined &&
      shown !== undefined &&
      schemaOf(operation) === shown,
  );
  if (own.length === 0) return [];
  return [
    scenario(kit, resource, 'changes', function* (send): Run {
      const at = pathOfCreated(resource, yield* send('create', create, 'created to be changed'));
      if (at === undefined) return;
      yield* send('read', retrieve, 'read before its changes', { path: at(retrieve) });
      yield* send('read', retrieve, 'read again', { path: at(retrieve) });
      for (const operation of [...new Set(own)].slice(0, mostChanges)) {
        const changed = yield* send('change', operation, 'changed', {
          path: at(operation),
          call: kit.rich(operation, 1),
        });
        if (isOk(changed))
          yield* send('read-after-change', retrieve, 'read after the change', {
            path: at(retrieve),
            about: operation.operationId,
          });
      }
    }),
  ];
}

/** The schema that a successful response refers to. */
function schemaOf(operation: Operation): unknown {
  const content = findResponse(operation, successStatus(operation))?.content ?? [];
  const raw = content.find(({ contentType }) => isJson(contentType))?.schema?.raw;
  return isObject(raw) ? raw['$ref'] : undefined;
}
