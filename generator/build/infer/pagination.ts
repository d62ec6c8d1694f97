import type {
  ListPagination,
  Operation,
  Pagination,
  PaginationStyle,
  Resource,
} from '../../contract/model.ts';
import { findResponse, successStatus } from '../../contract/responses.ts';
import type { JsonSchema } from '../../json/types.ts';
import { inference, titleOf } from './override.ts';
import type { Shapes } from './shapes.ts';
import { plainName } from './words.ts';

const list = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Names of query parameters in lower case and without separators: `page[size]` is `pagesize`. */
const parameterNames: {
  readonly [use in 'limit' | 'cursor' | 'item' | 'page' | 'offset']: ReadonlySet<string>;
} = {
  limit: list(
    'limit pagesize perpage maxresults maxpagesize size count top take pagelimit maxitems first itemsperpage pagecount num resultsperpage rows',
  ),
  cursor: list(
    'cursor pagecursor pagetoken nexttoken nextpagetoken continuationtoken continue marker nextcursor startcursor pageafter afterCursor aftercursor exclusivestartkey next nextpage scrollid position',
  ),
  item: list('after startingafter afterid startafter sinceid lastid'),
  page: list('page pagenumber pageno pagenum pageindex p currentpage pagenr'),
  offset: list('offset skip startindex startat start pageoffset from firstresult'),
};

/** Members of responses. */
const memberNames = {
  cursor: list(
    'nextcursor nexttoken nextpagetoken continuationtoken nextmarker cursor endcursor continue nextpageid scrollid nextposition afterCursor aftercursor pagetoken nextid lastevaluatedkey',
  ),
  url: list('next nexturl nextlink nextpageurl nexthref nextpage odatanextlink nextpagelink'),
  hasMore: list('hasmore hasnext hasnextpage more hasmoreitems hasmorepages hasmoreresults moreavailable'),
  total: list('total totalcount count totalitems totalresults totalelements totalrecords totalsize'),
};

/** Members of a response that describe its page. */
const pageMembers = list(
  'paging pagination page pages meta metadata links cursors responsemetadata pageinfo info cursor data',
);

