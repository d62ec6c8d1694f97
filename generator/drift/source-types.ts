import type { ObjectType, PropertyType, TypeExpression } from '../contract/model.ts';
import type { Pointer } from '../json/types.ts';
import { type Alternative, createTypeReader } from './source-alternatives.ts';
import { createTypeEquality, type NamedTypes } from './source-equality.ts';

/** How code written against a type uses it: `input` builds values of it, `output` reads them. */
export type Use = 'input' | 'output';

/**
 * Why code that compiles against the old type does not against the new one, each with the member concerned; empty when it
 * does. A type is equal to itself, whatever words change.
 */
export type SourceBreaks = (
  was: TypeExpression,
  is: TypeExpression,
  use: Use,
  place: string,
) => readonly string[];

/** Two types; they count as compatible until a difference is found. */
interface Pair {
  readonly was: TypeExpression;
  readonly is: TypeExpression;
  readonly use: Use;
  fits: boolean;
  /** Pairs that were found to fit because this one does. */
  readonly resting: Set<Pair>;
}

/** More pairs of types than this are not compared: they count as compatible. */
const mostPairs = 50_000;

/** More cases of unions than this are not put beside each other: what is left counts as compatible. */
const mostCases = 1_000_000;
/** For the reasons of one pair. */
const mostReasoned = 300_000;

/**
 * Compares the types of two contracts, read off the same expressions that the generated models are printed from. Recursive
 * types are compared by the greatest fixed point over pairs: a list of work and no stack.
 */
export function createSourceComparison(
  base: NamedTypes,
  head: NamedTypes,
  same: (pointer: Pointer) => boolean = () => false,
): SourceBreaks {
  const [before, after] = [createTypeReader(base.definition), createTypeReader(head.definition)];
  const equal = createTypeEquality(base, head, same);
  const known: { readonly [use in Use]: WeakMap<TypeExpression, Map<TypeExpression, Pair>> } = {
    input: new WeakMap(),
    output: new WeakMap(),
  };
  let made = 0;
  let cases = 0;
  const pending: Pair[] = [];

  return (was, is, use, place) => {
    settled(was, is, use);
    return [...new Set(reasons(was, is, use, place))];
  };

  function pairOf(was: TypeExpression, is: TypeExpression, use: Use): Pair {
    const [old, now] = [before.resolve(was), after.resolve(is)];
    const others = known[use].get(old) ?? new Map<TypeExpression, Pair>();
    known[use].set(old, others);
    const found = others.get(now);
    if (found !== undefined) return found;
    const pair: Pair = { was: old, is: now, use, fits: true, resting: new Set() };
    others.set(now, pair);
    if (!(isUnedited(was, is) || equal(old, now)) && ++made <= mostPairs) pending.push(pair);
    return pair;
  }

  function isUnedited(was: TypeExpression, is: TypeExpression): boolean {
    return (
      was.kind === 'reference' && is.kind === 'reference' && was.pointer === is.pointer && same(was.pointer)
    );
  }

  function settled(was: TypeExpression, is: TypeExpression, use: Use): boolean {
    const wanted = pairOf(was, is, use);
    for (let pair = pending.pop(); pair !== undefined; pair = pending.pop()) {
      if (!pair.fits || compare(pair)) continue;
      pair.fits = false;
      pending.push(...pair.resting);
    }
    return wanted.fits;
  }

  function compare(pair: Pair): boolean {
    const { use } = pair;
    // What cannot be laid out counts as compatible: a finding about it would be invented.
    if (before.isBeyond(pair.was) || after.isBeyond(pair.is)) return true;
    const [old, now] = [before.alternatives(pair.was), after.alternatives(pair.is)];
    const [narrow, wide] = use === 'input' ? [old, now] : [now, old];
    cases += narrow.length * wide.length;
    if (cases > mostCases) return true;
    if (isUnknown(wide)) return use === 'input' || isUnknown(narrow);
    if (isUnknown(narrow)) return false;
    if (lostLiterals(old, now, use).length > 0) return false;
    const fits = (was: TypeExpression, is: TypeExpression): boolean => {
      const inner = pairOf(was, is, use);
      inner.resting.add(pair);
      return inner.fits;
    };
    return narrow.every((each) => wide.some((other) => alternativesFit(each, other, use, fits)));
  }

  /** Each reason with its place, for a pair that does not fit; each pair is reported once. */
  function reasons(was: TypeExpression, is: TypeExpression, use: Use, place: string): readonly string[] {
    const found: string[] = [];
    const reported = new Set<Pair>();
    const open: (readonly [was: TypeExpression, is: TypeExpression, place: string])[] = [[was, is, place]];
    let reasoned = 0;
    for (let next = open.shift(); next !== undefined && reasoned < mostReasoned; next = open.shift()) {
      const [left, right, outer] = next;
      const pair = pairOf(left, right, use);
      if (settled(left, right, use) || reported.has(pair)) continue;
      reported.add(pair);
      const at = left.kind === 'reference' ? left.typeName : outer;
      const [old, now] = [before.alternatives(left), after.alternatives(right)];
      if (isUnknown(use === 'input' ? old : now)) {
        found.push(`\`${at}\` ${use === 'input' ? 'no longer accepts every value' : 'is unknown now'}`);
        continue;
      }
      const fits = (one: TypeExpression, other: TypeExpression): boolean => settled(one, other, use);
      const [narrow, wide] = use === 'input' ? [old, now] : [now, old];
      reasoned += narrow.length * wide.length;
      const taken = new Set<Alternative>();
      const alone = narrow.filter((each) => {
        const fitting = wide.filter((other) => alternativesFit(each, other, use, fits));
        for (const other of fitting) taken.add(other);
        return fitting.length === 0;
      });
      const free = wide.filter((other) => !taken.has(other));
      const lost = lostLiterals(old, now, use);
      found.push(...lost.map((each) => `\`${at}\` is never ${each} now`));
      for (const [each, other] of matched(alone, wide, free)) {
        if (other === undefined) {
          if (each.kind === 'literal' && lost.includes(each.value)) continue;
          found.push(`\`${at}\` ${use === 'input' ? 'cannot be' : 'may be'} ${nounOf(each)} now`);
          continue;
        }
        const [one, another] = use === 'input' ? [each, other] : [other, each];
        if (one.kind === 'object' && another.kind === 'object') {
          const owner = one.name ?? at;
          found.push(...memberReasons(one.type, another.type, use, owner));
          for (const { old: member, now: news, name } of memberPairs(one.type, another.type))
            open.push([member, news, `${owner}${name}`]);
        } else if (one.kind === 'array' && another.kind === 'array') {
          for (const [item, news] of itemPairs(one, another)) open.push([item, news, `${at}[]`]);
        }
      }
    }
    return found.length === 0 && reasoned >= mostReasoned ? [`\`${place}\` is another type now`] : found;
  }
}

