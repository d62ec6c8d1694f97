import { DiagnosticError } from '../../generator/contract/diagnostics.ts';
import type { Discriminator } from '../../generator/contract/model.ts';
import { isObject, tokensOf, valueAt } from '../../generator/json/pointer.ts';
import { shorten } from '../../generator/json/shorten.ts';
import type { Pointer } from '../../generator/json/types.ts';
import type { Arguments } from '../../generator/wire/message.ts';
import { isOpaque } from '../../generator/wire/opaque.ts';
import { seedFrom } from '../../generator/wire/random.ts';
import { type MutationSite, mutateAt, mutationSites } from '../arbitraries/index.ts';
import type { Edit } from '../model.ts';
import { holdsAt } from './holds.ts';
import { replaceAt } from './leaves.ts';
import { likelyMistakes, type Turn } from './likely-mistakes.ts';
import { relocate, repairCall } from './repair.ts';
import { branchTurn, firstValue, isBranchTurn, isTurn } from './rotation.ts';
import { editedSchema, type Sampler, slotOptions } from './sampler.ts';
import { asReceived } from './sendable.ts';
import { requiredPointer, type Slot, slotPlace, withSlot } from './slots.ts';

/** A call that is invalid in one place, and its valid twin. */
export interface WrongCall {
  readonly call: Arguments;
  readonly twin: Arguments;
  readonly edit: Edit;
  /** `/body/temperature is over maximum ...` */
  readonly title: string;
}

/** Every invalid call of an operation for one discriminator value: a required part missing, then each edit of each slot. */
export function wrongCalls(sampler: Sampler, value: string | undefined): readonly WrongCall[] {
  const least = sampler.leastCall(value);
  if (least === undefined) return [];
  return sampler.slots.flatMap((slot) => [
    ...missing(sampler, slot, least, value),
    ...edited(sampler, slot, least, value),
  ]);
}

/** A required parameter or body is missing. Made once, with the first discriminator value. */
function missing(
  sampler: Sampler,
  slot: Slot,
  least: Arguments,
  value: string | undefined,
): readonly WrongCall[] {
  const inPath = slot.kind === 'parameter' && slot.parameter.in === 'path';
  if (!slot.required || inPath || value !== firstValue(sampler.discriminator)) return [];
  const edit: Edit = {
    keyword: 'required',
    keywordLocation: requiredPointer(sampler.operation, slot),
    instanceLocation: slotPlace(slot),
    before: slot.kind === 'body' ? least.body?.value : undefined,
    after: undefined,
  };
  return [
    { call: withSlot(least, slot, undefined), twin: least, edit, title: `${slotPlace(slot)} is missing` },
  ];
}

function edited(
  sampler: Sampler,
  slot: Slot,
  least: Arguments,
  value: string | undefined,
): readonly WrongCall[] {
  const { contract, seed } = sampler;
  // Whether a server looks into bytes, no document says.
  if (slot.kind === 'body' && isOpaque(slot.media.contentType)) return [];
  const valid = holdsAt(contract, slot);
  return sitesOf(sampler, slot, value).flatMap((site) => {
    const base = slot.kind === 'body' ? least.body?.value : undefined;
    const mutant = mutateAt(site, { seed: seedFrom(seed, site.id), ...(base === undefined ? {} : { base }) });
    if (mutant === undefined) return [];
    // The decoded value must be invalid too: the text of a number in a query decodes to a number.
    const sent = asReceived(contract, slot, mutant.value);
    if (sent === undefined || valid(sent)) return [];
    // A member that a form drops (an empty list) would be described as something else.
    if (mutant.after !== undefined && !hasMember(sent, mutant.pointer)) return [];
    const twin = asReceived(contract, slot, mutant.twin);
    if (twin === undefined || !valid(twin)) return [];
    const pair = {
      call: withSlot(least, slot, mutant.value),
      twin: withSlot(least, slot, mutant.twin),
      pointer: mutant.pointer,
    };
    const repaired = slot.kind === 'body' ? mendedPair(sampler, slot, pair) : pair;
    const { call, twin: correct, pointer } = valid(repaired.call.body?.value) ? pair : repaired;
    const place = slotPlace(slot) + pointer;
    const { keyword, keywordLocation, before, after, kind } = mutant;
    const edit = { keyword, keywordLocation, instanceLocation: place, before, after };
    return [{ call, twin: correct, edit, title: describe(place, kind, after) }];
  });
}

/**
 * The sites to try for one discriminator value. Every value tries the places of its own branch; one value of each branch tries
 * a place that branches share.
 */
