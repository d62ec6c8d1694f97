import type { Contract, ListSort, Operation, Resource } from '../../contract/model.ts';
import type { JsonSchema } from '../../json/types.ts';
import { listedTexts } from './listed-texts.ts';
import { inference, titleOf } from './override.ts';
import type { Shapes } from './shapes.ts';

const sortNames = /^(sort|sort_?by|order_?by|ordering|order)$/i;
const directionNames = /^(order|direction|dir|sort_?(order|dir|direction)|order_?dir(ection)?)$/i;

/** How the query parameters of a list can order it, read from their enumerations. */
export function inferSorts(
  contract: Contract,
  shapes: Shapes,
  list: Operation,
  resource: Resource,
): readonly ListSort[] {
  const items = (resource.holders.get(list.operationId) ?? []).reduce<JsonSchema | undefined>(
    (holder, name) => shapes.members(holder).get(name),
    shapes.response(list),
  );
  const members = shapes.members(shapes.items(items));
  const listed = new Map(
    list.parameters.flatMap(({ name, in: place, schema }) =>
      place === 'query' ? [[name, listedTexts(contract, schema?.normal.schema)] as const] : [],
    ),
  );
  const isDirection = (name: string): boolean =>
    directionNames.test(name) &&
    (listed.get(name) ?? []).length > 0 &&
    (listed.get(name) ?? []).every((value) => directionOf(value) !== undefined);
  const direction = [...listed.keys()].find(isDirection);
  const say = (sort: Omit<ListSort, 'inference'>): ListSort => {
    const query = new URLSearchParams(sort.query).toString();
    const way = sort.direction === 'either' ? '' : `, ${sort.direction}`;
    return {
      ...sort,
      inference: inference(
        `${titleOf(list)}?${query} orders by ${sort.member}${way}`,
        'the parameter lists a member of the items',
        list,
        'x-plumbline-resource: false',
      ),
    };
  };
  return [...listed]
    .filter(([name]) => sortNames.test(name) && name !== direction)
    .flatMap(([name, values]) =>
      values.flatMap((value): readonly ListSort[] => {
        const spelled = spelling(value);
        const member = [spelled.member, value].find((each) => members.has(each));
        if (member === undefined) return [];
        const own = member === value ? undefined : spelled.direction;
        if (own !== undefined) return [say({ query: { [name]: value }, member, direction: own })];
        if (direction === undefined)
          return [
            say({
              query: { [name]: value },
              member,
              // Where the document lists the opposite with a sign, the plain name is ascending (JSON:API 1.1, sorting).
              direction: values.includes(`-${value}`) ? 'ascending' : 'either',
            }),
          ];
        return (listed.get(direction) ?? []).map((each) =>
          say({
            query: { [name]: value, [direction]: each },
            member,
            direction: directionOf(each) ?? 'either',
          }),
        );
      }),
    );
}

const directionOf = (text: string): ListSort['direction'] | undefined =>
  /^(asc|ascending)$/i.test(text)
    ? 'ascending'
    : /^(desc|descending)$/i.test(text)
      ? 'descending'
      : undefined;

/** `-name`, `name_desc`, `name:asc`: a member and a direction. */
function spelling(value: string): { readonly member: string; readonly direction?: ListSort['direction'] } {
  const [sign] = value;
  if (sign === '-' || sign === '+')
    return { member: value.slice(1), direction: sign === '-' ? 'descending' : 'ascending' };
  const [, member = '', ending = ''] = /^(.+?)[_:. -](asc|desc|ascending|descending)$/i.exec(value) ?? [];
  const direction = directionOf(ending);
  return direction === undefined ? { member: value } : { member, direction };
}
