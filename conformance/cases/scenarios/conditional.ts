import type { Operation, Resource } from '../../../generator/contract/model.ts';
import type { Scenario } from '../../model.ts';
import { pathOfCreated } from './created-item.ts';
import type { Kit } from './kit.ts';
import { type Run, scenario } from './scenario.ts';

/** Reads an item unless it is another version than it is (RFC 9110 section 13.1.2). */
export function conditional(kit: Kit, resource: Resource, create: Operation): readonly Scenario[] {
  const { retrieve } = resource.operations;
  const header = retrieve?.parameters.find(
    ({ in: place, name }) => place === 'header' && name.toLowerCase() === 'if-none-match',
  );
  if (retrieve === undefined || header === undefined) return [];
  return [
    scenario(kit, resource, 'conditional', function* (send): Run {
      const at = pathOfCreated(resource, yield* send('create', create, 'created to be read on a condition'));
      if (at === undefined) return;
      yield* send('read', retrieve, 'read', { path: at(retrieve) });
      yield* send('conditional', retrieve, 'read unless it has an ETag that it never had', {
        path: at(retrieve),
        header: { [header.name]: '"plumbline-not-the-current-one"' },
      });
    }),
  ];
}
