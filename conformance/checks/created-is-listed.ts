import type { Contract, Operation, Resource } from '../../generator/contract/model.ts';
import { findResponse } from '../../generator/contract/responses.ts';
import { isJson } from '../../generator/json/media-type.ts';
import { child, isObject } from '../../generator/json/pointer.ts';
import type { JsonSchema } from '../../generator/json/types.ts';
import { memberSchema, shapeOf } from '../../generator/wire/decode.ts';
import type { Exchange, History, HistoryCheck, Verdict } from '../model.ts';
import { inRole, jsonOf, judgeEach } from './history.ts';
import { isEnd } from './paging.ts';
import { isOk, itemsIn, keyIn, madeKey, operationOf } from './things.ts';

/** A created resource is in its list until it is deleted. A list that was not read to its end decides nothing. */
export const createdIsListed: HistoryCheck = {
  id: 'created-is-listed',
  check(history, contract) {
    const { resource } = history.scenario;
    const list = resource?.operations.list;
    if (inRole(history, 'populate').length > 0 && resource !== undefined && list !== undefined)
      return ofFillers(history, contract, resource, list);
    const made = inRole(history, 'create').at(-1);
    if (resource === undefined || list === undefined || made === undefined || !isOk(made)) return [];
    const wanted = madeKey(resource, made);
    if (wanted === undefined) return [];
    const keysOn = (page: Exchange): readonly (string | undefined)[] =>
      (itemsIn(resource, page) ?? []).map((item) => keyIn(resource, item));
    const place = {
      keywordLocation: child(list.pointer, 'responses'),
      instanceLocation: '/items',
    };
    const pages = inRole(history, 'list', 'list-own').filter(isOk);
    const last = pages.at(-1);
    const isWhole = last !== undefined && isEnd(contract, resource, list, last);
    const isShown = pages.some((page) => keysOn(page).includes(wanted));
    const isReadable = pages.every((page) => itemsIn(resource, page) !== undefined);
    const isDeleted = inRole(history, 'delete').some(isOk);
    return [
      ...judgeEach(
        this.id,
        isWhole && isReadable && last !== undefined ? [last] : [],
        () => (isShown ? undefined : 'the created item is not in the list'),
        place,
      ),
      ...judgeEach(
        this.id,
        isDeleted && isShown && !isSoft(history) ? inRole(history, 'list-after-delete').filter(isOk) : [],
        (page) => (keysOn(page).includes(wanted) ? 'the deleted item is still in the list' : undefined),
        { ...place, instanceLocation: '/deleted' },
      ),
    ];
  },
};

/** Whether deletion is soft: the item stays and reads differently than before. */
function isSoft(history: Parameters<HistoryCheck['check']>[0]): boolean {
  const after = inRole(history, 'read-after-delete').filter(isOk);
  return after.length > 0;
}

/** The schema of a JSON response. */
function schemaOf(contract: Contract, exchange: Exchange): JsonSchema | undefined {
  const operation = operationOf(contract, exchange);
  const response = operation === undefined ? undefined : findResponse(operation, exchange.response.status);
  return response?.content.find(({ contentType }) => isJson(contentType))?.schema?.normal.schema;
}

const referenceOf = (schema: JsonSchema | undefined): unknown =>
  isObject(schema) ? schema['$ref'] : undefined;

/** Of a list that other operations fill, with what its items are: each is in the list afterwards. */
function ofFillers(
  history: History,
  contract: Contract,
  resource: Resource,
  list: Operation,
): readonly Verdict[] {
  const pages = inRole(history, 'whole').filter(isOk);
  const last = pages.at(-1);
  if (last === undefined || !isEnd(contract, resource, list, last)) return [];
  const listed = new Set(
    pages.flatMap((page) => (itemsIn(resource, page) ?? []).map((item) => keyIn(resource, item))),
  );
  const shown = (resource.holders.get(list.operationId) ?? []).reduce<JsonSchema | undefined>(
    (holder, name) => memberSchema(contract, holder, name),
    schemaOf(contract, last),
  );
  const item = referenceOf(shapeOf(contract, shown).items);
  const keys = inRole(history, 'populate')
    .filter(
      (exchange) =>
        isOk(exchange) && item !== undefined && referenceOf(schemaOf(contract, exchange)) === item,
    )
    .flatMap((exchange) => keyIn(resource, jsonOf(exchange)) ?? []);
  const lost = keys.filter((key) => !listed.has(key));
  return judgeEach(
    createdIsListed.id,
    keys.length === 0 ? [] : [last],
    () =>
      lost.length === 0 ? undefined : `${lost.length} of ${keys.length} created items are not in the list`,
    { keywordLocation: child(list.pointer, 'responses'), instanceLocation: '/items' },
  );
}