type Fits = (was: TypeExpression, is: TypeExpression) => boolean;

function alternativesFit(narrow: Alternative, wide: Alternative, use: Use, fits: Fits): boolean {
  const [was, is] = use === 'input' ? [narrow, wide] : [wide, narrow];
  if (narrow.kind === 'literal')
    return wide.kind === 'literal' ? wide.value === narrow.value : wide.kind === narrow.of;
  if (was.kind !== is.kind) return false;
  if (was.kind === 'object' && is.kind === 'object') {
    return (
      was.type === is.type ||
      (memberReasons(was.type, is.type, use, '').next().done === true &&
        everyPair(memberPairs(was.type, is.type), fits))
    );
  }
  if (was.kind === 'array' && is.kind === 'array')
    return itemPairs(was, is).every(([old, now]) => fits(old, now));
  return true;
}

const isUnknown = (alternatives: readonly Alternative[]): boolean =>
  alternatives.some(({ kind }) => kind === 'unknown');

const nounOf = (alternative: Alternative): string => {
  switch (alternative.kind) {
    case 'literal':
      return alternative.value;
    case 'array':
      return 'an array';
    case 'object':
      return 'an object';
    case 'file':
      return 'a file';
    default:
      return alternative.kind;
  }
};

/** Code that compares with a lost literal does not compile, in either direction; unless the kind itself covers it. */
function lostLiterals(was: readonly Alternative[], is: readonly Alternative[], use: Use): readonly string[] {
  const wide = use === 'input' ? is : was;
  if (use === 'input' && wide.some(({ kind }) => kind === 'string')) return [];
  return was.flatMap((each) =>
    each.kind === 'literal' &&
    is.some(({ kind }) => kind === 'literal' || kind === each.of) &&
    !is.some((other) => (other.kind === 'literal' ? other.value === each.value : other.kind === each.of))
      ? [each.value]
      : [],
  );
}

