import type { Operation, Resource } from '../../../generator/contract/model.ts';
import { equalJson } from '../../../generator/json/equal-json.ts';
import type { Scenario } from '../../model.ts';
import type { Kit } from './kit.ts';
import { isOk, type Run, scenario } from './scenario.ts';

/** Whether the words of a refusal say that a key cannot be used for another request. */
const saysKeyIsUsed = ({ responses }: Operation): boolean =>
  responses.some(
    ({ status, description = '' }) =>
      /^4(00|09|22)$/.test(status) &&
      /\bkey\b/i.test(description) &&
      /\b(other|another|different|reused?|used)\b/i.test(description),
  );

/**
 * Sends a creation twice with the same idempotency key, then another one with that key: the server must recognise the second as the
 * first, and create nothing by the third, where the document says so.
 */
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
      // What another body means is for the document to say.
      if (!saysKeyIsUsed(create)) return;
      const other = kit.rich(create, 1);
      const { path, body } = made.testCase.arguments;
      if (other?.body === undefined || equalJson(other.body.value, body?.value)) return;
      yield* send('create-same-key', create, `created with another body and the same ${header}`, {
        call: { ...other, path },
        path,
        header: { [header]: made.testCase.arguments.header[header] },
        about: 'another body',
        isUnusual: true,
      });
    }),
  ];
}
