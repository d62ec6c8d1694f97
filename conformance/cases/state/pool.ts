import type { Contract, Operation, Resource } from '../../../generator/contract/model.ts';
import { keyParameters, valueIn } from '../../../generator/contract/resources.ts';
import { isJson } from '../../../generator/json/media-type.ts';
import { isObject } from '../../../generator/json/pointer.ts';
import type { Exchange } from '../../model.ts';

/** One item that the server is known to have. */
export interface KnownItem {
  readonly resource: Resource;
  /** The values of the resource's key parameters, in order. */
  readonly keys: readonly unknown[];
  readonly parent?: KnownItem;
  /** This run created it, so the run may change and delete it. */
  ours: boolean;
  /** The operation that created or returned it. */
  readonly shownBy: Exchange;
  /** The last known representation. */
  body?: unknown;
  etag?: string;
  /** The kind with which it was created, where there are several. */
  kind?: number | string;
  /** An action changed its state, or a request about it was a conflict: what needs an item as it was created takes another one. */
  isUsed?: boolean;
  /** It was created and filled for operations that need plenty of something. */
  isFilled?: boolean;
}

/** What a run knows of the state of a server: its items, their ids, and the cursors of its lists. */
export interface Pool {
  /** Learns from an exchange. Returns the item that it created. */
  learn(exchange: Exchange): KnownItem | undefined;
  /** Items of a resource, the latest first; items of other clients only with `toRead`. */
  items(resource: Resource, toRead: boolean): readonly KnownItem[];
  /** Everything that this run created and did not delete, the latest first. */
  ours(): readonly KnownItem[];
  /** The last known cursor of the next page of a list. */
  cursor(operationId: string): unknown;
  /** Forgets all items. */
  forget(): void;
}

/** Members of a JSON response; `undefined` where it is not a JSON object. */
export function jsonBody({ response }: Exchange): unknown {
  const type = response.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  if (!isJson(type)) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(response.body));
  } catch {
    return undefined;
  }
}

export const headerIn = ({ response }: Exchange, name: string): string | undefined =>
  response.headers.find(([key]) => key.toLowerCase() === name)?.[1];

const isKey = (value: unknown): boolean =>
  typeof value === 'string' ? value !== '' : typeof value === 'number';

/** Most items kept per resource. */
const most = 60;

