import type { KeyReference, Operation } from '../../../generator/contract/model.ts';
import { valueIn } from '../../../generator/contract/resources.ts';
import { saysDuplicate, unknownReferenceStatus } from '../../../generator/contract/responses.ts';
import type { Arguments } from '../../../generator/wire/message.ts';
import type { Items } from './items.ts';
import type { ResourceState, Role } from './resource-state.ts';
import type { StoreRefusal } from './store-call.ts';

/** How the entity tag of an item is computed. */
export type TagOf = (item: unknown) => string;

/** The refusal of a reference to an item that does not exist, where the document has a status for it. */
export function unknownReference(
  { states, collectionAt }: Items,
  references: readonly KeyReference[],
  operation: Operation,
  call: Arguments,
): StoreRefusal | undefined {
  const said = Number(unknownReferenceStatus(operation));
  const status =
    said > 0 ? said : operation.responses.some((each) => each.status === '422') ? 422 : undefined;
  if (status === undefined) return undefined;
  for (const reference of references) {
    const state = states.get(reference.resource);
    if (state === undefined || (state.isReadOnly && state.count === 0)) continue;
    const holder = call.body?.value;
    const members = reference.members.filter((name) => name !== '*');
    const unknown = [valueIn(holder, members)].flat().find(
      (value) =>
        (typeof value === 'string' || typeof value === 'number') &&
        // The schema refuses texts that cannot be keys, such as an empty one.
        ![...state.scopes.keys(), '[]'].some((scope) => collectionAt(state, scope).has(String(value))),
    );
    if (unknown !== undefined)
      return {
        kind: 'unknown-reference',
        status,
        message: `${reference.in}/${members.join('/')}: there is nothing with the id ${JSON.stringify(unknown)} at ${state.resource.path}`,
      };
  }
  return undefined;
}

/** The refusal of a value that must be unique and exists, where the document has 409. */
export function conflict(
  { uniqueOf }: Items,
  state: ResourceState,
  operation: Operation,
  call: Arguments,
): StoreRefusal | undefined {
  const documented = operation.responses.find(({ status }) => status === '409');
  if (documented === undefined) return undefined;
  for (const members of uniqueOf(operation.operationId)) {
    const value = valueIn(call.body?.value, members);
    const taken = state.unique.get(members.at(-1) ?? '')?.has(String(value));
    if (value !== undefined && taken === true)
      return {
        kind: 'conflict',
        status: 409,
        message: `body/${members.join('/')}: ${JSON.stringify(value)} is taken`,
      };
  }
  return saysDuplicate(documented) && state.bodies.has(bodyName(call))
    ? { kind: 'conflict', status: 409, message: 'body: an item with the same values exists' }
    : undefined;
}

/** A creation as one text: its path and its body. */
export const bodyName = ({ path, body }: Arguments): string => JSON.stringify([path, body?.value]);

/** If-Match and If-None-Match (RFC 9110, 13.1), where the document has tags. */
export function precondition(
  { placeOf, collectionAt }: Items,
  tagOf: TagOf,
  state: ResourceState,
  role: Role,
  operation: Operation,
  call: Arguments,
  request: Request,
): StoreRefusal | undefined {
  const match = request.headers.get('if-match');
  const noneMatch = request.headers.get('if-none-match');
  if ((match === null && noneMatch === null) || !hasTags(operation)) return undefined;
  if (!['retrieve', 'update', 'replace', 'delete'].includes(role)) return undefined;
  // A client that is never given a tag can only invent one.
  if (![operation, ...Object.values(state.resource.operations).flat()].some(showsTag)) return undefined;
  const { scope, key } = placeOf(state, operation, call);
  const item = collectionAt(state, scope).get(key);
  const isThere = item !== undefined;
  const isAmong = (tags: string): boolean =>
    isThere &&
    (tags.trim() === '*' || tags.split(',').some((tag) => tag.trim().replace(/^W\//, '') === tagOf(item)));
  if (match !== null && !isAmong(match))
    return {
      kind: 'precondition',
      status: 412,
      message: `header/If-Match: ${match} is not the current tag`,
    };
  if (noneMatch === null || !isAmong(noneMatch)) return undefined;
  return role === 'retrieve'
    ? { kind: 'not-modified', status: 304, message: 'the item has not changed' }
    : {
        kind: 'precondition',
        status: 412,
        message: `header/If-None-Match: ${noneMatch} is the current tag`,
      };
}
/** Whether an operation has headers for entity tags. */
const hasTags = (operation: Operation): boolean =>
  operation.parameters.some(
    ({ name, in: place }) => place === 'header' && /^if-(none-)?match$/i.test(name),
  ) || showsTag(operation);

const showsTag = ({ responses }: Operation): boolean =>
  responses.some(({ headers }) => headers.some(({ name }) => name.toLowerCase() === 'etag'));
