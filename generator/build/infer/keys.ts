import type { JsonSchema } from '../../json/types.ts';
import type { Shapes } from './shapes.ts';
import { lowerWords, plainName, singularName } from './words.ts';

/** Members of a response that lead to an item, and members of the item that lead to its key. */
export interface Holder {
  readonly item: readonly string[];
  readonly key: readonly string[];
}

/**
 * Names that the member of a key may have, most specific first: for `{issue_number}` of `issues` these are
 * `issue_number`, `number`, `id`, ... Where several parameters name an item, each is a name rather than an id.
 */
export function keyNames(parameter: string, resource: string, isCompound = false): readonly string[] {
  const words = lowerWords(parameter);
  const own = singularName(resource);
  const joined = words.join('');
  // What is left of `issue_number` behind `issue`, of `task_gid` behind `task`; of `shipping_rate_token` the last word.
  const rest = joined.startsWith(own) && joined !== own ? joined.slice(own.length) : (words.at(-1) ?? '');
  const isWhole = joined === own || rest === joined;
  // `{username}` usually is the name of a user; `{user_name}` below another resource is not the name of its item.
  const tail = isWhole ? [] : [rest];
  const ids = ['id', '_id', `${own}id`, 'uuid', 'guid', 'gid', 'uid', 'pk', 'sid', 'key'];
  const names = ['slug', 'name', 'login', 'username', 'code', 'number', 'handle', 'identifier', 'ref'];
  // For `{username}` the member `login` comes before `name`.
  if (joined.endsWith('username'))
    return [...new Set([parameter, 'username', 'login', 'handle', ...tail, ...ids])];
  if (isCompound) return [...new Set([parameter, ...tail, own, ...names, ...ids])];
  return [...new Set([parameter, ...tail, ...ids, own, ...(tail[0] === 'id' ? [] : names)])];
}

/** Members that wrap an item, most specific first. */
const wrappers = ['data', 'result', 'item', 'response', 'payload', 'body', 'attributes'];

/** Objects within an item that may have its key: `metadata.name`. */
const innerMembers = ['metadata', 'meta', 'spec', 'properties', 'sys', 'info'];

/** Where a response has its item and the key of it; the item itself before what it is wrapped in. */
export function holderOf(
  shapes: Shapes,
  schema: JsonSchema | undefined,
  names: readonly string[],
  resource: string,
): Holder | undefined {
  const direct = named(shapes, schema, names, resource);
  if (direct !== undefined) return { item: [], key: [direct] };
  const members = shapes.members(schema);
  const own = singularName(resource);
  const ordered = [...members.keys()]
    .filter((name) => isObjectType(shapes, members.get(name)))
    .sort((a, b) => rank(a, own) - rank(b, own));
  for (const name of ordered) {
    if (rank(name, own) === unknown && ordered.length > 1) continue;
    const within = shapes.keyAmong(members.get(name), names);
    if (within === undefined) continue;
    return innerMembers.includes(name) ? { item: [], key: [name, within] } : { item: [name], key: [within] };
  }
  // `{ data: { user: { id } } }`
  for (const name of ordered.filter((each) => rank(each, own) !== unknown && !innerMembers.includes(each))) {
    const deeper = shapes.members(members.get(name));
    const wrapped = [...deeper.keys()].find((each) => plainName(each) === own);
    const within = wrapped === undefined ? undefined : shapes.keyAmong(deeper.get(wrapped), names);
    if (wrapped !== undefined && within !== undefined) return { item: [name, wrapped], key: [within] };
  }
  return undefined;
}

/**
 * The member that is the key. A string parameter with the name of the resource, `{org}`, is more likely a string member such
 * as `login` than a numeric `id`.
 */
function named(
  shapes: Shapes,
  schema: JsonSchema | undefined,
  names: readonly string[],
  resource: string,
): string | undefined {
  const found = shapes.keyAmong(schema, names);
  const isCalledLike = plainName(names[0] ?? '') === singularName(resource);
  if (found === undefined || !isCalledLike || shapes.types(shapes.members(schema).get(found)).has('string'))
    return found;
  const texts = names.filter((name) => shapes.types(shapes.members(schema).get(name)).has('string'));
  return shapes.keyAmong(schema, [...texts, ...names]);
}

const unknown = 100;

const rank = (name: string, own: string): number => {
  if (plainName(name) === own) return 0;
  const at = [...wrappers, ...innerMembers].indexOf(name);
  return at < 0 ? unknown : at + 1;
};

const isObjectType = (shapes: Shapes, schema: JsonSchema | undefined): boolean =>
  shapes.members(schema).size > 0 && !shapes.types(schema).has('array');

/** Members that hold the items of a list, most specific first. */
const listMembers = ['data', 'items', 'results', 'list', 'records', 'values', 'content', 'entries', 'rows'];

/** Members that lead to the items of a list: empty when the response is the list itself. */
export function itemsIn(
  shapes: Shapes,
  schema: JsonSchema | undefined,
  names: readonly string[],
  resource: string,
): readonly string[] | undefined {
  if (isListOf(shapes, schema)) return [];
  const members = shapes.members(schema);
  const arrays = [...members.keys()].filter((name) => isListOf(shapes, members.get(name)));
  const keyed = arrays.filter(
    (name) => shapes.keyAmong(shapes.items(members.get(name)), names) !== undefined,
  );
  const own = plainName(resource);
  const order = (name: string): number =>
    plainName(name) === own ? 0 : listMembers.includes(name) ? listMembers.indexOf(name) + 1 : unknown;
  const best = (found: readonly string[]): string | undefined =>
    [...found].sort((a, b) => order(a) - order(b))[0];
  const holder = best(keyed) ?? best(arrays.filter((name) => order(name) !== unknown));
  if (holder !== undefined) return [holder];
  // A page in a wrapper (`{ data: { items: [] } }`), or HAL's `_embedded`.
  for (const name of ['data', 'result', 'response', '_embedded', 'page', 'payload'])
    if (members.has(name) && !shapes.types(members.get(name)).has('array')) {
      const within = itemsIn(shapes, members.get(name), names, resource);
      if (within !== undefined && within.length === 1) return [name, ...within];
    }
  // `{ records: { results: [], count } }`: one member that is a page.
  const [sole, ...more] = members.keys();
  const page: ReadonlyMap<string, JsonSchema> =
    sole === undefined || more.length > 0 ? new Map() : shapes.members(members.get(sole));
  const within = page.size > 6 ? undefined : listMembers.find((name) => isListOf(shapes, page.get(name)));
  if (sole !== undefined && within !== undefined) return [sole, within];
  // The only list of objects, whatever its name.
  const [only, ...others] = arrays.filter((name) => shapes.members(shapes.items(members.get(name))).size > 0);
  return only !== undefined && others.length === 0 && members.size <= 6 ? [only] : undefined;
}

const isListOf = (shapes: Shapes, schema: JsonSchema | undefined): boolean =>
  shapes.types(schema).has('array') ||
  (shapes.types(schema).size === 0 && shapes.items(schema) !== undefined);
