import type { Contract, ListPagination, Operation, Resource } from '../../generator/contract/model.ts';
import { keyParameters, valueIn } from '../../generator/contract/resources.ts';
import { isObject } from '../../generator/json/pointer.ts';
import type { Arguments } from '../../generator/wire/message.ts';
import type { CasePlan, Exchange, Rule, Scenario, Step, StepRole } from '../model.ts';
import { filtersOf } from './filters.ts';
import { holdsAt } from './holds.ts';
import { takesId, unknownId } from './ids.ts';
import { richCall } from './rich-call.ts';
import { createSampler, type Sampler } from './sampler.ts';
import { asReceived } from './sendable.ts';
import { headerIn, jsonBody } from './state/pool.ts';
import { testCase } from './test-case.ts';

/** Sequences on the inferred resources: a plan of the operation that creates, or of the list where no operation creates. */
export function planScenarios(
  contract: Contract,
  operation: Operation,
  seed: number,
  rules: readonly Rule[] = [],
): CasePlan {
  const kit = createKit(contract, seed, rules);
  const scenarios = contract.inferred.resources
    .filter((resource) => startOf(resource) === operation)
    .flatMap((resource): readonly Scenario[] => {
      const { list, create } = resource.operations;
      const paging = list === undefined ? undefined : contract.inferred.pagination.get(list.operationId);
      const isMade = create !== undefined && resource.created !== undefined;
      return [
        ...(isMade || resource.created?.in === 'path' ? [lifecycle(kit, resource)] : []),
        unknownIds(kit, resource),
        ...(list !== undefined && paging !== undefined ? [pagination(kit, resource, list, paging)] : []),
        ...(list === undefined ? [] : filtered(kit, resource, list)),
        ...(isMade && resource.parent !== undefined ? [otherParent(kit, resource)] : []),
        ...(isMade ? [createTwice(kit, resource, create)] : []),
        ...resource.operations.actions
          .filter(
            ({ method, path }) => isMade && method === 'post' && path.startsWith(resource.itemPath ?? '\0'),
          )
          .map((action) => actTwice(kit, resource, action)),
      ];
    });
  return { operationId: operation.operationId, phase: 'stateful', cases: [], scenarios };
}

/** The operation whose plan has the sequences of a resource. */
const startOf = ({ operations: own, created }: Resource): Operation | undefined =>
  own.create ?? (created?.in === 'path' ? own.replace : undefined) ?? own.list ?? own.retrieve;

interface Kit {
  readonly contract: Contract;
  sampler(operation: Operation): Sampler;
  least(operation: Operation): Arguments | undefined;
  rich(operation: Operation, variant: number): Arguments | undefined;
}

function createKit(contract: Contract, seed: number, rules: readonly Rule[]): Kit {
  const samplers = new Map<Operation, Sampler>();
  const kit: Kit = {
    contract,
    sampler(operation) {
      const known = samplers.get(operation) ?? createSampler(contract, operation, seed, { rules });
      samplers.set(operation, known);
      return known;
    },
    least: (operation) => kit.sampler(operation).leastCall(undefined),
    rich: (operation, variant) => richCall(kit.sampler(operation), variant),
  };
  return kit;
}

type Run = Generator<Step, void, Exchange>;

interface Given {
  readonly path?: Arguments['path'];
  readonly query?: Arguments['query'];
  readonly header?: Arguments['header'];
  /** Sent instead of the least call. */
  readonly call?: Arguments | undefined;
  readonly about?: string;
  readonly until?: Step['until'];
  readonly fixed?: readonly string[];
}

type Send = (
  role: StepRole,
  operation: Operation | undefined,
  title: string,
  given?: Given,
) => Generator<Step, Exchange | undefined, Exchange>;

