import { type Arbitrary, sample } from 'fast-check';
import { fail } from '../../../generator/contract/diagnostics.ts';
import type { Operation } from '../../../generator/contract/model.ts';
import { isObject } from '../../../generator/json/guards.ts';
import type { JsonSchema } from '../../../generator/json/types.ts';
import { memberSchema, shapeOf } from '../../../generator/wire/decode.ts';
import type { Arguments } from '../../../generator/wire/message.ts';
import { seedFrom } from '../../../generator/wire/random.ts';
import type { GivenValue, GivenValues, TestCase } from '../../model.ts';
import { leavesOf, replaceAt } from '../leaves.ts';
import type { Slot } from '../slots.ts';
import { withSlot } from '../slots.ts';
import { isAbout, isEdited } from './case-places.ts';
import type { StateContext } from './context.ts';
import { nameOf } from './places.ts';

/** A case with the values of the configuration. */
export interface Given {
  readonly call: Arguments;
  /** The places that have one: nothing else is put there. */
  readonly places: readonly string[];
}

/** Puts the values of the configuration into a call of a case. */
export type GiveValues = (operation: Operation, given: TestCase, call: Arguments) => Given;

/** How often a function or an arbitrary is called for a value that is valid at its place. */
const attempts = 20;

/** A value of the configuration for a place, and whether it must be valid there. */
interface Wish {
  readonly value: GivenValue;
  readonly isOfOperation: boolean;
}

/**
 * Puts the values of the configuration into cases. A value by name or format is left out where the schema rejects it; one for an
 * operation is then a DiagnosticError. Wrong values of a case stay wrong.
 */
