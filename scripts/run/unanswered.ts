import { createRemovals } from '../../conformance/cases/removals.ts';
import { itemsOn, mostPages, nextPosition } from '../../conformance/cases/scenarios/list-pages.ts';
import type { createRouter } from '../../conformance/mock/router.ts';
import type { TestCase } from '../../conformance/model.ts';
import type { Contract, Operation, Resource } from '../../generator/contract/model.ts';
import { valueIn } from '../../generator/contract/resources.ts';
import { isObject } from '../../generator/json/guards.ts';
import { encodeRequest } from '../../generator/wire/encode.ts';
import type { WireRequest, WireResponse } from '../../generator/wire/message.ts';
import { readMultipart } from '../../generator/wire/multipart.ts';

/** A request of a journal that may have created an item, without its response. */
export interface Unanswered {
  readonly operation: Operation;
  /** `POST /v1/files` */
  readonly name: string;
  /** Members that were sent and that an item may repeat. */
  readonly sent: ReadonlyMap<string, unknown>;
  /** File names and lengths in bytes: an item repeats them under names of its own. */
  readonly files: readonly { readonly name: string; readonly bytes: number }[];
  /** The responses of the journal before the request: what they name is older. */
  readonly before: string;
  /** Ids of items that the run had created before. */
  readonly own: ReadonlySet<string>;
}

/** What an unanswered request created. */
export type Created =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'item'; readonly removal: TestCase }
  /** It cannot be proven which item it is, so none is touched. */
  | { readonly kind: 'unsure' };

/** Reads the line of a request that was about to be sent; `undefined` where it creates nothing. */
export function unansweredOf(
  route: ReturnType<typeof createRouter>,
  line: unknown,
  before: string,
  own: ReadonlySet<string>,
): Unanswered | undefined {
  const request = isObject(line) ? line['request'] : undefined;
  if (!isObject(request)) return undefined;
  const [method, target] = [String(request['method']), String(request['target'])];
  const found = route(method, target.split('?')[0] ?? '');
  if (found.kind !== 'operation' || method !== 'POST') return undefined;
  const text = String(request['body'] ?? '');
  const body = request['bodyEncoding'] === 'base64' ? Buffer.from(text, 'base64') : Buffer.from(text);
  return {
    operation: found.operation,
    name: `${method} ${target}`,
    ...membersOf(body, contentTypeOf(request['headers'])),
    before,
    own: new Set(own),
  };
}

function membersOf(body: Uint8Array, contentType: string): Pick<Unanswered, 'sent' | 'files'> {
  const parts = readMultipart(body, contentType);
  if (parts !== undefined)
    return {
      sent: new Map(
        parts
          .filter(({ filename }) => filename === undefined)
          .map(({ name, bytes }) => [name, new TextDecoder().decode(bytes)]),
      ),
      files: parts.flatMap(({ filename, bytes }) =>
        filename === undefined ? [] : [{ name: filename, bytes: bytes.byteLength }],
      ),
    };
  const value = parsed(body);
  const members = isObject(value) ? Object.entries(value).filter(([, each]) => isScalar(each)) : [];
  return { sent: new Map(members), files: [] };
}

/**
 * Finds the item that an unanswered request created: exactly one of the list was not named before, and repeats what was sent; it
 * names an item of the run, or the list had been seen before it.
 */
export async function findCreated(
  contract: Contract,
  unanswered: Unanswered,
  send: (operation: Operation, request: WireRequest) => Promise<WireResponse>,
): Promise<Created> {
  const { operation, own, before } = unanswered;
  const resource = contract.inferred.resources.find(
    ({ operations: { create } }) => create?.operationId === operation.operationId,
  );
  const list = resource?.operations.list;
  // What creates no item leaves nothing behind.
  if (resource?.created === undefined) return { kind: 'nothing' };
  if (list === undefined || list.path.includes('{')) return { kind: 'unsure' };
  const items = await allItems(contract, resource, list, send);
  if (items === undefined) return { kind: 'unsure' };
  const member = resource.keys.at(-1)?.member ?? [];
  const idOf = (item: unknown): unknown => valueIn(item, member);
  const fresh = items.filter(
    (item) => !isNamed(before, idOf(item)) && !own.has(String(idOf(item))) && repeats(item, unanswered),
  );
  const [item] = fresh;
  if (item === undefined) return { kind: 'nothing' };
  const usesOwn = [...unanswered.sent].some(
    ([name, value]) => own.has(String(value)) && isRepeated(item, name, value),
  );
  const wasListed = before.split('\n').some((text) => itemsOf(resource, list, parsed(text)) !== undefined);
  if (fresh.length > 1 || !(usesOwn || wasListed)) return { kind: 'unsure' };
  const removal = createRemovals(contract)({
    id: 0,
    testCase: caseOf(operation),
    request: caseOf(operation).request,
    response: { status: 200, headers: [], body: Buffer.from(JSON.stringify(asCreated(resource, item))) },
    milliseconds: 0,
  })?.removal;
  return removal === undefined ? { kind: 'unsure' } : { kind: 'item', removal };
}

