import { equalJson } from '../json/equal-json.ts';
import {
  type Alternative,
  type Atom,
  type Kind,
  kinds,
  type Literal,
  type Members,
  type SomeMember,
  type Violation,
} from './atoms.ts';
import { everythingIdentity } from './canonical.ts';
import { atomsOf } from './constraints.ts';
import type { SchemaNode } from './node.ts';

export type Or = Extract<Atom, { kind: 'or' }>;

/** All that is known of one value so far. Grows atom by atom; copied where the search branches. */
export interface State {
  kinds: Set<Kind>;
  /** The only values possible, when they are listed. */
  values: readonly unknown[] | undefined;
  readonly excluded: unknown[];
  /** Literals taken in, by identity and sign. */
  readonly literals: Map<string, Literal>;
  readonly numbers: Extract<Atom, { kind: 'number' }>[];
  readonly lengths: { readonly [of in 'string' | 'array' | 'object']: { min: number; max: number } };
  readonly patterns: (readonly [pattern: string, matches: boolean])[];
  readonly formats: string[];
  unique: boolean;
  duplicate: boolean;
  readonly items: Extract<Atom, { kind: 'items' }>[];
  readonly item: Map<number, readonly Literal[]>;
  readonly someItems: Extract<Atom, { kind: 'someItem' }>[];
  readonly contains: Extract<Atom, { kind: 'contains' }>[];
  readonly members: Members[];
  readonly present: Map<string, readonly Literal[]>;
  /** Names the sender's contract knows by `required`. */
  readonly declared: Set<string>;
  readonly absent: Set<string>;
  readonly names: Literal[];
  readonly someMembers: SomeMember[];
  ors: readonly Or[];
  readonly violations: Violation[];
  readonly beyond: string[];
}

export function emptyState(): State {
  return {
    kinds: new Set(kinds),
    values: undefined,
    excluded: [],
    literals: new Map(),
    numbers: [],
    lengths: {
      string: { min: 0, max: Number.POSITIVE_INFINITY },
      array: { min: 0, max: Number.POSITIVE_INFINITY },
      object: { min: 0, max: Number.POSITIVE_INFINITY },
    },
    patterns: [],
    formats: [],
    unique: false,
    duplicate: false,
    items: [],
    item: new Map(),
    someItems: [],
    contains: [],
    members: [],
    present: new Map(),
    declared: new Set(),
    absent: new Set(),
    names: [],
    someMembers: [],
    ors: [],
    violations: [],
    beyond: [],
  };
}

export function copyState(state: State): State {
  return {
    ...state,
    kinds: new Set(state.kinds),
    excluded: [...state.excluded],
    literals: new Map(state.literals),
    numbers: [...state.numbers],
    lengths: {
      string: { ...state.lengths.string },
      array: { ...state.lengths.array },
      object: { ...state.lengths.object },
    },
    patterns: [...state.patterns],
    formats: [...state.formats],
    items: [...state.items],
    item: new Map(state.item),
    someItems: [...state.someItems],
    contains: [...state.contains],
    members: [...state.members],
    present: new Map(state.present),
    declared: new Set(state.declared),
    absent: new Set(state.absent),
    names: [...state.names],
    someMembers: [...state.someMembers],
    violations: [...state.violations],
    beyond: [...state.beyond],
  };
}

/** Identity and sign, as one text. */
export const literalKey = (literal: Literal, holds = literal.holds): string =>
  `${holds ? '+' : '-'}${literal.node.space.identity(literal.node)}`;

const impossible = (literal: Literal): boolean =>
  literal.holds
    ? literal.node.schema === false
    : literal.node.space.identity(literal.node) === everythingIdentity;

/** A schema that is nothing but a `$ref` has its target's identity, and would hide it: the target is taken instead. */
export function meant(node: SchemaNode, hops = 0): SchemaNode {
  const { schema, space } = node;
  if (typeof schema === 'boolean' || typeof schema['$ref'] !== 'string') return node;
  const target = space.target(schema['$ref'], node.pointer);
  if (target === undefined || hops > 50 || space.identity(target) !== space.identity(node)) return node;
  return meant(target, hops + 1);
}

