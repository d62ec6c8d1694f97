import { type Bound, boundOf, isSearchName } from '../../../generator/contract/list-parameters.ts';
import type { ListPagination, ListSort, Operation, Resource } from '../../../generator/contract/model.ts';
import { valueIn, withValueIn } from '../../../generator/contract/resources.ts';
import { isObject } from '../../../generator/json/pointer.ts';
import type { Arguments } from '../../../generator/wire/message.ts';
import type { Collection } from './collection.ts';
import { sorted } from './sorted.ts';

/** One page of stored items. */
export interface Page {
  readonly items: readonly unknown[];
  readonly start: number;
  /** The number of the page, or the offset, as it was requested. */
  readonly requested?: number;
  readonly size: number;
  readonly total: number;
  readonly hasMore: boolean;
  /** The value of the position parameter for the next page. */
  readonly next?: string | number;
  /** The query parameter for the position. */
  readonly parameter: string;
}

/** The query parameter of the mock's own next URLs, where the document declares none. */
export const ownCursor = '__cursor';

const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

/** What the position of a page counts: pages, items, or the key of the last item. */
type Counted = 'page' | 'offset' | 'key';

function countedBy(operation: Operation, paging: ListPagination | undefined): Counted {
  const { style, parameter } = paging ?? {};
  if (style === 'page' || style === 'offset') return style;
  const schema = operation.parameters.find(({ name }) => name === parameter)?.schema?.normal.schema;
  const isNumber =
    typeof schema === 'object' && (schema['type'] === 'integer' || schema['type'] === 'number');
  if (parameter !== undefined && (style === 'next-url' || style === 'link-header')) {
    if (/offset|skip|start/i.test(parameter)) return 'offset';
    if (/page/i.test(parameter) && !/token|cursor/i.test(parameter)) return 'page';
  }
  return isNumber && style !== 'item' ? 'offset' : 'key';
}

/**
 * The requested page, filtered by the query parameters that are named like one of `members`, the members of the items.
 * `ownPosition` is the value of `ownCursor` in the URL; without `sort`, the newest item is first.
 */
export function pageOf(
  operation: Operation,
  { keys }: Resource,
  paging: ListPagination | undefined,
  call: Arguments,
  ownPosition: string | null,
  stored: Collection,
  members: ReadonlySet<string>,
  sort: ListSort | undefined,
): Page {
  const { parameter = ownCursor, limit, first = 1 } = paging ?? {};
  const position = paging?.parameter === undefined ? (ownPosition ?? undefined) : call.query[parameter];
  const size = sizeOf(operation, limit, call);
  const filters = filtersOf(operation, paging, call, members);
  const matched =
    filters.length === 0
      ? undefined
      : stored.slice(0, stored.size).filter((item) => filters.every((matches) => matches(item)));
  const chosen = sort === undefined ? matched : sorted(matched ?? stored.slice(0, stored.size), sort);
  const total = chosen?.length ?? stored.size;
  const key = paging?.itemCursor ?? keys.at(-1)?.member ?? ['id'];
  const indexOf = (wanted: string): number =>
    chosen === undefined
      ? stored.indexOf(wanted)
      : chosen.findIndex((item) => String(valueIn(item, key)) === wanted);
  const counted = countedBy(operation, paging);
  const number = Math.max(0, Number(position) || 0);
  const starts: { readonly [by in Counted]: () => number } = {
    page: () => (position === undefined ? 0 : Math.max(0, number - first) * size),
    offset: () => number,
    key: () => (position === undefined ? 0 : indexOf(String(position)) + 1),
  };
  const start = starts[counted]();
  const items = chosen === undefined ? stored.slice(start, size) : chosen.slice(start, start + size);
  const hasMore = size > 0 && start + size < total;
  const last = valueIn(items.at(-1), key);
  const nexts: { readonly [by in Counted]: unknown } = {
    page: Math.floor(start / Math.max(size, 1)) + 1 + first,
    offset: start + size,
    key: last,
  };
  const next = nexts[counted];
  const isNext = hasMore && (typeof next === 'string' || typeof next === 'number');
  const requested = typeof position === 'number' ? { requested: position } : {};
  return { items, start, size, total, hasMore, parameter, ...requested, ...(isNext ? { next } : {}) };
}

/** How many items a page has: the requested number, otherwise the documented one, otherwise 20. */
function sizeOf({ parameters }: Operation, limit: string | undefined, { query }: Arguments): number {
  const schema = parameters.find(({ name, in: place }) => place === 'query' && name === limit)?.schema?.normal
    .schema;
  const stated = typeof schema === 'object' ? schema['default'] : undefined;
  const requested = limit === undefined ? undefined : query[limit];
  return Math.max(0, typeof requested === 'number' ? requested : typeof stated === 'number' ? stated : 20);
}

type Filter = (item: unknown) => boolean;

/** What query parameters want of the items: a value or a bound of the member they are named after, or a text somewhere. */
function filtersOf(
  { parameters }: Operation,
  paging: ListPagination | undefined,
  { query }: Arguments,
  members: ReadonlySet<string>,
): readonly Filter[] {
  const taken = new Set([paging?.parameter, paging?.limit]);
  return parameters.flatMap(({ name, in: place }): readonly Filter[] => {
    const wanted = query[name];
    if (place !== 'query' || taken.has(name) || wanted === undefined) return [];
    // `state=all` filters nothing.
    if (/^(?:all|any|\*)$/i.test(String(wanted))) return [];
    const member = members.has(name) ? name : [...members].find((each) => plain(each) === plain(name));
    if (member !== undefined) return [hasValue(member, wanted)];
    const bound = boundOf(name, members);
    if (bound !== undefined) return [isWithin(bound, wanted)];
    return isSearchName(name) ? [contains(String(wanted))] : [];
  });
}

