import { type Arbitrary, constant, option, sample, tuple } from 'fast-check';
import { DiagnosticError } from '../../generator/contract/diagnostics.ts';
import type { Contract, Discriminator, Operation } from '../../generator/contract/model.ts';
import type { JsonSchema } from '../../generator/json/types.ts';
import type { Arguments } from '../../generator/wire/message.ts';
import { type ArbitraryOptions, arbitrary } from '../arbitraries/index.ts';
import type { Rule } from '../model.ts';
import { repairCall } from './repair.ts';
import { sendableIn } from './sendable.ts';
import { bareCall, isFormSlot, type Slot, slotPlace, slotsOf, withSlot } from './slots.ts';

/** The source of calls for one operation. `value` pins the body's discriminator. */
export interface Sampler {
  readonly contract: Contract;
  readonly operation: Operation;
  readonly seed: number;
  readonly slots: readonly Slot[];
  /** The discriminator of the body, with the values that have cases. */
  readonly discriminator: Discriminator | undefined;
  /** The values that have cases; one `undefined` where the body has no discriminator. */
  readonly columns: readonly (string | undefined)[];
  /** Every edit of every place, rather than the likeliest. */
  readonly thorough: boolean;
  /** Whether the calls of a value start from one that a server is known to accept. */
  hasBase(value: string | undefined): boolean;
  /** The rules that apply to this operation. */
  readonly rules: readonly Rule[];
  /** Whether a call satisfies the rules of requests: a call that breaks one proves nothing else. */
  keepsRules(call: Arguments): boolean;
  /** The call changed to satisfy the rules of requests, where that is possible and valid; otherwise unchanged. */
  repaired(call: Arguments): Arguments;
  /** Required parts only, each minimal; `undefined` when a part cannot be satisfied. */
  leastCall(value: string | undefined): Arguments | undefined;
  /** Random whole calls; `undefined` when the operation has no arguments, so that all calls are equal. */
  calls(value: string | undefined): Arbitrary<Arguments> | undefined;
}

const discriminators = new WeakMap<Operation, { readonly found: Discriminator | undefined }>();

/** The discriminator of an operation's body. */
export function bodyDiscriminator(contract: Contract, operation: Operation): Discriminator | undefined {
  const known = discriminators.get(operation) ?? { found: findDiscriminator(contract, operation) };
  discriminators.set(operation, known);
  return known.found;
}

/** Schemas whose branches do not constrain the discriminator: only the mapping does. */
const unsaid = new WeakMap<Contract, Set<string>>();

function findDiscriminator(contract: Contract, operation: Operation): Discriminator | undefined {
  const slot = slotsOf(contract, operation).find(({ kind }) => kind === 'body');
  const discriminator = slot?.use.discriminator;
  if (slot === undefined || discriminator === undefined) return undefined;
  const isPinnable = (): boolean => {
    try {
      for (const value of discriminator.mapping.keys())
        arbitrary(slotSchema(contract, slot, value), slotOptions(contract, slot, value));
      return true;
    } catch (cause) {
      if (cause instanceof TypeError || cause instanceof DiagnosticError) return false;
      throw cause;
    }
  };
  if (isPinnable()) return discriminator;
  const own = unsaid.get(contract) ?? new Set<string>();
  unsaid.set(contract, own);
  own.add(slot.use.pointer);
  if (isPinnable()) return discriminator;
  own.delete(slot.use.pointer);
  return undefined;
}

/** The options with which arbitraries read a slot's schema. */
export function slotOptions(contract: Contract, slot: Slot, value: string | undefined): ArbitraryOptions {
  const { document, dialect } = contract;
  const isSaid = unsaid.get(contract)?.has(slot.use.pointer) !== true;
  const pinned = slot.kind === 'body' && value !== undefined && isSaid ? { discriminatorValue: value } : {};
  return {
    document,
    dialect,
    pointer: slot.use.pointer,
    view: 'request',
    files: isFormSlot(slot),
    ...pinned,
  };
}