/** A scenario whose steps have stable ids, the same in every run. */
function scenario(kit: Kit, resource: Resource, name: string, run: (send: Send) => Run): Scenario {
  const { contract } = kit;
  return {
    id: `${resource.path}/${name}`,
    operationId: startOf(resource)?.operationId ?? '',
    resource,
    run() {
      let count = 0;
      return run(function* send(role, operation, title, given = {}) {
        const call =
          operation === undefined ? undefined : 'call' in given ? given.call : kit.least(operation);
        if (operation === undefined || call === undefined) return undefined;
        const { path, query, header, about, until, fixed = [] } = given;
        const filled: Arguments = {
          ...call,
          path: { ...call.path, ...path },
          query: { ...call.query, ...query },
          header: { ...call.header, ...header },
        };
        const places = [
          ...Object.keys(path ?? {}).map((each) => `/path/${each}`),
          ...Object.keys(query ?? {}).map((each) => `/query/${each}`),
          ...Object.keys(header ?? {}).map((each) => `/header/${each}`),
          ...fixed,
        ];
        const context = { contract, operation, phase: 'stateful' } as const;
        return yield {
          role,
          testCase: testCase(context, `${role}/${name}-${count++}`, title, filled, { fixed: places }),
          ...(about === undefined ? {} : { about }),
          ...(until === undefined ? {} : { until }),
        };
      });
    },
  };
}

const isOk = (exchange: Exchange | undefined): exchange is Exchange =>
  exchange !== undefined && exchange.response.status >= 200 && exchange.response.status < 300;