/** Whether a member has the value; a member that is an object decides nothing. */
const hasValue =
  (member: string, wanted: unknown): Filter =>
  (item) => {
    const values = [valueIn(item, [member])].flat();
    if (values.some((each) => isObject(each))) return true;
    return [wanted].flat().some((each) => values.some((own) => String(own) === String(each)));
  };

const isWithin =
  ({ member, side }: Bound, wanted: unknown): Filter =>
  (item) => {
    const value = valueIn(item, [member]);
    // Days bound times by their day.
    const own = typeof value === 'string' && String(wanted).length === 10 ? value.slice(0, 10) : value;
    if (typeof own === 'number' && typeof wanted === 'number')
      return side === 'least' ? own >= wanted : own <= wanted;
    if (typeof own !== 'string' || typeof wanted !== 'string') return true;
    return side === 'least' ? own >= wanted : own <= wanted;
  };

/** Whether a text stands somewhere in an item, in any case. */
const contains =
  (text: string): Filter =>
  (item) =>
    JSON.stringify(item).toLowerCase().includes(text.toLowerCase());

/** Candidates for the response of a list with a page in it, the most complete first; the caller takes the first valid one. */
export function pagesIn(
  sampled: unknown,
  items: readonly string[],
  page: Page,
  paging: ListPagination | undefined,
  key: readonly string[],
  nextUrl: string | undefined,
): readonly unknown[] {
  const listed = withValueIn(sampled, items, page.items);
  if (!isObject(listed)) return [listed];
  const put = (value: unknown, members: readonly string[] | undefined, next: unknown): unknown =>
    members === undefined ? value : withValueIn(value, members, next);
  const ofPage = { page, paging, key, counted: false };
  const counted = put(
    put(withPageFacts(listed, ofPage), paging?.hasMore, page.hasMore),
    paging?.total,
    page.total,
  );
  const plainly = put(
    put(withRequested(listed, page, paging), paging?.hasMore, page.hasMore),
    paging?.total,
    page.total,
  );
  const nextValue = paging?.style === 'next-url' ? nextUrl : page.next;
  const withNext = (value: unknown): readonly unknown[] => {
    if (paging?.next === undefined) return [value];
    if (nextValue !== undefined)
      return [put(value, paging.next, nextValue), put(value, paging.next, String(nextValue))];
    return [put(value, paging.next, null), removed(value, paging.next), put(value, paging.next, '')];
  };
  return [...withNext(counted), ...withNext(plainly), listed];
}

/** The limit and the position that a page states are those of the request. */
function withRequested(
  value: Readonly<Record<string, unknown>>,
  { size, start, requested }: Page,
  paging: ListPagination | undefined,
): unknown {
  const { limit, parameter, style, first = 1 } = paging ?? {};
  const counted = style === 'page' ? Math.floor(start / Math.max(size, 1)) + first : start;
  const position = requested ?? counted;
  const isCounted = style === 'page' || style === 'offset';
  return {
    ...value,
    ...(limit !== undefined && typeof value[limit] === 'number' ? { [limit]: size } : {}),
    ...(isCounted && parameter !== undefined && typeof value[parameter] === 'number'
      ? { [parameter]: position }
      : {}),
  };
}

function removed(value: unknown, members: readonly string[]): unknown {
  const [name, ...rest] = members;
  if (name === undefined || !isObject(value) || !Object.hasOwn(value, name)) return value;
  const { [name]: member, ...others } = value;
  return rest.length === 0 ? others : { ...value, [name]: removed(member, rest) };
}

/** Fills members that describe the page, at any place of the response. */
function withPageFacts(
  value: unknown,
  {
    page,
    paging,
    key,
  }: { readonly page: Page; readonly paging: ListPagination | undefined; readonly key: readonly string[] },
  depth = 0,
): unknown {
  if (!isObject(value) || depth > 2) return value;
  const { items, start, size, total, hasMore } = page;
  const first = paging?.first ?? 1;
  const number = page.requested ?? Math.floor(start / Math.max(size, 1)) + first;
  const of = (item: unknown): unknown => valueIn(item, key) ?? null;
  const facts: { readonly [name: string]: unknown } = {
    hasmore: hasMore,
    hasnext: hasMore,
    hasnextpage: hasMore,
    hasprevious: start > 0,
    haspreviouspage: start > 0,
    total,
    totalcount: total,
    totalitems: total,
    totalresults: total,
    totalelements: total,
    totalrecords: total,
    count: total,
    totalpages: Math.ceil(total / Math.max(size, 1)),
    pages: Math.ceil(total / Math.max(size, 1)),
    pagecount: Math.ceil(total / Math.max(size, 1)),
    page: number,
    pagenumber: number,
    currentpage: number,
    limit: size,
    pagesize: size,
    perpage: size,
    offset: start,
    skip: start,
    firstid: of(items[0]),
    lastid: of(items.at(-1)),
    previous: null,
    prev: null,
  };
  const members = Object.entries(value).map(([name, member]) => {
    if (isObject(member)) return [name, withPageFacts(member, { page, paging, key }, depth + 1)];
    const fact = facts[plain(name)];
    const isSameKind =
      fact !== undefined && (fact === null || typeof fact === typeof member || member === null);
    return [name, isSameKind && !Array.isArray(member) ? fact : member];
  });
  return Object.fromEntries(members);
}