/** Takes atoms in; false when they contradict what is known. */
export function assume(state: State, atoms: readonly Atom[]): boolean {
  const queue = [...atoms];
  for (let atom = queue.shift(); atom !== undefined; atom = queue.shift()) {
    switch (atom.kind) {
      case 'literal': {
        const literal = { ...atom.literal, node: meant(atom.literal.node) };
        const key = literalKey(literal);
        if (state.literals.has(key)) break;
        if (impossible(literal) || state.literals.has(literalKey(literal, !literal.holds))) return false;
        state.literals.set(key, literal);
        queue.push(...atomsOf(literal));
        break;
      }
      case 'kinds': {
        const allowed = atom.kinds;
        state.kinds = new Set([...state.kinds].filter((kind) => allowed.has(kind)));
        if (state.kinds.size === 0) return false;
        break;
      }
      case 'oneOfValues': {
        const { values } = atom;
        state.values = (state.values ?? values).filter((value) =>
          values.some((other) => equalJson(value, other)),
        );
        if (state.values.length === 0) return false;
        break;
      }
      case 'noneOfValues':
        state.excluded.push(...atom.values);
        break;
      case 'number':
        state.numbers.push(atom);
        break;
      case 'length': {
        const range = state.lengths[atom.of];
        if (atom.rule === 'min') range.min = Math.max(range.min, atom.value);
        else range.max = Math.min(range.max, atom.value);
        if (range.min > range.max && !drop(state, atom.of)) return false;
        break;
      }
      case 'pattern':
        state.patterns.push([atom.pattern, atom.matches]);
        break;
      case 'format':
        state.formats.push(atom.format);
        break;
      case 'unique':
        if (atom.unique) state.unique = true;
        else state.duplicate = true;
        if (state.unique && state.duplicate && !drop(state, 'array')) return false;
        break;
      case 'items':
        state.items.push(atom);
        break;
      case 'item':
        state.item.set(atom.index, [...(state.item.get(atom.index) ?? []), atom.literal]);
        break;
      case 'someItem':
        state.someItems.push(atom);
        break;
      case 'contains':
        state.contains.push(atom);
        break;
      case 'members':
        state.members.push(atom.members);
        break;
      case 'present':
        state.present.set(atom.name, [
          ...(state.present.get(atom.name) ?? []),
          ...(atom.literal === undefined ? [] : [atom.literal]),
        ]);
        if (atom.declared === true) state.declared.add(atom.name);
        if (state.absent.has(atom.name) && !drop(state, 'object')) return false;
        break;
      case 'absent':
        state.absent.add(atom.name);
        if (state.present.has(atom.name) && !drop(state, 'object')) return false;
        break;
      case 'names':
        state.names.push(atom.literal);
        break;
      case 'someMember':
        state.someMembers.push(atom.some);
        break;
      case 'or':
        if (atom.alternatives.length === 0) return false;
        state.ors = [...state.ors, atom];
        break;
      case 'beyond':
        state.beyond.push(atom.reason);
        break;
      default:
        atom satisfies never;
    }
  }
  return true;
}

function drop(state: State, kind: Kind): boolean {
  state.kinds.delete(kind);
  return state.kinds.size > 0;
}

/** True when an alternative contradicts what is known at first sight. */
export function refuted(state: State, { atoms }: Alternative): boolean {
  return atoms.some((atom) => {
    switch (atom.kind) {
      case 'literal':
        return impossible(atom.literal) || state.literals.has(literalKey(atom.literal, !atom.literal.holds));
      case 'kinds':
        return ![...atom.kinds].some((kind) => state.kinds.has(kind));
      case 'absent':
        return state.present.has(atom.name);
      case 'present':
        if (state.absent.has(atom.name)) return true;
        if (atom.literal === undefined) return false;
        return (
          impossible(atom.literal) || contradicts(literalKey(atom.literal, !atom.literal.holds), atom.name)
        );
      case 'oneOfValues':
        return (
          state.values !== undefined &&
          !atom.values.some((value) => state.values?.some((other) => equalJson(value, other)))
        );
      case 'noneOfValues':
        return state.values?.every((value) => atom.values.some((other) => equalJson(value, other))) === true;
      case 'someMember':
        return atom.some.value !== undefined && impossible(atom.some.value);
      case 'someItem':
      case 'item':
        return impossible(atom.literal);
      default:
        return false;
    }
  });

  function contradicts(key: string, name: string): boolean {
    return (
      state.present.get(name)?.some((literal) => literalKey(literal) === key) === true ||
      state.members.some(({ named }) => {
        const literal = named.get(name);
        return literal !== undefined && literalKey(literal) === key;
      })
    );
  }
}

/** True when an alternative holds already, so that its disjunction says nothing new. */
export const entailed = (state: State, { atoms }: Alternative): boolean =>
  atoms.every(
    (atom) =>
      (atom.kind === 'literal' && state.literals.has(literalKey(atom.literal))) ||
      (atom.kind === 'kinds' && [...state.kinds].every((kind) => atom.kinds.has(kind))) ||
      (atom.kind === 'absent' && state.absent.has(atom.name)) ||
      (atom.kind === 'present' && isPresent(state, atom.name, atom.literal)),
  );

/** Whether a member is known to be there, and to be as a literal says. */
function isPresent(state: State, name: string, literal: Literal | undefined): boolean {
  const known = state.present.get(name);
  if (known === undefined || literal === undefined) return known !== undefined;
  const own = state.members.flatMap(({ named }) => named.get(name) ?? []);
  return [...known, ...own].some(
    (each) => literalKey(each) === literalKey(literal) || saysOther(each, literal),
  );
}

/** One lists values of which the other refuses every one: a tag of another branch. */
function saysOther(known: Literal, literal: Literal): boolean {
  if (!known.holds || literal.holds) return false;
  const [values, refused] = [listed(known.node), listed(literal.node)];
  return (
    values !== undefined &&
    refused !== undefined &&
    !values.some((value) => refused.some((other) => equalJson(value, other)))
  );
}

function listed(node: SchemaNode): readonly unknown[] | undefined {
  const { schema } = meant(node);
  if (typeof schema === 'boolean') return undefined;
  if (Array.isArray(schema['enum'])) return schema['enum'];
  return 'const' in schema ? [schema['const']] : undefined;
}