/** The item as the response to its creation holds it. */
function asCreated({ created, keys }: Resource, item: unknown): unknown {
  if (created?.in !== 'response') return item;
  const wrappers = created.members.slice(0, created.members.length - (keys.at(-1)?.member?.length ?? 0));
  return wrappers.reduceRight<unknown>((inner, name) => ({ [name]: inner }), item);
}

/** Whether earlier responses hold an id. */
function isNamed(text: string, id: unknown): boolean {
  if (typeof id === 'number') return new RegExp(`[:[,]\\s*${id}\\s*[,}\\]]`).test(text);
  return typeof id !== 'string' || text.includes(JSON.stringify(id));
}

/** The items of all pages; `undefined` where they cannot be read, or not to the end. */
async function allItems(
  contract: Contract,
  resource: Resource,
  list: Operation,
  send: (operation: Operation, request: WireRequest) => Promise<WireResponse>,
): Promise<readonly unknown[] | undefined> {
  const paging = contract.inferred.pagination.get(list.operationId);
  const found: unknown[] = [];
  let position: unknown;
  for (let page = 0; page < mostPages; page++) {
    const query =
      paging?.parameter === undefined || position === undefined ? {} : { [paging.parameter]: position };
    const request = encodeRequest(list, { path: {}, query, header: {}, cookie: {} });
    const response = await send(list, request);
    const exchange = { id: page, testCase: caseOf(list), request, response, milliseconds: 0 };
    const items = response.status === 200 ? itemsOn(resource, list, exchange) : undefined;
    if (items === undefined) return undefined;
    found.push(...items);
    position = nextPosition(paging, resource, list, exchange, { page, position, limit: undefined });
    if (position === undefined) return found;
  }
  return undefined;
}

const caseOf = ({ operationId, path, method }: Operation): TestCase => ({
  id: 'journal/unanswered',
  operationId,
  phase: 'stateful',
  intent: 'valid',
  title: 'sent by the run of the journal',
  credentials: 'valid',
  arguments: { path: {}, query: {}, header: {}, cookie: {} },
  request: { method: method.toUpperCase(), target: path, headers: [] },
});

/** The items of a response to a list; `undefined` where it is none. */
function itemsOf(
  { holders }: Resource,
  { operationId }: Operation,
  body: unknown,
): readonly unknown[] | undefined {
  const holder = holders.get(operationId);
  const items = holder === undefined ? undefined : valueIn(body, holder);
  return Array.isArray(items) ? items : undefined;
}

/** Whether an item repeats everything that was sent and that it has members for; a file by its name and its length. */
function repeats(item: unknown, { sent, files }: Unanswered): boolean {
  if (!isObject(item)) return false;
  const shared = [...sent].filter(([name]) => Object.hasOwn(item, name));
  const values = Object.values(item);
  return (
    shared.length + files.length > 0 &&
    shared.every(([name, value]) => isRepeated(item, name, value)) &&
    files.every(({ name, bytes }) => values.includes(name) && values.includes(bytes))
  );
}

const isRepeated = (item: unknown, name: string, value: unknown): boolean =>
  isObject(item) && Object.hasOwn(item, name) && String(item[name]) === String(value);

const isScalar = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value);

const contentTypeOf = (headers: unknown): string => {
  const pairs: readonly unknown[] = Array.isArray(headers) ? headers : [];
  const found = pairs.find((pair) => Array.isArray(pair) && String(pair[0]).toLowerCase() === 'content-type');
  return Array.isArray(found) ? String(found[1]) : '';
};

function parsed(body: Uint8Array | string): unknown {
  try {
    return JSON.parse(typeof body === 'string' ? body : new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}
