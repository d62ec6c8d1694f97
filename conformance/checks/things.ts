import type { Contract, Operation, Resource } from '../../generator/contract/model.ts';
import { keyParameter, keyParameters, valueIn } from '../../generator/contract/resources.ts';
import { findResponse } from '../../generator/contract/responses.ts';
import { lengthOf } from '../../generator/json/code-points.ts';
import { isJson } from '../../generator/json/media-type.ts';
import { isObject } from '../../generator/json/pointer.ts';
import type { JsonSchema } from '../../generator/json/types.ts';
import { memberSchema, typesOf } from '../../generator/wire/decode.ts';
import type { Exchange, History } from '../model.ts';
import { jsonOf } from './history.ts';

/** Whether the status is a success. */
export const isOk = ({ response: { status } }: Exchange): boolean => status >= 200 && status < 300;

/** The item in a response to one of a resource's operations; `undefined` where it shows none. */
export function itemIn(
  resource: Resource,
  exchange: Exchange,
): Readonly<Record<string, unknown>> | undefined {
  const members = resource.holders.get(exchange.testCase.operationId);
  const item = members === undefined ? undefined : valueIn(jsonOf(exchange), members);
  return isObject(item) ? item : undefined;
}

/** The item that a request sent; `undefined` where it sent none. */
export function sentItem(
  resource: Resource,
  { testCase }: Exchange,
): Readonly<Record<string, unknown>> | undefined {
  const sent = valueIn(testCase.arguments.body?.value, resource.sentIn.get(testCase.operationId) ?? []);
  return isObject(sent) ? sent : undefined;
}

/** The items of a list's response; `undefined` where it shows none. */
export function itemsIn(resource: Resource, exchange: Exchange): readonly unknown[] | undefined {
  const members = resource.holders.get(exchange.testCase.operationId);
  const items = members === undefined ? undefined : valueIn(jsonOf(exchange), members);
  return Array.isArray(items) ? items : undefined;
}

/** What identifies an item among the others of a list, as text. */
export const keyIn = (resource: Resource, item: unknown): string | undefined => {
  // Items without a path of their own still have an id.
  const members = resource.keys.length === 0 ? ['id'] : resource.keys.at(-1)?.member;
  const key = members === undefined ? undefined : valueIn(item, members);
  return typeof key === 'string' || typeof key === 'number' ? String(key) : undefined;
};

/** The key of the item that an exchange created. */
export function madeKey(resource: Resource, exchange: Exchange): string | undefined {
  const key = ((): unknown => {
    const { created } = resource;
    const { body, path } = exchange.testCase.arguments;
    switch (created?.in) {
      case 'response':
        return valueIn(jsonOf(exchange), created.members);
      case 'request':
        return valueIn(body?.value, created.members);
      case 'path':
        return path[keyParameter(resource)];
      default:
        return keyIn(resource, itemIn(resource, exchange));
    }
  })();
  return typeof key === 'string' || typeof key === 'number' ? String(key) : undefined;
}

export const operationOf = (contract: Contract, { testCase }: Exchange): Operation | undefined =>
  contract.operations.find(({ operationId }) => operationId === testCase.operationId);

/**
 * Of the members of a sent item: those that the document declares in the item of the response, without writeOnly ones; those
 * whose value the response cannot show because its own schema forbids it; and those that may be null in the response.
 */
export function itemMembers(
  contract: Contract,
  resource: Resource,
  exchange: Exchange,
  sent: Readonly<Record<string, unknown>>,
): {
  readonly documented: ReadonlySet<string>;
  readonly unshowable: ReadonlySet<string>;
  readonly mayBeNull: ReadonlySet<string>;
} {
  const operation = operationOf(contract, exchange);
  const content =
    operation === undefined ? [] : (findResponse(operation, exchange.response.status)?.content ?? []);
  const media = content.find(({ contentType }) => isJson(contentType))?.schema;
  if (media === undefined) return { documented: new Set(), unshowable: new Set(), mayBeNull: new Set() };
  const schema = contract.schemaAt(media.pointer, 'response').normal.schema;
  const item = (resource.holders.get(exchange.testCase.operationId) ?? []).reduce<JsonSchema | undefined>(
    (holder, name) => memberSchema(contract, holder, name),
    schema,
  );
  const names = Object.keys(sent);
  return {
    documented: new Set(
      names.filter((name) => {
        const own = memberSchema(contract, item, name);
        return own !== undefined && !(isObject(own) && own['writeOnly'] === true);
      }),
    ),
    mayBeNull: new Set(
      names.filter((name) => typesOf(contract, memberSchema(contract, item, name)).has('null')),
    ),
    unshowable: new Set(
      names.filter((name) => !canShow(contract, memberSchema(contract, item, name), sent[name])),
    ),
  };
}