/** How a list is paged; `undefined` where nothing shows that it is. */
export function inferPagination(
  shapes: Shapes,
  operation: Operation,
  resource: Resource,
): ListPagination | undefined {
  const override = operation.extensions.pagination;
  if (operation.extensions.isPaged === false) return undefined;
  const items = resource.holders.get(operation.operationId);
  if (override !== undefined) return overridden(operation, override);
  if (items === undefined) return undefined;
  const query = operation.parameters.filter(({ in: place }) => place === 'query');
  const named = (names: ReadonlySet<string>): string | undefined =>
    query.find(({ name }) => names.has(plainName(name)))?.name;
  const response = shapes.response(operation);
  const isText = (schema: JsonSchema | undefined): boolean => {
    const types = shapes.types(schema);
    return types.size === 0 || types.has('string') || types.has('integer');
  };
  const isOf = (type: string) => (schema: JsonSchema | undefined) => shapes.types(schema).has(type);
  const isUrl = (schema: JsonSchema | undefined): boolean =>
    isOf('string')(schema) &&
    typeof schema === 'object' &&
    (JSON.stringify(schema).includes('uri') || JSON.stringify(schema).includes('http'));
  // `{ events: { results: [], next } }`: what describes the page stands beside its items.
  const holder = items.slice(0, -1);
  const held = holder.reduce<JsonSchema | undefined>(
    (schema, name) => shapes.members(schema).get(name),
    response,
  );
  const find = (
    names: ReadonlySet<string>,
    fits: (schema: JsonSchema | undefined) => boolean,
  ): readonly string[] | undefined => {
    const found = memberAmong(shapes, response, names, fits);
    if (found !== undefined || holder.length === 0) return found;
    const beside = memberAmong(shapes, held, names, fits);
    return beside === undefined ? undefined : [...holder, ...beside];
  };
  const limit = named(parameterNames.limit);
  const hasMore = find(memberNames.hasMore, isOf('boolean'));
  const total = find(memberNames.total, (schema) => isOf('integer')(schema) || isOf('number')(schema));
  const page = named(parameterNames.page);
  const offset = named(parameterNames.offset);
  const cursor = named(parameterNames.cursor);
  const item = named(parameterNames.item);
  const nextCursor = find(memberNames.cursor, isText);
  const nextUrl = find(memberNames.url, isUrl);
  const next = find(memberNames.url, isText);
  const headers = findResponse(operation, successStatus(operation))?.headers ?? [];
  const hasLink = headers.some(({ name }) => name.toLowerCase() === 'link');
  const key = resource.keys.at(-1)?.member;
  const common = {
    items,
    ...given('limit', limit),
    ...given('hasMore', hasMore),
    ...given('total', total),
  };
  const say = (
    style: PaginationStyle,
    reason: string,
    more: Omit<Partial<ListPagination>, 'inference'>,
  ): ListPagination => ({
    style,
    ...common,
    ...more,
    inference: inference(
      `${titleOf(operation)} is paged by ${style}`,
      reason,
      operation,
      'x-plumbline-pagination: false',
    ),
  });
  const taking = cursor ?? item;
  if (taking !== undefined && nextCursor !== undefined)
    return say('cursor', `${taking} takes ${nextCursor.join('.')} of the response`, {
      parameter: taking,
      next: nextCursor,
    });
  if (cursor !== undefined && next !== undefined && nextUrl === undefined)
    return say('cursor', `${cursor} takes ${next.join('.')} of the response`, { parameter: cursor, next });
  if (item !== undefined && key !== undefined && (hasMore !== undefined || limit !== undefined))
    return say('item', `${item} takes ${key.join('.')} of the last item`, {
      parameter: item,
      itemCursor: key,
    });
  if (nextUrl !== undefined)
    return say('next-url', `${nextUrl.join('.')} of the response is a URL`, {
      next: nextUrl,
      ...given('parameter', cursor ?? page ?? offset),
    });
  const pageSchema = query.find(({ name }) => name === page)?.schema?.normal.schema;
  if (page !== undefined && next !== undefined && !isOf('integer')(pageSchema) && !isOf('number')(pageSchema))
    return say('cursor', `${page} takes ${next.join('.')} of the response`, { parameter: page, next });
  if (page !== undefined) {
    const isZero =
      typeof pageSchema === 'object' && (pageSchema['default'] === 0 || pageSchema['minimum'] === 0);
    return say(
      hasLink ? 'link-header' : 'page',
      hasLink ? 'its response has a Link header' : `${page} is the number of a page`,
      {
        parameter: page,
        first: isZero ? 0 : 1,
      },
    );
  }
  if (offset !== undefined && (limit !== undefined || total !== undefined || hasMore !== undefined))
    return say('offset', `${offset} counts items`, { parameter: offset });
  if (hasLink) return say('link-header', 'its response has a Link header', given('parameter', cursor));
  if (cursor !== undefined && key !== undefined && (hasMore !== undefined || limit !== undefined))
    return say('item', `${cursor} can only take a member of the last item`, {
      parameter: cursor,
      itemCursor: key,
    });
  return undefined;
}

/** The inference for an explicit `x-plumbline-pagination`. */
function overridden(operation: Operation, override: Pagination): ListPagination {
  const { cursor, items, itemCursor, next, hasMore, limit } = override;
  const members = (text: string | undefined) => (text === undefined ? undefined : text.split('.'));
  return {
    style: next === undefined ? 'item' : 'cursor',
    parameter: cursor,
    items: items === '' ? [] : items.split('.'),
    ...given('itemCursor', next === undefined ? (members(itemCursor) ?? ['id']) : members(itemCursor)),
    ...given('next', members(next)),
    ...given('hasMore', members(hasMore)),
    ...given('limit', limit),
    inference: inference(
      `${titleOf(operation)} is paged by ${next === undefined ? 'item' : 'cursor'}`,
      'x-plumbline-pagination says so',
      operation,
      'x-plumbline-pagination: false',
    ),
  };
}

/** The members that lead to one of the names: in the response, or in a member of it that describes its page. */
function memberAmong(
  shapes: Shapes,
  schema: JsonSchema | undefined,
  names: ReadonlySet<string>,
  fits: (schema: JsonSchema | undefined) => boolean,
  depth = 0,
): readonly string[] | undefined {
  const members = shapes.members(schema);
  for (const [name, member] of members) if (names.has(plainName(name)) && fits(member)) return [name];
  if (depth === 2) return undefined;
  for (const [name, member] of members) {
    if (!pageMembers.has(plainName(name)) && !(depth > 0 && names.has(plainName(name)))) continue;
    if (shapes.types(member).has('array')) continue;
    const within = memberAmong(shapes, member, names, fits, depth + 1);
    if (within !== undefined) return [name, ...within];
    // `_links: { next: { href } }`
    const next = [...shapes.members(member)].find(([each]) => plainName(each) === 'next');
    if (next !== undefined && names === memberNames.url && shapes.members(next[1]).has('href'))
      return [name, next[0], 'href'];
  }
  return undefined;
}

const given = <K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } =>
  (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: V };
