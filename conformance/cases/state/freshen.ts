import type { Operation } from '../../../generator/contract/model.ts';
import type { Arguments } from '../../../generator/wire/message.ts';
import type { TestCase } from '../../model.ts';
import { leavesOf, replaceAt } from '../leaves.ts';
import type { Slot } from '../slots.ts';
import { isAbout, isEdited } from './case-places.ts';
import type { StateContext } from './context.ts';
import { freshIntegers, freshTexts, plainTexts } from './fresh.ts';
import { placesAt, type ScalarPlace } from './places.ts';

/** Replaces values that must be unique by unused ones. */
export interface Freshener {
  /** The call with fresh values at its unique places, as far as the case leaves them free and they are valid. */
  freshen(operation: Operation, call: Arguments, from: TestCase): Arguments;
  /** Unused values like the given one; plain ones first, unless the case is about this place. */
  freshValues(value: unknown, isFocus: boolean): readonly unknown[];
  /** An unused idempotency key. */
  idempotencyKey(): unknown;
  /** The operation returned 409: from then on all of its texts are fresh. */
  noteConflict(operation: Operation): void;
}

/** A freshener whose values depend on the seed only. */
export function createFreshener(context: StateContext): Freshener {
  const { contract, seed, nonce, slotAt, accepts, nextNumber, isReference } = context;
  const { inferred } = contract;
  const conflicting = new Set<string>();
  let generation = 0;

  /** The members of a body that must be unique. */
  const uniquePlaces = (operation: Operation, body: unknown): readonly ScalarPlace[] => {
    const documented = inferred.unique
      .filter(({ operationId }) => operationId === operation.operationId)
      .flatMap(({ members }) => placesAt(body, members));
    const resource = inferred.resources.find(({ operations: { create } }) => create === operation);
    const key = resource?.keys.at(-1)?.member;
    const own =
      key === undefined
        ? []
        : placesAt(body, [...(resource?.sentIn.get(operation.operationId) ?? []), ...key]);
    const all = conflicting.has(operation.operationId)
      ? leavesOf(body)
          // A reference names an item that exists: a fresh value would name none.
          .filter(
            ({ leaf, path }) =>
              typeof leaf === 'string' && path.length <= 2 && !isReference(operation, { path, value: leaf }),
          )
          .map(({ leaf, path }) => ({ path, value: leaf }))
      : [];
    const found = new Map([...documented, ...own, ...all].map((place) => [place.path.join('/'), place]));
    return [...found.values()];
  };

  /** Whether a fresh value is valid in the twin of a case that is invalid on purpose. */
  const isValidInTwin = (slot: Slot, after: unknown, place: ScalarPlace, from: TestCase): boolean => {
    const twin = from.twin?.arguments.body?.value;
    const fresh = placesAt(after, place.path)[0]?.value;
    return twin !== undefined && accepts(slot, replaceAt(twin, place.path, fresh));
  };

  const freshValues = (value: unknown, isFocus: boolean): readonly unknown[] => {
    const of = [seed, 'fresh', generation, nextNumber() + 1] as const;
    if (typeof value === 'string')
      return [...(isFocus || value.length > 40 ? [] : plainTexts(...of)), ...freshTexts(value, ...of)];
    if (typeof value === 'number' && Number.isInteger(value))
      return isFocus ? [] : freshIntegers(value, ...of);
    return [];
  };

  return {
    freshValues,
    freshen(operation, call, from) {
      const { body } = call;
      const slot = slotAt(operation, 'body', '');
      if (body === undefined || slot === undefined) return call;
      let value = body.value;
      for (const place of uniquePlaces(operation, value)) {
        const at = `/body/${place.path.join('/')}`;
        if (isEdited(from.edit, at) || from.fixed?.includes(at) === true) continue;
        const isFocus = isAbout(from.focus, at);
        const fresh = freshValues(place.value, isFocus).find((candidate) => {
          const changed = replaceAt(value, place.path, candidate);
          return from.edit === undefined ? accepts(slot, changed) : isValidInTwin(slot, changed, place, from);
        });
        if (fresh !== undefined) value = replaceAt(value, place.path, fresh);
      }
      return value === body.value ? call : { ...call, body: { ...body, value } };
    },
    idempotencyKey: () => plainTexts(seed, nonce, 'idempotency', generation, nextNumber() + 1)[2],
    noteConflict({ operationId }) {
      conflicting.add(operationId);
      generation++;
    },
  };
}