/** Whether a response can show a value: no enumeration lacks it and no bound is below it, in the members of an object too. */
const canShow = (contract: Contract, schema: JsonSchema | undefined, value: unknown): boolean => {
  if (isObject(value))
    return Object.entries(value).every(([name, member]) =>
      canShow(contract, memberSchema(contract, schema, name), member),
    );
  if (!isObject(schema)) return true;
  const { enum: listed, maxLength, maximum } = schema;
  if (typeof value === 'string' && typeof maxLength === 'number' && lengthOf(value) > maxLength) return false;
  if (typeof value === 'number' && typeof maximum === 'number' && value > maximum) return false;
  return !Array.isArray(listed) || listed.includes(value);
};

/** Members that differ between two reads without a change in between: counters, times, random texts. */
export function restless({ steps }: History, resource: Resource): ReadonlySet<string> {
  const found = new Set<string>();
  let before: Readonly<Record<string, unknown>> | undefined;
  for (const { role, exchange } of steps) {
    const item = role === 'read' || role === 'read-before-delete' ? itemIn(resource, exchange) : undefined;
    if (item !== undefined && before !== undefined)
      for (const name of Object.keys(item)) if (!alike(before[name], item[name])) found.add(name);
    before = role === 'read' ? item : undefined;
  }
  return found;
}

/** Members that change by themselves or with any change, by their names. */
export const changesByItself =
  /(^|_)(status|state|phase|progress|updated|modified|changed|accessed|viewed|seen|expires|used|usage|views?|hits|counts?|version|revision|rev|etag|sequence)($|_)|(_at|At|On|Time|Date|Count|Version|url|href|Url|Href)$/;

/** A time of creation does not change, whatever its name looks like. */
export const lasting = /^created(_?at|_?on|Time|_time)?$/i;

/** Whether a server kept a value: the same value, or the same time, number or address in another spelling. */
export function alike(sent: unknown, kept: unknown): boolean {
  if (Object.is(sent, kept)) return true;
  // What is taken out of an account is booked with the other sign.
  if (typeof sent === 'number' && typeof kept === 'number') return Math.abs(sent) === Math.abs(kept);
  if (Array.isArray(sent))
    return (
      Array.isArray(kept) &&
      kept.length === sent.length &&
      sent.every((item, index) => alike(item, kept[index]))
    );
  if (isObject(sent))
    return (
      isObject(kept) &&
      Object.entries(sent).every(([name, value]) =>
        Object.hasOwn(kept, name) ? alike(value, kept[name]) : true,
      )
    );
  if (typeof sent === 'string' && typeof kept === 'string') {
    if (/^\d{4}-\d\d-\d\d/.test(sent) && Date.parse(sent) === Date.parse(kept)) return true;
    return URL.canParse(sent) && URL.canParse(kept) && new URL(sent).href === new URL(kept).href;
  }
  // The schema decides whether the type is right.
  return (
    typeof kept !== typeof sent &&
    typeof kept !== 'object' &&
    typeof sent !== 'object' &&
    String(kept) === String(sent)
  );
}

/** Path parameters of an operation that identify a resource's item and its parents. */
export const keysAbove = (resource: Resource, operation: Operation): readonly string[] =>
  resource.parent === undefined ? [] : keyParameters(resource.parent, operation.path);

/** Members of an item that name it, here or in a path: the server may choose them, and a change may not move them. */
export const namesOfItem = ({ keys }: Resource): ReadonlySet<string> =>
  new Set(keys.flatMap(({ parameter, member }) => [parameter, member?.at(-1) ?? 'id', 'id']));
