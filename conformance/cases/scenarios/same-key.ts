import type { Operation, Resource } from '../../../generator/contract/model.ts';
import type { Scenario } from '../../model.ts';
import type { Kit } from './kit.ts';
import { isOk, type Run, scenario } from './scenario.ts';

/** Sends a creation twice with the same idempotency key: the server must recognise the second as the first. */
export function sameKey(kit: Kit, resource: Resource, create: Operation): readonly Scenario[] {
  const header = kit.contract.inferred.idempotency.get(create.operationId)?.header;
  if (header === undefined) return [];
  return [
    scenario(kit, resource, 'same-key', function* (send): Run {
      const least = kit.least(create);
      if (least === undefined) return;
      // The run puts an unused key in the place of this one.
      const call = { ...least, header: { ...least.header, [header]: 'plumbline' } };
      const made = yield* send('create', create, `created with ${header}`, { call });
      if (!isOk(made)) return;
      yield* send('create-same-key', create, `created again with the same ${header}`, {
        call: made.testCase.arguments,
        isFixed: true,
      });
    }),
  ];
}