export function createPool(contract: Contract): Pool {
  const { resources, pagination, roles } = contract.inferred;
  const byResource = new Map<Resource, KnownItem[]>();
  const cursors = new Map<string, unknown>();
  const operations = new Map(contract.operations.map((operation) => [operation.operationId, operation]));

  const known = (resource: Resource): KnownItem[] => {
    const list = byResource.get(resource) ?? [];
    byResource.set(resource, list);
    return list;
  };

  /** The values of the keys of a resource in the path of a request. */
  const sentKeys = (operation: Operation, exchange: Exchange, resource: Resource): readonly unknown[] => {
    const own = keyParameters(resource, operation.path);
    return own.map((name) => exchange.testCase.arguments.path[name]);
  };

  const same = (a: readonly unknown[], b: readonly unknown[]): boolean =>
    a.length === b.length && a.every((value, index) => String(value) === String(b[index]));

  const find = (
    resource: Resource,
    keys: readonly unknown[],
    parent: KnownItem | undefined,
  ): KnownItem | undefined =>
    known(resource).find((each) => same(each.keys, keys) && (parent === undefined || each.parent === parent));

  /** The item of the parent resource in a path. */
  const parentOf = (resource: Resource, operation: Operation, exchange: Exchange): KnownItem | undefined => {
    const { parent } = resource;
    if (parent === undefined) return undefined;
    return find(parent, sentKeys(operation, exchange, parent), parentOf(parent, operation, exchange));
  };

  /**
   * The parent in a path; one that is not known exists, since a request below it succeeded: its id was given by the user, say. Ids
   * that may refer to nothing prove none: some servers accept anything there.
   */
  const parentBy = (resource: Resource, operation: Operation, exchange: Exchange): KnownItem | undefined => {
    const { parent } = resource;
    const found = parentOf(resource, operation, exchange);
    if (found !== undefined || parent === undefined) return found;
    const keys = sentKeys(operation, exchange, parent);
    const names = keyParameters(parent, operation.path);
    const { unbound = [] } = exchange.testCase;
    if (keys.length === 0 || !keys.every(isKey) || names.some((name) => unbound.includes(`/path/${name}`)))
      return undefined;
    const above = parentBy(parent, operation, exchange);
    if (parent.parent !== undefined && above === undefined) return undefined;
    const shown = { resource: parent, keys, ours: false, shownBy: exchange };
    const item = above === undefined ? shown : { ...shown, parent: above };
    known(parent).push(item);
    return item;
  };

  const add = (item: KnownItem): KnownItem => {
    const list = known(item.resource);
    const at = list.findIndex((each) => same(each.keys, item.keys) && each.parent === item.parent);
    const before = at < 0 ? undefined : list.splice(at, 1)[0];
    // The same object, so that its children keep it as their parent.
    const kept = before ?? item;
    if (before !== undefined) {
      before.ours ||= item.ours;
      before.body = item.body ?? before.body;
      if (item.etag === undefined) delete before.etag;
      else before.etag = item.etag;
    }
    list.unshift(kept);
    if (list.length > most)
      list.splice(
        list.findLastIndex((each) => !each.ours),
        1,
      );
    return kept;
  };

  /** Removes an item with its children. */
  const remove = (item: KnownItem): void => {
    for (const list of byResource.values())
      for (const each of [...list]) {
        let at: KnownItem | undefined = each;
        while (at !== undefined && at !== item) at = at.parent;
        if (at === item) list.splice(list.indexOf(each), 1);
      }
  };

  /** The key of a created item, where the document defines how it is returned. */
  const madeKeys = (
    operation: Operation,
    resource: Resource,
    exchange: Exchange,
  ): readonly unknown[] | undefined => {
    const { created } = resource;
    const sent = exchange.testCase.arguments;
    if (created === undefined) return undefined;
    const last = (): readonly unknown[] | undefined => {
      const location = headerIn(exchange, 'location');
      const segment = location
        ?.split(/[?#]/)[0]
        ?.split('/')
        .findLast((each) => each !== '');
      return segment === undefined ? undefined : [decodeURIComponent(segment)];
    };
    switch (created.in) {
      case 'response': {
        const key = valueIn(jsonBody(exchange), created.members);
        return isKey(key) ? [key] : last();
      }
      case 'location':
        return last();
      case 'request': {
        const key = valueIn(sent.body?.value, created.members);
        return isKey(key) ? [key] : undefined;
      }
      case 'path':
        return sentKeys(operation, exchange, resource);
      default:
        return created satisfies never;
    }
  };

  const learnItems = (resource: Resource, operation: Operation, exchange: Exchange): void => {
    const items = valueIn(jsonBody(exchange), resource.holders.get(operation.operationId) ?? []);
    const [key] = resource.keys;
    if (!Array.isArray(items) || key?.member === undefined || resource.keys.length !== 1) return;
    const parent = parentBy(resource, operation, exchange);
    if (resource.parent !== undefined && parent === undefined) return;
    for (const item of items.slice(0, 20)) {
      const value = valueIn(item, key.member);
      if (!isKey(value) || find(resource, [value], parent) !== undefined) continue;
      const shown = { resource, keys: [value], ours: false, shownBy: exchange, body: item };
      known(resource).push(parent === undefined ? shown : { ...shown, parent });
    }
  };

  /** Whether an accepted update sent another key than the path's: then the item may be at either of them. */
  const isRenamed = (item: KnownItem, { operationId }: Operation, { testCase }: Exchange): boolean => {
    const role = roles.get(operationId)?.role;
    const member = item.resource.keys.at(-1)?.member;
    if ((role !== 'update' && role !== 'replace') || member === undefined) return false;
    const wrapper = item.resource.sentIn.get(operationId) ?? [];
    const sent = valueIn(testCase.arguments.body?.value, [...wrapper, ...member]);
    return sent !== undefined && sent !== null && String(sent) !== String(item.keys.at(-1));
  };

  const accepted = new Set<string>();
  /** Marks the item of a path as used: an action was carried out on it, or its state was a conflict. */
  const noteUse = (operation: Operation, exchange: Exchange): void => {
    const { intent, credentials, operationId } = exchange.testCase;
    const { status } = exchange.response;
    if (intent !== 'valid' || credentials !== 'valid') return;
    const isAction = roles.get(operationId)?.role === 'action' && status < 300;
    const isConflict = status === 409 && !accepted.has(operationId);
    if (status < 300) accepted.add(operationId);
    if (!isAction && !isConflict) return;
    const innermost = resources
      .filter(({ itemPath }) => itemPath !== undefined && `${operation.path}/`.startsWith(`${itemPath}/`))
      .sort((a, b) => (b.itemPath ?? '').length - (a.itemPath ?? '').length)[0];
    const item =
      innermost === undefined
        ? undefined
        : find(innermost, sentKeys(operation, exchange, innermost), parentOf(innermost, operation, exchange));
    if (item !== undefined) item.isUsed = true;
  };

  return {
    learn(exchange) {
      const { testCase, response } = exchange;
      const operation = operations.get(testCase.operationId);
      if (operation === undefined || testCase.intent === 'wrong-method') return undefined;
      // What another user sees or deletes says nothing of what this one has.
      if (testCase.credentials === 'other' || testCase.credentials === 'limited') return undefined;
      const { status } = response;
      const ok = status >= 200 && status < 300;
      const paging = pagination.get(operation.operationId);
      if (ok && paging?.next !== undefined) {
        const next = valueIn(jsonBody(exchange), paging.next);
        if (isKey(next)) cursors.set(operation.operationId, next);
      }
      noteUse(operation, exchange);
      const resource = resources.find(({ operations: own }) =>
        [own.create, own.replace, own.retrieve, own.update, own.delete, own.list, ...own.searches].includes(
          operation,
        ),
      );
      if (resource === undefined) return undefined;
      const own = resource.operations;
      if (operation === own.list || own.searches.includes(operation)) {
        if (ok) learnItems(resource, operation, exchange);
        return undefined;
      }
      const parent = ok ? parentBy(resource, operation, exchange) : parentOf(resource, operation, exchange);
      if (operation === own.create || (operation === own.replace && resource.created?.in === 'path')) {
        const keys = ok ? madeKeys(operation, resource, exchange) : undefined;
        if (keys === undefined || keys.length === 0 || !keys.every(isKey)) return undefined;
        const body = valueIn(jsonBody(exchange), resource.holders.get(operation.operationId) ?? []);
        const etag = headerIn(exchange, 'etag');
        const isNew = find(resource, keys, parent) === undefined;
        // An upsert of an item that existed before was not created by this run.
        const ours = operation === own.create || isNew;
        const made = add({
          resource,
          keys,
          ours,
          shownBy: exchange,
          ...(parent === undefined ? {} : { parent }),
          ...(isObject(body) ? { body } : {}),
          ...(etag === undefined ? {} : { etag }),
        });
        return isNew ? made : undefined;
      }
      const item = find(resource, sentKeys(operation, exchange, resource), parent);
      if (item === undefined) return undefined;
      const isGone = operation === own.delete ? ok || status === 404 || status === 410 : status === 410;
      if (isGone || (status === 404 && operation === own.retrieve && testCase.credentials === 'valid'))
        remove(item);
      else if (ok && isRenamed(item, operation, exchange)) remove(item);
      else if (ok) {
        const body = valueIn(jsonBody(exchange), resource.holders.get(operation.operationId) ?? []);
        if (isObject(body)) item.body = body;
        const etag = headerIn(exchange, 'etag');
        if (etag !== undefined) item.etag = etag;
        else if (operation !== own.retrieve) delete item.etag;
      }
      return undefined;
    },
    items: (resource, toRead) => known(resource).filter(({ ours }) => ours || toRead),
    ours: () =>
      [...byResource.values()]
        .flat()
        .filter(({ ours }) => ours)
        .sort((a, b) => b.shownBy.id - a.shownBy.id),
    cursor: (operationId) => cursors.get(operationId),
    forget() {
      byResource.clear();
      cursors.clear();
    },
  };
}

/** The operations that could find an item which this run cannot create. */
export const listsOf = ({ operations: { list, searches } }: Resource): readonly Operation[] =>
  list === undefined ? searches : [list, ...searches];