/** The schema of a slot; a path parameter is never empty, and an empty list in a query is not sent. */
export function slotSchema(contract: Contract, slot: Slot, value: string | undefined): JsonSchema {
  if (slot.kind === 'body') {
    const mapped = mappedSchema(contract, slot, value);
    // The union holds as well: of branches that overlap, a server may follow the mapping or count what matches, and a valid request
    // is one that both accept.
    return mapped === undefined ? slot.use.raw : { allOf: [slot.use.raw, ...mapped] };
  }
  return { allOf: [slot.use.raw, { minLength: slot.parameter.in === 'query' ? 0 : 1, minItems: 1 }] };
}

/** The schema whose edits are wrong for every server: of branches that overlap, the mapped one alone. */
export function editedSchema(contract: Contract, slot: Slot, value: string | undefined): JsonSchema {
  const mapped = slot.kind === 'body' ? mappedSchema(contract, slot, value) : undefined;
  return mapped === undefined ? slotSchema(contract, slot, value) : { allOf: mapped };
}

/** The branch that only the mapping identifies, since the branches accept any text, and its value; OpenAPI 3.0 has no `const`. */
function mappedSchema(
  contract: Contract,
  { use: { discriminator, pointer } }: Slot,
  value: string | undefined,
): readonly JsonSchema[] | undefined {
  const branch = value === undefined ? undefined : discriminator?.mapping.get(value);
  if (branch === undefined || discriminator === undefined || unsaid.get(contract)?.has(pointer) !== true)
    return undefined;
  const { propertyName } = discriminator;
  return [{ $ref: branch }, { required: [propertyName], properties: { [propertyName]: { enum: [value] } } }];
}

/** How many values are sampled before a slot counts as impossible to send. */
const probes = 60;

/**
 * Whether more than `least` of the samples are accepted. Most often the first ones are, and no more are sampled: with the same
 * seed, fewer samples are the first of more.
 */
function acceptsMore<T>(values: Arbitrary<T>, accepts: (value: T) => boolean, least: number): boolean {
  const enough = (numRuns: number): boolean =>
    sample(values, { seed: 1, numRuns }).filter(accepts).length > least;
  return enough(Math.floor(least) + 1) || enough(probes);
}

/** A better base call for the cases of an operation than the least call. */
export type BaseCall = (operation: Operation, value: string | undefined) => Arguments | undefined;

export interface SamplerOptions {
  readonly base?: BaseCall;
  readonly thorough?: boolean;
  readonly rules?: readonly Rule[];
  /** Discriminator values without cases: what they share with others is tried with the others. */
  readonly without?: readonly string[];
}

