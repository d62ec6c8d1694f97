import type { Contract, Operation } from '../../../generator/contract/model.ts';
import { valueIn, withValueIn } from '../../../generator/contract/resources.ts';
import { findResponse, successStatus } from '../../../generator/contract/responses.ts';
import { isObject } from '../../../generator/json/guards.ts';
import { isJson } from '../../../generator/json/media-type.ts';
import type { JsonSchema } from '../../../generator/json/types.ts';
import { memberSchema, shapeOf } from '../../../generator/wire/decode.ts';
import { isXml } from '../../../generator/wire/xml.ts';
import type { Validate } from '../../validate.ts';
import { holderOf, keyNames, type ResourceState } from './resource-state.ts';
import type { StoreCall } from './store-call.ts';
import type { createViews } from './views.ts';

/** Puts stored items into responses that are valid against their schemas. */
export interface Responses {
  /** Whether a value is valid as the successful response of an operation. */
  isValid(operation: Operation, value: unknown): boolean;
  firstValid(operation: Operation, candidates: readonly unknown[]): unknown;
  /** The response of an operation with a stored item in it, as far as its schema allows. */
  showing(state: ResourceState, call: StoreCall, stored: unknown): unknown;
  /** The members of the items of a list. */
  membersOf(operation: Operation, place: readonly string[]): ReadonlySet<string>;
}

/** Responses of one contract; schemas are read once per operation. */
export function createResponses(
  contract: Contract,
  validate: Validate,
  views: ReturnType<typeof createViews>,
): Responses {
  const members = new Map<Operation, ReadonlySet<string>>();
  const responseSchema = (operation: Operation) => {
    const content = findResponse(operation, successStatus(operation))?.content ?? [];
    return (content.find(({ contentType }) => isJson(contentType)) ?? content.find(isXml))?.schema;
  };
  const isValid = (operation: Operation, value: unknown): boolean => {
    const pointer = responseSchema(operation)?.pointer;
    return pointer !== undefined && validate(pointer, value, 'response').length === 0;
  };
  const firstValid = (operation: Operation, candidates: readonly unknown[]): unknown =>
    candidates.find((candidate) => isValid(operation, candidate));
  const showing = (
    state: ResourceState,
    { operation, sampled, again }: StoreCall,
    stored: unknown,
  ): unknown => {
    if (sampled === undefined) return undefined;
    const holder = holderOf(state, operation);
    const whatLasts = withoutShownOnce(state, operation, holder, stored);
    const item = valueIn(views.shown(operation, withValueIn({}, holder, whatLasts)), holder);
    const named = declared(operation, holder, item);
    const whole = firstValid(operation, [
      withValueIn(sampled, holder, item),
      withValueIn(sampled, holder, named),
      item,
      named,
    ]);
    if (whole !== undefined) return whole;
    // Where the schema is a union, another sampled response may fit more of the item.
    for (const base of [sampled, ...[1, 2, 3].map(again)]) {
      const value = withValueIn(
        base,
        holder,
        adapted(valueIn(base, holder), item, keyNames(state), (each) =>
          isValid(operation, withValueIn(base, holder, each)),
        ),
      );
      if (String(valueIn(value, [...holder, ...keyNames(state)])) === String(valueIn(item, keyNames(state))))
        return value;
    }
    return sampled;
  };

  const declaredOf = new Map<Operation, ReadonlySet<string>>();
  /** An item with declared members only: others that were sent are stored, but not shown. */
  const declared = (operation: Operation, holder: readonly string[], item: unknown): unknown => {
    if (!isObject(item)) return item;
    const known = declaredOf.get(operation) ?? membersAt(operation, holder);
    declaredOf.set(operation, known);
    return known.size === 0
      ? item
      : Object.fromEntries(Object.entries(item).filter(([name]) => known.has(name)));
  };
  const onceOf = new Map<Operation, ReadonlySet<string>>();
  /** The members that only the response to the creation of an item declares. */
  const shownOnce = (
    state: ResourceState,
    operation: Operation,
    holder: readonly string[],
  ): ReadonlySet<string> => {
    const known = onceOf.get(operation);
    if (known !== undefined) return known;
    const { create } = state.resource.operations;
    const own = membersAt(operation, holder);
    const names =
      create === undefined || create === operation || own.size === 0
        ? []
        : [...membersAt(create, holderOf(state, create))];
    const wrapper = state.resource.sentIn.get(create?.operationId ?? '') ?? [];
    const sent = create === undefined ? new Set<string>() : views.sendable(create, wrapper);
    const found = new Set(names.filter((name) => !own.has(name) && !sent.has(name)));
    onceOf.set(operation, found);
    return found;
  };
  /** An item without what is shown once, such as the secret of a new key. */
  const withoutShownOnce = (
    state: ResourceState,
    operation: Operation,
    holder: readonly string[],
    item: unknown,
  ): unknown => {
    const once = shownOnce(state, operation, holder);
    if (once.size === 0 || !isObject(item)) return item;
    return Object.fromEntries(Object.entries(item).filter(([name]) => !once.has(name)));
  };
  const membersAt = (operation: Operation, holder: readonly string[]): ReadonlySet<string> => {
    const schema = holder.reduce<JsonSchema | undefined>(
      (within, name) => memberSchema(contract, within, name),
      responseSchema(operation)?.normal.schema,
    );
    return new Set(shapeOf(contract, schema).properties.keys());
  };

  return { isValid, firstValid, showing, membersOf };

  function membersOf(operation: Operation, place: readonly string[]): ReadonlySet<string> {
    const known = members.get(operation);
    if (known !== undefined) return known;
    const list = place.reduce<JsonSchema | undefined>(
      (holder, name) => memberSchema(contract, holder, name),
      responseSchema(operation)?.normal.schema,
    );
    const found = new Set(shapeOf(contract, shapeOf(contract, list).items).properties.keys());
    members.set(operation, found);
    return found;
  }
}

/** An example of an item with the key of a stored one, and with as many other members of it as stay valid. */
export function adapted(
  example: unknown,
  stored: unknown,
  key: readonly string[],
  valid: (value: unknown) => boolean,
): unknown {
  if (!isObject(example) || !isObject(stored)) return example;
  const [head = 'id'] = key;
  let made: object = example;
  for (const name of [head, ...Object.keys(stored).filter((each) => each !== head)]) {
    const next = { ...made, [name]: stored[name] };
    if (stored[name] !== undefined && valid(next)) made = next;
  }
  return made;
}
