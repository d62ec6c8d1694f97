import type { Parameter } from '../../../generator/contract/model.ts';
import type { Exchange, TestCase } from '../../model.ts';
import { type Binding, type BindingParts, isKept, noteUse } from './binding.ts';
import { isEdited } from './case-places.ts';

/** Header names that select the representation to change (RFC 9110 section 13.1). */
const isIfMatch = (name: string): boolean => name.toLowerCase() === 'if-match';
/** Conditions under which a server does not carry out a valid request. */
const isOtherCondition = (name: string): boolean =>
  /^(if-none-match|if-modified-since|if-unmodified-since|if-range|range)$/i.test(name);

/** Puts live values into queries, headers and cookies: ids, cursors, ETags, idempotency keys. */
export function* bindParameters(
  { context, freshener, obtainer, etagOf }: BindingParts,
  binding: Binding,
): Generator<TestCase, void, Exchange> {
  const { given, operation, depth, unbound } = binding;
  const { contract, pool, referencesOf, slotAt, accepts } = context;
  const { pagination, idempotency } = contract.inferred;
  for (const parameter of operation.parameters) {
    const { in: location, name } = parameter;
    if (location === 'path' || location === 'querystring') continue;
    if (binding.call[location][name] === undefined) continue;
    const place = `/${location}/${name}`;
    const set = (value: unknown): void => {
      const { [name]: _, ...others } = binding.call[location];
      binding.call = {
        ...binding.call,
        [location]: value === undefined ? others : { ...others, [name]: value },
      };
    };
    const drop = (): void => {
      if (parameter.required) unbound.push(place);
      else set(undefined);
    };
    const isCursor = isCursorOf(parameter);
    const reference = referencesOf(operation).find(
      (each) => each.in === location && each.members[0] === name,
    );
    if (isCursor || (location === 'header' && (isIfMatch(name) || isOtherCondition(name)))) {
      if (isEdited(given.edit, place)) continue;
      const live = isCursor
        ? pool.cursor(operation.operationId)
        : isIfMatch(name)
          ? yield* etagOf(binding.target, depth)
          : undefined;
      if (live !== undefined && !isKept(binding, place) && accepts(slotAt(operation, location, name), live))
        set(live);
      else if (isKept(binding, place)) unbound.push(place);
      else drop();
    } else if (reference !== undefined && !isKept(binding, place)) {
      const item = yield* obtainer.obtain(reference.resource, { toRead: true, isNew: false, depth });
      const value = item?.keys.at(-1);
      if (item !== undefined && accepts(slotAt(operation, location, name), value)) {
        set(value);
        noteUse(binding, item);
      } else drop();
    } else if (
      location === 'header' &&
      idempotency.get(operation.operationId)?.header === name &&
      !isKept(binding, place)
    ) {
      const value = freshener.idempotencyKey();
      if (accepts(slotAt(operation, 'header', name), value)) set(value);
    }
  }

  function isCursorOf({ in: location, name }: Parameter): boolean {
    const paging = pagination.get(operation.operationId);
    if (location !== 'query') return false;
    return name === paging?.parameter
      ? paging.style === 'cursor' || paging.style === 'item'
      : name === operation.extensions.pagination?.cursor;
  }
}