export function createSampler(
  contract: Contract,
  operation: Operation,
  seed: number,
  { thorough = false, rules = [], base, without = [] }: SamplerOptions = {},
): Sampler {
  const own = rules.filter(({ appliesTo }) => appliesTo.includes(operation.operationId));
  const keepsRules = (call: Arguments): boolean => own.every((rule) => rule.request?.(call).kind !== 'fail');
  const slots = slotsOf(contract, operation);
  const bodySlot = slots.find(({ kind }) => kind === 'body');
  const repaired = (call: Arguments): Arguments => {
    if (keepsRules(call)) return call;
    const changed = repairCall(own, call);
    const body = changed?.body;
    const isValid =
      bodySlot === undefined || body === undefined || sendableIn(contract, bodySlot)(body.value);
    return changed !== undefined && isValid ? changed : call;
  };
  const valuesOf = (
    slot: Slot,
    value: string | undefined,
    size: NonNullable<ArbitraryOptions['size']>,
  ): Arbitrary<unknown> => {
    const values = arbitrary(slotSchema(contract, slot, value), {
      ...slotOptions(contract, slot, value),
      size,
    });
    const sendable = sendableIn(contract, slot);
    // A filter that accepts nothing never ends: such slots are detected here.
    if (acceptsMore(values, sendable, 0)) return values.filter(sendable);
    if (size === 'least') return valuesOf(slot, value, 'small');
    const message = `no value of ${slotPlace(slot)} can be sent`;
    throw new DiagnosticError([
      { code: 'slot-not-sendable', severity: 'warning', message, pointer: slot.use.pointer },
    ]);
  };
  /** Where only the mapping identifies a branch, a call without a discriminator value would be of none. */
  const first = (): string | undefined => {
    const discriminator = bodyDiscriminator(contract, operation);
    const isUnsaid = bodySlot !== undefined && unsaid.get(contract)?.has(bodySlot.use.pointer) === true;
    return isUnsaid
      ? [...(discriminator?.mapping.keys() ?? [])].find((each) => !without.includes(each))
      : undefined;
  };
  const leasts = new Map<string | undefined, Arguments | undefined>();
  const findLeast = (value: string | undefined): Arguments | undefined => {
    try {
      const given = base?.(operation, value);
      const isValid = bodySlot === undefined || sendableIn(contract, bodySlot)(given?.body?.value);
      if (given !== undefined && isValid && keepsRules(given)) return given;
      const needed = slots.filter(({ required }) => required);
      const filled = (size: 'least' | 'small', attempt: number): Arguments =>
        needed.reduce<Arguments>(
          (call, slot) =>
            withSlot(call, slot, sample(valuesOf(slot, value, size), { seed: attempt, numRuns: 1 })[0]),
          bareCall(operation),
        );
      const least = filled('least', 1);
      if (keepsRules(least)) return least;
      // A server cannot process an empty file: prefer a small call that satisfies the rules.
      for (let attempt = 1; attempt <= probes; attempt++) {
        const small = filled('small', attempt);
        if (keepsRules(small)) return small;
      }
      return least;
    } catch (cause) {
      // Nothing satisfies the schema: lint reports it, and no call exists.
      if (cause instanceof DiagnosticError) return undefined;
      throw cause;
    }
  };
  return {
    contract,
    operation,
    seed,
    slots,
    get discriminator() {
      const whole = bodyDiscriminator(contract, operation);
      if (whole === undefined || without.length === 0) return whole;
      return { ...whole, mapping: new Map([...whole.mapping].filter(([value]) => !without.includes(value))) };
    },
    get columns() {
      const whole = bodyDiscriminator(contract, operation);
      return whole === undefined || whole.mapping.size === 0
        ? [undefined]
        : [...whole.mapping.keys()].filter((value) => !without.includes(value));
    },
    thorough,
    hasBase: (value) => base?.(operation, value) !== undefined,
    rules: own,
    keepsRules,
    repaired,
    leastCall(given) {
      const value = given ?? first();
      if (!leasts.has(value)) leasts.set(value, findLeast(value));
      return leasts.get(value);
    },
    calls(given) {
      const value = given ?? first();
      if (slots.length === 0 || this.leastCall(value) === undefined) return undefined;
      const parts = slots.map((slot) =>
        slot.required ? valuesOf(slot, value, 'small') : option(optional(slot, value), { nil: undefined }),
      );
      const calls = tuple(...parts).map((sampled) =>
        repaired(
          slots.reduce<Arguments>(
            (call, slot, index) => withSlot(call, slot, sampled[index]),
            bareCall(operation),
          ),
        ),
      );
      // A filter that accepts very little would never end.
      return acceptsMore(calls, keepsRules, probes / 10) ? calls.filter(keepsRules) : calls;
    },
  };

  function optional(slot: Slot, value: string | undefined): Arbitrary<unknown> {
    try {
      return valuesOf(slot, value, 'small');
    } catch (cause) {
      if (cause instanceof DiagnosticError) return constant(undefined);
      throw cause;
    }
  }
}