/** The path parameters with which other operations address the created item; `undefined` where they are not known. */
export function pathOfCreated(
  resource: Resource,
  made: Exchange | undefined,
): ((operation: Operation) => Arguments['path']) | undefined {
  if (!isOk(made)) return undefined;
  const sent = made.testCase.arguments;
  const { created } = resource;
  const last = headerIn(made, 'location')
    ?.split(/[?#]/)[0]
    ?.split('/')
    .findLast((each) => each !== '');
  const key: unknown =
    created?.in === 'response'
      ? (valueIn(jsonBody(made), created.members) ?? last)
      : created?.in === 'request'
        ? valueIn(sent.body?.value, created.members)
        : created?.in === 'location'
          ? last
          : undefined;
  if (created?.in !== 'path' && typeof key !== 'string' && typeof key !== 'number') return undefined;
  return (operation) => {
    const own = keyParameters(resource, operation.path);
    // The parents are those of the creation; their parameters may have other names.
    const above = Object.values(sent.path);
    const names = [...operation.path.matchAll(/\{([^{}]+)\}/g)].map(([, name = '']) => name);
    const before = names.slice(0, own[0] === undefined ? names.length : names.indexOf(own[0]));
    return {
      ...Object.fromEntries(
        before.flatMap((name, index) => (above[index] === undefined ? [] : [[name, above[index]]])),
      ),
      ...(created?.in === 'path' ? sent.path : Object.fromEntries(own.slice(-1).map((name) => [name, key]))),
    };
  };
}

/** The path parameters of the collection in which an item was created. */
const pathOfList = (made: Exchange | undefined, list: Operation): Arguments['path'] => {
  const above = Object.values(made?.testCase.arguments.path ?? {});
  const names = [...list.path.matchAll(/\{([^{}]+)\}/g)].map(([, name = '']) => name);
  return Object.fromEntries(
    names.flatMap((name, index) => (above[index] === undefined ? [] : [[name, above[index]]])),
  );
};

/** How many members are changed, one per update. */
const mostUpdates = 4;

/** Creates, reads, lists, updates, replaces and deletes an item; afterwards it is gone and stays gone. */
const lifecycle = (kit: Kit, resource: Resource): Scenario =>
  scenario(kit, resource, 'lifecycle', function* (send): Run {
    const { create, retrieve, list, update, replace, delete: remove } = resource.operations;
    const maker = create ?? replace;
    if (maker === undefined) return;
    const rich = kit.rich(maker, 0);
    let made = yield* send('create', maker, 'created with many members', { call: rich });
    let pathOf = pathOfCreated(resource, made);
    if (pathOf === undefined) {
      // A server may reject a combination that its schema allows.
      made = yield* send('create', maker, 'created with the least members');
      pathOf = pathOfCreated(resource, made);
    }
    if (pathOf === undefined) return;
    const at = pathOf;
    const read = (role: StepRole, title: string, more: Given = {}) =>
      retrieve === undefined ? none() : send(role, retrieve, title, { path: at(retrieve), ...more });
    yield* read('read', 'read after creation', { until: ({ response }) => response.status !== 404 });
    const seen = yield* read('read', 'read again');
    const isShown = (list: Operation, page: Exchange): boolean =>
      keyOfCreated(resource, made) === undefined ||
      (itemsOn(resource, list, page) ?? []).some(
        (item) => String(valueIn(item, memberOfKey(resource))) === String(keyOfCreated(resource, made)),
      );
    if (list !== undefined)
      yield* listPages(kit, send, resource, list, made, 'list', undefined, mostPages, {
        until: (page) => isShown(list, page) || hasNext(kit, resource, list, page),
      });
    if (update !== undefined && isOk(seen ?? made)) {
      for (const { member, call } of updatesOf(kit, update)) {
        const changed = yield* send('update', update, `${member} updated`, {
          path: at(update),
          call,
          about: member,
        });
        if (isOk(changed))
          yield* read('read-after-update', `read after an update of ${member}`, { about: member });
      }
    }
    if (replace !== undefined && create !== undefined)
      for (const variant of [1, 2]) {
        const call = kit.rich(replace, variant);
        const replaced = yield* send('replace', replace, 'replaced', { path: at(replace), call });
        if (isOk(replaced)) yield* read('read-after-update', 'read after replacement');
      }
    yield* stale(kit, send, resource, at);
    if (remove === undefined) return;
    const before = yield* read('read-before-delete', 'read before deletion');
    yield* send('delete', remove, 'deleted', { path: at(remove) });
    const unchanged = before === undefined ? undefined : new TextDecoder().decode(before.response.body);
    // An item that reads differently may be marked as deleted, and stays.
    const isGone = ({ response: { status, body } }: Exchange): boolean =>
      status >= 400 || new TextDecoder().decode(body) !== unchanged;
    const after = yield* read('read-after-delete', 'read after deletion', { until: isGone });
    for (const part of resource.below.filter(
      ({ method, path }) => method === 'get' && keyParameters(resource, path).length > 0,
    ))
      yield* send('read-after-delete', part, 'read after deletion', { path: at(part), about: 'below' });
    yield* send('delete-again', remove, 'deleted twice', { path: at(remove) });
    if (list !== undefined)
      yield* listPages(kit, send, resource, list, made, 'list-after-delete', undefined, mostPages, {
        until: (page) => !isShown(list, page) || (after !== undefined && after.response.status < 400),
      });
  });

const memberOfKey = ({ keys }: Resource): readonly string[] => keys.at(-1)?.member ?? ['id'];

/** The key of the created item, as lists show it. */
export const keyOfCreated = (resource: Resource, made: Exchange | undefined): unknown => {
  const { delete: remove, retrieve, update, replace } = resource.operations;
  const operation = retrieve ?? remove ?? update ?? replace;
  const name = operation === undefined ? undefined : keyParameters(resource, operation.path).at(-1);
  return operation === undefined || name === undefined
    ? undefined
    : pathOfCreated(resource, made)?.(operation)[name];
};

/** Whether a page states that another one follows. */
export const hasNext = (
  kit: Pick<Kit, 'contract'>,
  resource: Resource,
  list: Operation,
  page: Exchange,
): boolean => {
  const paging = kit.contract.inferred.pagination.get(list.operationId);
  if (paging === undefined) return false;
  if (paging.hasMore !== undefined) return valueIn(jsonBody(page), paging.hasMore) === true;
  if (paging.next !== undefined) {
    const next = valueIn(jsonBody(page), paging.next);
    return typeof next === 'string' || typeof next === 'number';
  }
  const items = itemsOn(resource, list, page) ?? [];
  const limit = paging.limit === undefined ? undefined : page.testCase.arguments.query[paging.limit];
  // Where the page does not state it, a page that is not full is the last.
  return typeof limit === 'number' ? items.length >= limit : items.length > 0;
};

// biome-ignore lint/correctness/useYield: an omitted step yields nothing
function* none(): Generator<Step, undefined, Exchange> {
  return undefined;
}

/** Most pages that are read to find one item. */
const mostPages = 12;

/** Reads a whole list in pages as large as allowed, up to a number of pages. */
function* listPages(
  kit: Kit,
  send: Send,
  resource: Resource,
  list: Operation,
  made: Exchange | undefined,
  role: StepRole,
  size: number | undefined,
  pages = mostPages,
  given: Given = {},
): Generator<Step, readonly Exchange[], Exchange> {
  const paging = kit.contract.inferred.pagination.get(list.operationId);
  const found: Exchange[] = [];
  const limit = paging?.limit === undefined ? undefined : sizeFor(kit, list, paging.limit, size);
  let position: unknown;
  for (let page = 0; page < pages; page++) {
    const query = {
      ...given.query,
      ...(paging?.limit === undefined || limit === undefined ? {} : { [paging.limit]: limit }),
      ...(paging?.parameter === undefined || position === undefined ? {} : { [paging.parameter]: position }),
    };
    const exchange = yield* send(role, list, `page ${page + 1}`, {
      ...given,
      path: given.path ?? pathOfList(made, list),
      query,
      // The awaited item is on one page only: only the first page is polled.
      until: page === 0 ? given.until : undefined,
      fixed: paging?.parameter === undefined ? [] : [`/query/${paging.parameter}`],
    });
    if (!isOk(exchange)) return found;
    found.push(exchange);
    const next = nextPosition(paging, resource, list, exchange, { page, position, limit });
    if (next === undefined) return found;
    position = next;
  }
  return found;
}

/** The items on a page; `undefined` where the response has no list. */
export function itemsOn(
  resource: Resource,
  list: Operation,
  exchange: Exchange,
): readonly unknown[] | undefined {
  const items = valueIn(jsonBody(exchange), resource.holders.get(list.operationId) ?? []);
  return Array.isArray(items) ? items : undefined;
}

/** The position of the next page; `undefined` after the last. */
function nextPosition(
  paging: ListPagination | undefined,
  resource: Resource,
  list: Operation,
  exchange: Exchange,
  at: { readonly page: number; readonly position: unknown; readonly limit: number | undefined },
): unknown {
  const { page, position, limit } = at;
  const items = itemsOn(resource, list, exchange) ?? [];
  if (paging?.parameter === undefined || items.length === 0) return undefined;
  const body = jsonBody(exchange);
  if (paging.hasMore !== undefined && valueIn(body, paging.hasMore) !== true) return undefined;
  switch (paging.style) {
    case 'cursor': {
      const next = valueIn(body, paging.next ?? []);
      return typeof next === 'string' || typeof next === 'number' ? next : undefined;
    }
    case 'item':
      return paging.hasMore === undefined && limit !== undefined && items.length < limit
        ? undefined
        : valueIn(items.at(-1), paging.itemCursor ?? ['id']);
    case 'offset': {
      const next = (typeof position === 'number' ? position : 0) + items.length;
      const total = paging.total === undefined ? undefined : valueIn(body, paging.total);
      // The total may be wrong: the walk continues after a full page.
      const isFull = limit === undefined || items.length >= limit;
      return typeof total === 'number' && next >= total && !isFull ? undefined : next;
    }
    case 'page':
      return (paging.first ?? 1) + page + 1;
    default:
      return undefined;
  }
}

/** The given page size, otherwise the largest round one that the schema accepts. */
function sizeFor(kit: Kit, list: Operation, limit: string, size: number | undefined): number | undefined {
  const slot = kit
    .sampler(list)
    .slots.find(
      (each) => each.kind === 'parameter' && each.parameter.in === 'query' && each.parameter.name === limit,
    );
  if (slot === undefined) return undefined;
  const accepts = holdsAt(kit.contract, slot);
  return [...(size === undefined ? [] : [size]), 100, 50, 25, 20, 10, 5].find((each) =>
    accepts(asReceived(kit.contract, slot, each)),
  );
}

/** Bodies that change one member each, where the body of an update is an object. */
function updatesOf(
  kit: Kit,
  update: Operation,
): readonly { readonly member: string; readonly call: Arguments }[] {
  const rich = kit.rich(update, 1);
  const body = rich?.body;
  const slot = kit.sampler(update).slots.find(({ kind }) => kind === 'body');
  if (rich === undefined || body === undefined || slot === undefined || !isObject(body.value)) return [];
  const accepts = holdsAt(kit.contract, slot);
  return Object.entries(body.value)
    .map(([member, value]) => ({ member, call: { ...rich, body: { ...body, value: { [member]: value } } } }))
    .filter(({ call }) => accepts(call.body.value))
    .slice(0, mostUpdates);
}

/** Changes a representation that is not the current one (RFC 9110 section 13.1.1). */
function* stale(
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

/** Unknown ids with unusual characters. */
const strangeIds = [
  '../secret',
  '..%2f',
  'a.b',
  '%',
  '%00',
  '\u0000',
  'ünïcödé-中-😀',
  `long-${'x'.repeat(300)}`,
  "' OR '1'='1",
  '{"$gt":""}',
];

const unknownIds = (kit: Kit, resource: Resource): Scenario =>
  scenario(kit, resource, 'unknown-ids', function* (send): Run {
    const { contract } = kit;
    const { create, retrieve, delete: remove, update, replace } = resource.operations;
    // Where nothing can be created, any id may exist already.
    if (create === undefined && resource.created === undefined) return;
    const operations = [
      retrieve,
      update,
      ...(resource.created?.in === 'path' ? [] : [replace]),
      ...resource.below,
      remove,
    ]
      .filter((operation) => operation !== undefined)
      .filter(
        ({ method, path }) => method !== 'put' || !path.endsWith('}') || resource.created?.in !== 'path',
      );
    const parameterOf = (operation: Operation): string | undefined =>
      keyParameters(resource, operation.path).at(-1);
    for (const operation of new Set(operations)) {
      const parameter = parameterOf(operation);
      const id = parameter === undefined ? undefined : unknownId(contract, operation, parameter);
      if (id === undefined || parameter === undefined) continue;
      yield* send('unknown-id', operation, 'an unknown id', { path: { [parameter]: id } });
    }
    const [first] = operations;
    const parameter = first === undefined ? undefined : parameterOf(first);
    if (first === undefined || parameter === undefined) return;
    for (const id of strangeIds.filter(takesId(contract, first, parameter)))
      yield* send('unknown-id', first, `the id ${JSON.stringify(id.slice(0, 20))}`, {
        path: { [parameter]: id },
      });
  });

/** How many items are created to fill pages. */
const mostMade = 5;

/** Creates items and walks the list in small steps between two walks in large ones, so that unchanged parts can be compared. */
const pagination = (kit: Kit, resource: Resource, list: Operation, paging: ListPagination): Scenario =>
  scenario(kit, resource, 'pagination', function* (send): Run {
    const { create } = resource.operations;
    let made: Exchange | undefined;
    for (let count = 0; create !== undefined && resource.created !== undefined && count < mostMade; count++) {
      const path: Arguments['path'] = made === undefined ? {} : made.testCase.arguments.path;
      const exchange = yield* send(
        'create',
        create,
        'created for a list',
        made === undefined ? {} : { path },
      );
      if (!isOk(exchange)) break;
      made = exchange;
    }
    const whole = yield* listPages(kit, send, resource, list, made, 'whole', undefined, 20);
    if (paging.limit !== undefined) yield* listPages(kit, send, resource, list, made, 'page', 2, 3);
    yield* listPages(kit, send, resource, list, made, 'whole-again', undefined, 20);
    const keys = whole
      .flatMap((page) => itemsOn(resource, list, page) ?? [])
      .map((item) => valueIn(item, paging.itemCursor ?? ['id']));
    // The last page, with as many items as its limit.
    if (
      paging.style === 'item' &&
      paging.limit !== undefined &&
      paging.parameter !== undefined &&
      keys.length > 2
    )
      yield* send('last-page', list, 'the last page, full', {
        path: pathOfList(made, list),
        query: { [paging.limit]: 2, [paging.parameter]: keys.at(-3) },
      });
    if (list.parameters.every(({ in: place, required }) => place !== 'query' || !required))
      yield* send('plain-list', list, 'listed without parameters', { path: pathOfList(made, list) });
  });

/** Filters a list by a value that one item has and another has not. */
function filtered(kit: Kit, resource: Resource, list: Operation): readonly Scenario[] {
  const filters = filtersOf(kit.contract, resource, list);
  if (filters.length === 0) return [];
  return [
    scenario(kit, resource, 'filters', function* (send): Run {
      const { create } = resource.operations;
      const made: Exchange[] = [];
      for (const variant of [0, 1, 2]) {
        if (create === undefined || resource.created === undefined) break;
        const [first] = made;
        const exchange = yield* send('create', create, 'created for a filter', {
          call: kit.rich(create, variant),
          ...(first === undefined ? {} : { path: first.testCase.arguments.path }),
        });
        if (isOk(exchange)) made.push(exchange);
      }
      const [one] = made;
      const pages = yield* listPages(kit, send, resource, list, one, 'unfiltered', undefined, 2);
      const items = pages.flatMap((page) => itemsOn(resource, list, page) ?? []);
      for (const filter of filters) {
        const values = items.map((item) => valueIn(item, filter.members));
        const value = values.find(
          (each, index) => filter.takes(each) && values.some((other, at) => at !== index && other !== each),
        );
        if (value === undefined) continue;
        yield* send(
          'filter',
          list,
          `only those whose ${filter.members.join('.')} is ${JSON.stringify(value)}`,
          {
            path: pathOfList(one, list),
            query: {
              [filter.parameter]: value,
              ...(yield* largest(kit, list)),
            },
            about: JSON.stringify([filter.parameter, filter.members]),
          },
        );
      }
      // A value that no item has: every listed item is a failure.
      for (const filter of filters) {
        const absent = filter.absent(new Set(items.map((item) => valueIn(item, filter.members))));
        if (absent === undefined) continue;
        yield* send(
          'filter',
          list,
          `only those whose ${filter.members.join('.')} is ${JSON.stringify(absent)}`,
          {
            path: pathOfList(one, list),
            query: { [filter.parameter]: absent },
            about: JSON.stringify([filter.parameter, filter.members]),
          },
        );
      }
    }),
  ];
}

// biome-ignore lint/correctness/useYield: called with yield* like the other parts of a query
function* largest(kit: Kit, list: Operation): Generator<Step, Arguments['query'], Exchange> {
  const limit = kit.contract.inferred.pagination.get(list.operationId)?.limit;
  const size = limit === undefined ? undefined : sizeFor(kit, list, limit, undefined);
  return limit === undefined || size === undefined ? {} : { [limit]: size };
}

/** Creates two parents: a child of the first must not be found below the second. */
const otherParent = (kit: Kit, resource: Resource): Scenario =>
  scenario(kit, resource, 'of-another', function* (send): Run {
    const { parent } = resource;
    const { create, list, retrieve, delete: remove } = resource.operations;
    const maker = parent?.operations.create;
    if (parent === undefined || maker === undefined || create === undefined) return;
    const above = pathOfCreated(parent, yield* send('create-parent', maker, 'created as the parent of an item'));
    const other = pathOfCreated(parent, yield* send('create-parent', maker, 'created as another parent'));
    if (above === undefined || other === undefined) return;
    const made = yield* send('create', create, 'created below the first parent', { path: above(create) });
    const at = pathOfCreated(resource, made);
    if (at === undefined) return;
    if (list !== undefined) {
      yield* listPages(kit, send, resource, list, made, 'list-own', undefined, 6, { path: above(list) });
      yield* listPages(kit, send, resource, list, made, 'list-of-another', undefined, 6, { path: other(list) });
    }
    if (retrieve !== undefined) {
      yield* send('read-own', retrieve, 'read below its parent', {
        path: { ...at(retrieve), ...above(retrieve) },
      });
      yield* send('of-another', retrieve, 'read below another parent', {
        path: { ...at(retrieve), ...other(retrieve) },
      });
    }
    if (remove !== undefined)
      yield* send('of-another', remove, 'deleted below another parent', {
        path: { ...at(remove), ...other(remove) },
      });
  });

/** Creates two items with the same unique values. */
const createTwice = (kit: Kit, resource: Resource, create: Operation): Scenario =>
  scenario(kit, resource, 'twice', function* (send): Run {
    const unique = kit.contract.inferred.unique.filter(
      ({ operationId }) => operationId === create.operationId,
    );
    if (unique.length === 0 || !create.responses.some(({ status }) => status === '409')) return;
    const made = yield* send('create', create, 'created');
    if (!isOk(made)) return;
    const { arguments: call } = made.testCase;
    yield* send(
      'create-again',
      create,
      `created again with the same ${unique.map(({ members }) => members.join('.')).join(' and ')}`,
      {
        call,
        fixed: unique.map(({ members }) => `/body/${members.join('/')}`),
        path: call.path,
      },
    );
  });

/** How often an item is read after an action. */
const looks = 4;

/** Runs an action on an item, reads the item, and runs the action again, to see the state that the first run left. */
const actTwice = (kit: Kit, resource: Resource, action: Operation): Scenario =>
  scenario(kit, resource, action.operationId, function* (send): Run {
    const { create, retrieve } = resource.operations;
    const made = yield* send('create', create, `created for ${action.operationId}`);
    const at = pathOfCreated(resource, made);
    if (at === undefined) return;
    yield* send('act', action, `${action.operationId} once`, { path: at(action) });
    for (let count = 0; count < looks && retrieve !== undefined; count++) {
      const read = yield* send('read', retrieve, `read after ${action.operationId}`, { path: at(retrieve) });
      if (read === undefined || read.response.status >= 400) break;
    }
    yield* send('act-again', action, `${action.operationId} twice`, { path: at(action) });
  });
