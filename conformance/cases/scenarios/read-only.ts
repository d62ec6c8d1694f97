import type { Contract, Operation, Resource } from '../../../generator/contract/model.ts';
import { isObject } from '../../../generator/json/pointer.ts';
import type { JsonSchema } from '../../../generator/json/types.ts';
import { shapeOf, typesOf } from '../../../generator/wire/decode.ts';
import type { Scenario } from '../../model.ts';
import { shownSchema } from '../item-schema.ts';
import { pathOfCreated } from './created-item.ts';
import type { Kit } from './kit.ts';
import { isOk, type Run, scenario } from './scenario.ts';
import { updatesOf } from './update-calls.ts';

/** Values that no server gives by itself, by type. */
const ownValues: { readonly [type: string]: unknown } = {
  string: 'plumbline-read-only',
  integer: 424_242,
  number: 424_242,
};

/** Most members that are tried. */
const mostMembers = 3;

/** Whether a schema, or the one that it refers to, is readOnly. */
const isReadOnly = (contract: Contract, schema: JsonSchema | undefined): boolean =>
  isObject(schema) &&
  (schema['readOnly'] === true ||
    (typeof schema['$ref'] === 'string' &&
      isReadOnly(contract, contract.schemaAt(schema['$ref']).normal.schema)));

/** Updates an item with a value for a member that is readOnly: the server ignores it or refuses the request. */
export function readOnly(kit: Kit, resource: Resource, create: Operation): readonly Scenario[] {
  const { retrieve, update, replace } = resource.operations;
  const changer = update ?? replace;
  if (retrieve === undefined || changer === undefined) return [];
  const { contract } = kit;
  const shown = shapeOf(contract, shownSchema(contract, resource, retrieve)).properties;
  const members = [...shown]
    .flatMap(([name, schema]) => {
      const type = [...typesOf(contract, schema)].find((each) => each in ownValues);
      return type !== undefined && isReadOnly(contract, schema) ? [{ name, value: ownValues[type] }] : [];
    })
    .slice(0, mostMembers);
  if (members.length === 0) return [];
  return [
    scenario(kit, resource, 'read-only', function* (send): Run {
      const made = yield* send('create', create, 'created for a readOnly member');
      const at = pathOfCreated(resource, made);
      if (at === undefined) return;
      const base = changer === update ? updatesOf(kit, changer)[0]?.call : kit.rich(changer, 1);
      if (base?.body === undefined || !isObject(base.body.value)) return;
      for (const { name, value } of members) {
        const changed = yield* send('set-read-only', changer, `${name} sent, which is readOnly`, {
          path: at(changer),
          call: { ...base, body: { ...base.body, value: { ...base.body.value, [name]: value } } },
          fixed: ['/body'],
          about: JSON.stringify([name, value]),
        });
        if (isOk(changed))
          yield* send('read-after-read-only', retrieve, `read after ${name} was sent`, {
            path: at(retrieve),
            about: JSON.stringify([name, value]),
          });
      }
    }),
  ];
}
