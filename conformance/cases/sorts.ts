import type { Contract, Operation, Resource } from '../../generator/contract/model.ts';
import { isObject } from '../../generator/json/pointer.ts';
import { memberSchema } from '../../generator/wire/decode.ts';
import { itemSchema } from './item-schema.ts';
import { slotsOf } from './slots.ts';

/** A value of a query parameter that orders a list by a member of its items. */
export interface Sort {
  readonly query: { readonly [parameter: string]: string };
  /** The member of an item. */
  readonly member: string;
  /** `either`: the document does not say which way the plain name of a member sorts. */
  readonly direction: 'ascending' | 'descending' | 'either';
}

const sortNames = /^(sort|sort_?by|order_?by|ordering|order)$/i;
const directionNames = /^(order|direction|dir|sort_?(order|dir|direction)|order_?dir(ection)?)$/i;

/** How the query parameters of a list can order it, read from their enumerations. */
export function sortsOf(contract: Contract, resource: Resource, list: Operation): readonly Sort[] {
  const item = itemSchema(contract, resource, list);
  const listed = new Map<string, readonly string[]>();
  for (const slot of slotsOf(contract, list)) {
    if (slot.kind !== 'parameter' || slot.parameter.in !== 'query') continue;
    const { schema } = slot.use.normal;
    const values = isObject(schema) && Array.isArray(schema['enum']) ? schema['enum'] : [];
    listed.set(
      slot.parameter.name,
      values.filter((value) => typeof value === 'string'),
    );
  }
  const isDirection = (name: string): boolean =>
    directionNames.test(name) &&
    (listed.get(name) ?? []).length > 0 &&
    (listed.get(name) ?? []).every((value) => directionOf(value) !== undefined);
  const direction = [...listed.keys()].find(isDirection);
  return [...listed]
    .filter(([name]) => sortNames.test(name) && name !== direction)
    .flatMap(([name, values]) =>
      values.flatMap((value): readonly Sort[] => {
        const spelled = spelling(value);
        const member = [spelled.member, value].find(
          (each) => memberSchema(contract, item, each) !== undefined,
        );
        if (member === undefined) return [];
        const own = member === value ? undefined : spelled.direction;
        if (own !== undefined) return [{ query: { [name]: value }, member, direction: own }];
        if (direction === undefined)
          return [
            {
              query: { [name]: value },
              member,
              // Where the document lists the opposite with a sign, the plain name is ascending (JSON:API 1.1, sorting).
              direction: values.includes(`-${value}`) ? 'ascending' : 'either',
            },
          ];
        return (listed.get(direction) ?? []).map((each) => ({
          query: { [name]: value, [direction]: each },
          member,
          direction: directionOf(each) ?? 'either',
        }));
      }),
    );
}

const directionOf = (text: string): Sort['direction'] | undefined =>
  /^(asc|ascending)$/i.test(text)
    ? 'ascending'
    : /^(desc|descending)$/i.test(text)
      ? 'descending'
      : undefined;

/** `-name`, `name_desc`, `name:asc`: a member and a direction. */
function spelling(value: string): { readonly member: string; readonly direction?: Sort['direction'] } {
  const [sign] = value;
  if (sign === '-' || sign === '+')
    return { member: value.slice(1), direction: sign === '-' ? 'descending' : 'ascending' };
  const [, member = '', ending = ''] = /^(.+?)[_:. -](asc|desc|ascending|descending)$/i.exec(value) ?? [];
  const direction = directionOf(ending);
  return direction === undefined ? { member: value } : { member, direction };
}
