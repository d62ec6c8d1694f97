import type { Operation, Resource } from '../../../generator/contract/model.ts';
import { saysInUse } from '../../../generator/contract/responses.ts';
import type { Scenario } from '../../model.ts';
import { replaceAt } from '../leaves.ts';
import { placesAt } from '../state/places.ts';
import { keyOfCreated, pathOfCreated } from './created-item.ts';
import type { Kit } from './kit.ts';
import { isOk, makerOf, type Run, scenario } from './scenario.ts';

/** What creates an item that refers to another: in a member of its body, or below its path. */
interface User {
  readonly maker: Operation;
  readonly members: readonly string[] | undefined;
}

/** Most kinds of items that are made to refer to one. */
const mostKinds = 2;

/** Deletes an item that others refer to, where the words of a 409 say that this is refused. */
export function inUse(kit: Kit, resource: Resource, create: Operation): readonly Scenario[] {
  const { delete: remove } = resource.operations;
  const conflict = remove?.responses.find(({ status }) => status === '409');
  if (remove === undefined || conflict === undefined) return [];
  const { references, resources } = kit.contract.inferred;
  const users = resources.flatMap((other): readonly User[] => {
    const maker = makerOf(other);
    if (maker === undefined || other === resource || !saysInUse(conflict, other.name)) return [];
    if (other.parent === resource) return [{ maker, members: undefined }];
    const reference = references.find(
      (each) => each.operationId === maker.operationId && each.in === 'body' && each.resource === resource,
    );
    return reference === undefined ? [] : [{ maker, members: reference.members }];
  });
  if (users.length === 0) return [];
  return [
    scenario(kit, resource, 'in-use', function* (send): Run {
      for (const { maker, members } of users.slice(0, mostKinds)) {
        const made = yield* send('create', create, 'created to be referred to');
        const at = pathOfCreated(resource, made);
        const key = keyOfCreated(resource, made);
        if (at === undefined || key === undefined) return;
        const call = kit.rich(maker, 0);
        const [place] = members === undefined ? [] : placesAt(call?.body?.value, members);
        if (call === undefined || (members !== undefined && place === undefined)) continue;
        const body =
          call.body === undefined || place === undefined
            ? call.body
            : { ...call.body, value: replaceAt(call.body.value, place.path, key) };
        const user = yield* send('populate', maker, 'created to refer to it', {
          call: body === undefined ? call : { ...call, body },
          ...(members === undefined ? { path: at(maker) } : {}),
          ...(place === undefined ? {} : { fixed: [`/body/${place.path.join('/')}`] }),
        });
        if (!isOk(user)) continue;
        yield* send('in-use', remove, 'deleted while another item refers to it', {
          path: at(remove),
          about: maker.operationId,
        });
      }
    }),
  ];
}