export function createGivenValues(
  context: StateContext,
  { names = {}, operations = {}, formats = {} }: GivenValues,
): GiveValues {
  const { contract, seed, accepts, samplerOf } = context;
  if (Object.keys({ ...names, ...operations, ...formats }).length === 0)
    return (_operation, _given, call) => ({ call, places: [] });
  const turns = new Map<unknown, number>();

  /** The next values of a wish, to try in order. */
  function* candidates({ value }: Wish, operationId: string, place: string): Generator<unknown> {
    const turn = (): number => {
      const index = turns.get(value) ?? 0;
      turns.set(value, index + 1);
      return index;
    };
    if (typeof value === 'function')
      for (let attempt = 0; attempt < attempts; attempt++)
        yield value({ operationId, place, index: turn(), seed });
    else if (isArbitrary(value))
      for (let attempt = 0; attempt < attempts; attempt++)
        yield sample(value, { numRuns: 1, seed: seedFrom(seed, place, turn()) })[0];
    else if (Array.isArray(value)) for (const _ of value) yield value[turn() % value.length];
    else yield value;
  }

  const wishFor = (
    operationId: string,
    name: string,
    schema: JsonSchema | undefined,
    path?: readonly string[],
  ): Wish | undefined => {
    const own = operations[operationId] ?? {};
    const key =
      path === undefined ? name : [`/${path.join('/')}`, name].find((each) => Object.hasOwn(own, each));
    const ofOperation = key !== undefined && Object.hasOwn(own, key) ? own[key] : undefined;
    if (ofOperation !== undefined) return { value: ofOperation, isOfOperation: true };
    const format = isObject(schema) ? schema['format'] : undefined;
    const value = Object.hasOwn(names, name)
      ? names[name]
      : typeof format === 'string' && Object.hasOwn(formats, format)
        ? formats[format]
        : undefined;
    return value === undefined ? undefined : { value, isOfOperation: false };
  };

  return (operation, given, start) => {
    const { operationId } = operation;
    const own = operations[operationId] ?? {};
    const isDelete = contract.inferred.roles.get(operationId)?.role === 'delete';
    const isKept = (place: string): boolean =>
      isEdited(given.edit, place) ||
      isAbout(given.focus, place) ||
      given.fixed?.some((each) => each === place || place.startsWith(`${each}/`)) === true;
    const places: string[] = [];
    let call = start;

    /** The first valid value, put in by `put`; the slot of a wrong case is judged by its twin. */
    const choose = (
      wish: Wish,
      slot: Slot,
      place: string,
      put: (value: unknown, into: unknown) => unknown,
    ) => {
      const sent = slotValue(call, slot);
      const twin = given.twin === undefined ? undefined : slotValue(given.twin.arguments, slot);
      for (const value of candidates(wish, operationId, place)) {
        const whole = put(value, sent);
        const judged = given.edit === undefined || slot.kind === 'parameter' ? whole : put(value, twin);
        if (!accepts(slot, judged)) continue;
        call = withSlot(call, slot, whole);
        places.push(place);
        return;
      }
      if (wish.isOfOperation && given.edit === undefined)
        fail({
          code: 'value-not-valid',
          message: `no value that the configuration gives for ${place} of ${operationId} is valid there`,
          hint: 'Correct conform.values.operations in the configuration, or the schema in an overlay.',
        });
    };

    for (const slot of samplerOf(operation).slots) {
      if (slot.kind === 'parameter') {
        const { in: location, name } = slot.parameter;
        if (location === 'querystring') continue;
        const place = `/${location}/${name}`;
        const wish = wishFor(operationId, name, slot.use.normal.schema);
        const isSent = call[location][name] !== undefined || Object.hasOwn(own, name);
        const isTheirs = isDelete && location === 'path' && wish?.isOfOperation === false;
        if (wish !== undefined && isSent && !isTheirs && !isKept(place))
          choose(wish, slot, place, (value) => value);
        continue;
      }
      if (call.body === undefined || call.body.contentType !== slot.media.contentType) continue;
      const { schema } = slot.use.normal;
      for (const path of membersOf(call.body.value)) {
        const place = `/body/${path.join('/')}`;
        const wish = wishFor(operationId, nameOf({ path, value: undefined }), schemaAt(schema, path), path);
        if (wish !== undefined && !isKept(place) && !places.some((each) => place.startsWith(`${each}/`)))
          choose(wish, slot, place, (value, into) => replaceAt(into, path, value));
      }
      for (const name of Object.keys(own)) {
        const place = `/body/${name}`;
        const isMissing = isObject(call.body.value) && !Object.hasOwn(call.body.value, name);
        const value = own[name];
        if (!isMissing || value === undefined || schemaAt(schema, [name]) === undefined || isKept(place))
          continue;
        choose({ value, isOfOperation: true }, slot, place, (next, into) =>
          isObject(into) ? { ...into, [name]: next } : into,
        );
      }
    }
    return { call, places };
  };

  function schemaAt(schema: JsonSchema | undefined, path: readonly string[]): JsonSchema | undefined {
    return path.reduce<JsonSchema | undefined>(
      (holder, step) =>
        /^\d+$/.test(step) ? shapeOf(contract, holder).items : memberSchema(contract, holder, step),
      schema,
    );
  }
}

const slotValue = (call: Arguments, slot: Slot): unknown => {
  if (slot.kind === 'body') return call.body?.value;
  const { in: location, name } = slot.parameter;
  return location === 'querystring' ? undefined : call[location][name];
};

/** The paths of all members and items of a value, the outer ones first. */
function membersOf(value: unknown): readonly (readonly string[])[] {
  const paths = new Map<string, readonly string[]>();
  for (const { path } of leavesOf(value))
    for (let length = 1; length <= path.length; length++)
      paths.set(path.slice(0, length).join('/'), path.slice(0, length));
  return [...paths.values()].sort((a, b) => a.length - b.length);
}

/** An arbitrary of any copy of fast-check. */
const isArbitrary = (value: GivenValue): value is Arbitrary<unknown> =>
  typeof value === 'object' && value !== null && 'generate' in value && typeof value.generate === 'function';
