import {
  type Atom,
  type Kind,
  kinds,
  type Literal,
  type Members,
  type SomeMember,
  type Violation,
} from './atoms.ts';

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
