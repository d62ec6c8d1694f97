import type { Operation, Resource } from '../../../generator/contract/model.ts';
import type { Arguments } from '../../../generator/wire/message.ts';
import type { Kit } from './kit.ts';
import type { Run, Send } from './scenario.ts';
import { updatesOf } from './update-calls.ts';

/** Changes a representation that is not the current one (RFC 9110 section 13.1.1). */
export function* stale(
  kit: Kit,
  send: Send,
  resource: Resource,
  at: (operation: Operation) => Arguments['path'],
): Run {
  for (const operation of [resource.operations.update, resource.operations.replace]) {
    const header = operation?.parameters.find(
      ({ in: place, name }) => place === 'header' && name.toLowerCase() === 'if-match',
    );
    if (operation === undefined || header === undefined) continue;
    const call =
      operation === resource.operations.update ? updatesOf(kit, operation)[0]?.call : kit.rich(operation, 1);
    yield* send('stale', operation, 'changed with an outdated ETag', {
      path: at(operation),
      header: { [header.name]: '"plumbline-not-the-current-one"' },
      call: call ?? kit.least(operation),
    });
  }
}