function sitesOf(sampler: Sampler, slot: Slot, value: string | undefined): readonly MutationSite[] {
  const { contract, seed, discriminator } = sampler;
  if (slot.kind === 'parameter' && value !== firstValue(discriminator)) return [];
  try {
    const all = mutationSites(editedSchema(contract, slot, value), slotOptions(contract, slot, value));
    if (slot.kind === 'parameter' || discriminator === undefined)
      return sampler.thorough
        ? all
        : likelyMistakes(all, seed, () => ({ column: 0, columns: 1, each: true }));
    const branch = discriminator.mapping.get(value ?? '') ?? '';
    const isOwn = ({ keywordLocation }: MutationSite): boolean => keywordLocation.startsWith(`${branch}/`);
    const sharers = sharersOf(sampler, slot, discriminator);
    const sharersAt = (site: MutationSite): readonly string[] => sharers.get(placeOf(site)) ?? [branch];
    const siblings = [...discriminator.mapping].filter(([, pointer]) => pointer === branch);
    const turnOf = (site: MutationSite): Turn =>
      isOwn(site)
        ? { column: siblings.findIndex(([each]) => each === value), columns: siblings.length, each: true }
        : {
            ...branchTurn(discriminator, value, site.pointer, sharersAt(site), seed),
            each: false,
          };
    return (sampler.thorough ? all : likelyMistakes(all, seed, turnOf)).filter(
      (site) =>
        isOwn(site) ||
        (isBranchTurn(discriminator, value, site.pointer, sharersAt(site), seed) &&
          isTurn(discriminator, value, `${site.pointer} ${site.kind} ${site.keywordLocation}`, seed)),
    );
  } catch (cause) {
    if (cause instanceof DiagnosticError) return [];
    throw cause;
  }
}

interface Pair {
  readonly call: Arguments;
  readonly twin: Arguments;
  readonly pointer: Pointer;
}

/**
 * The pair whose twin satisfies the rules of requests: a refused twin proves nothing about the edit. The edited call satisfies
 * them as well where possible, so that the edit is its only defect. The edit is applied to the repaired twin, or the edited call
 * is repaired by itself, or the twin is the repaired call without the edit; the first correct pair is returned.
 */
function mendedPair(sampler: Sampler, slot: Slot, pair: Pair): Pair {
  if (sampler.keepsRules(pair.twin) && sampler.keepsRules(pair.call)) return pair;
  const valid = holdsAt(sampler.contract, slot);
  const twin = sampler.repaired(pair.twin);
  const call = repairCall(sampler.rules, pair.call);
  const put = (from: Arguments, original: Arguments, into: Arguments) =>
    withPart(slot, pair.pointer, from.body?.value, original.body?.value, into);
  const edited = put(pair.call, pair.twin, twin);
  const candidates: Pair[] = [{ call: edited.call, twin, pointer: edited.pointer }];
  if (call !== undefined) {
    const unedited = put(pair.twin, pair.call, call);
    candidates.push(
      { call, twin, pointer: pair.pointer },
      { call, twin: unedited.call, pointer: unedited.pointer },
    );
  }
  const right = candidates.filter(
    (each) => sampler.keepsRules(each.twin) && valid(each.twin.body?.value) && !valid(each.call.body?.value),
  );
  return right.find((each) => sampler.keepsRules(each.call)) ?? right[0] ?? pair;
}

/** A repaired call with a place of another call in it, at its index after the repair. */
function withPart(
  slot: Slot,
  pointer: Pointer,
  from: unknown,
  original: unknown,
  into: Arguments,
): { readonly call: Arguments; readonly pointer: Pointer } {
  const body = into.body?.value;
  const place = relocate(pointer, original, body);
  return {
    call: withSlot(into, slot, replaceAt(body, tokensOf(place), valueAt(from, pointer))),
    pointer: place,
  };
}

/** Whether the edited member of a body still exists. */
function hasMember(body: unknown, pointer: string): boolean {
  const [name] = tokensOf(pointer);
  return name === undefined || !isObject(body) || Object.hasOwn(body, name);
}

const placeOf = ({ pointer, keywordLocation }: MutationSite): string => `${pointer} ${keywordLocation}`;

const sharersKnown = new WeakMap<Slot, ReadonlyMap<string, readonly string[]>>();

/** The branches that have each keyword at each place; computed once per slot. */
function sharersOf(
  { contract }: Sampler,
  slot: Slot,
  { mapping }: Discriminator,
): ReadonlyMap<string, readonly string[]> {
  const known = sharersKnown.get(slot);
  if (known !== undefined) return known;
  const found = new Map<string, string[]>();
  // One value represents its branch.
  for (const [branch, value] of new Map([...mapping].map(([each, pointer]) => [pointer, each]))) {
    for (const site of mutationSites(
      editedSchema(contract, slot, value),
      slotOptions(contract, slot, value),
    )) {
      const branches = found.get(placeOf(site)) ?? [];
      if (!branches.includes(branch)) branches.push(branch);
      found.set(placeOf(site), branches);
    }
  }
  sharersKnown.set(slot, found);
  return found;
}

function describe(place: string, kind: string, after: unknown): string {
  const shown = after === undefined ? 'absent' : (JSON.stringify(after) ?? 'a file');
  return `${place} is ${shorten(shown, 60)} (${kind})`;
}