/** Why the members of two objects are incompatible, apart from their types; found one by one. */
function* memberReasons(was: ObjectType, is: ObjectType, use: Use, at: string): Generator<string> {
  const [old, now] = [membersOf(was), membersOf(is)];
  for (const [name, { required }] of old) {
    const other = now.get(name);
    if (other === undefined) {
      if (is.additional === undefined) yield `\`${at}.${name}\` is removed`;
    } else if (use === 'input' && other.required && !required) {
      yield `\`${at}.${name}\` is required now`;
    } else if (use === 'output' && required && !other.required) {
      yield `\`${at}.${name}\` may be undefined now`;
    }
  }
  if (use === 'input') {
    for (const [name, { required }] of now)
      if (required && !old.has(name)) yield `\`${at}.${name}\` is required now`;
  }
  if (was.additional !== undefined && is.additional === undefined)
    yield `\`${at}\` has no undeclared members now`;
}

const members = new WeakMap<ObjectType, ReadonlyMap<string, PropertyType>>();

/** The members of an object by name. */
function membersOf(type: ObjectType): ReadonlyMap<string, PropertyType> {
  const known = members.get(type) ?? new Map(type.properties.map((property) => [property.name, property]));
  members.set(type, known);
  return known;
}

interface MemberPair {
  readonly old: TypeExpression;
  readonly now: TypeExpression;
  readonly name: string;
}

function* memberPairs(was: ObjectType, is: ObjectType): Generator<MemberPair> {
  const [old, now] = [membersOf(was), membersOf(is)];
  // A member that one side does not name is one of its undeclared members.
  for (const [name, { type }] of old) {
    const other = now.get(name)?.type ?? is.additional;
    if (other !== undefined) yield { old: type, now: other, name: `.${name}` };
  }
  if (was.additional === undefined) return;
  for (const [name, { type }] of now)
    if (!old.has(name)) yield { old: was.additional, now: type, name: `.${name}` };
  if (is.additional !== undefined) yield { old: was.additional, now: is.additional, name: '[name]' };
}

function everyPair(pairs: Iterable<MemberPair>, fits: Fits): boolean {
  for (const { old, now } of pairs) if (!fits(old, now)) return false;
  return true;
}

type ArrayAlternative = Extract<Alternative, { kind: 'array' }>;

/** Items that stand at the same index, and those after. */
function itemPairs(
  was: ArrayAlternative,
  is: ArrayAlternative,
): readonly (readonly [TypeExpression, TypeExpression])[] {
  const length = Math.max(was.items.length, is.items.length) + 1;
  const seen = new Set<string>();
  return Array.from({ length }, (_, index) => index).flatMap((index) => {
    const [old, now] = [was.items[index] ?? was.rest, is.items[index] ?? is.rest];
    if (old === undefined || now === undefined) return [];
    const key = `${was.items[index] === undefined} ${is.items[index] === undefined}`;
    if (key === 'true true' && seen.has(key)) return [];
    seen.add(key);
    return [[old, now] as const];
  });
}

/**
 * Pairs each alternative that fits none with the one it most probably was: best likeness first over all of both sides,
 * and each taken once.
 */
function matched(
  alone: readonly Alternative[],
  candidates: readonly Alternative[],
  free: readonly Alternative[],
): readonly (readonly [Alternative, Alternative | undefined])[] {
  const scored = alone
    .flatMap((each) => candidates.map((other) => ({ each, other, score: likeness(each, other) })))
    .filter(({ score }) => score > 0)
    // Of two equally similar alternatives, the one that fits no other.
    .map((pair) => ({ ...pair, score: pair.score + (free.includes(pair.other) ? 0.5 : 0) }))
    .sort((a, b) => b.score - a.score);
  const chosen = new Map<Alternative, Alternative>();
  const taken = new Set<Alternative>();
  for (const { each, other } of scored) {
    if (chosen.has(each) || taken.has(other)) continue;
    chosen.set(each, other);
    taken.add(other);
  }
  return alone.map((each) => [each, chosen.get(each)] as const);
}

function likeness(left: Alternative, right: Alternative): number {
  if (left.kind !== right.kind || left.kind === 'literal') return 0;
  if (left.kind !== 'object' || right.kind !== 'object') return 1;
  const tags = ({ properties }: ObjectType): string =>
    JSON.stringify(
      properties.flatMap(({ name, type }) => (type.kind === 'enum' ? [[name, type.values]] : [])),
    );
  const names = new Set(right.type.properties.map(({ name }) => name));
  const shared = left.type.properties.filter(({ name }) => names.has(name)).length;
  return (
    1 +
    (left.name !== undefined && left.name === right.name ? 1_000 : 0) +
    (tags(left.type) === tags(right.type) ? 100 : 0) +
    shared
  );
}
