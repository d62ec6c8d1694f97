import { isObject } from '../json/pointer.ts';
import type { Pointer } from '../json/types.ts';
import { conjuncts } from '../schema/conjuncts.ts';
import type { SchemaNode } from './node.ts';

/** The kinds of JSON values; numbers are split so that `integer` is a kind of its own. */
export type Kind = 'null' | 'boolean' | 'integer' | 'fraction' | 'string' | 'array' | 'object';

/** Every kind, in the order in which a witness is tried: simple first. */
export const kinds: readonly Kind[] = ['string', 'integer', 'boolean', 'object', 'array', 'null', 'fraction'];

/** A schema that must hold, or must not, of the value in question. */
export interface Literal {
  readonly node: SchemaNode;
  readonly holds: boolean;
  /** Whether it stems from the receiver's refusal, which is what is looked for. */
  readonly goal: boolean;
  /** Whether it stems from the sender's schema. */
  readonly sender: boolean;
  /** Whether it stems from a branch of a `oneOf` that the sender did not choose. */
  readonly sibling?: boolean;
}

/** The keyword of the receiver that refuses. */
export interface Violation {
  readonly pointer: Pointer;
  readonly keyword: string;
  /** The member concerned: a name of `required`, a property. */
  readonly member?: string;
}

/** A list of atoms that hold together. */
export interface Alternative {
  readonly atoms: readonly Atom[];
  readonly violation?: Violation;
}

/** What can be known of one value. Numeric, string, array and object atoms speak only of values of their kind. */
export type Atom =
  | { readonly kind: 'literal'; readonly literal: Literal }
  | { readonly kind: 'kinds'; readonly kinds: ReadonlySet<Kind> }
  | { readonly kind: 'oneOfValues'; readonly values: readonly unknown[] }
  | { readonly kind: 'noneOfValues'; readonly values: readonly unknown[] }
  | {
      readonly kind: 'number';
      readonly rule: 'min' | 'above' | 'max' | 'below' | 'multiple' | 'notMultiple';
      readonly value: number;
    }
  | {
      readonly kind: 'length';
      readonly of: 'string' | 'array' | 'object';
      readonly rule: 'min' | 'max';
      readonly value: number;
    }
  | { readonly kind: 'pattern'; readonly pattern: string; readonly matches: boolean }
  | { readonly kind: 'format'; readonly format: string }
  | { readonly kind: 'unique'; readonly unique: boolean }
  | { readonly kind: 'items'; readonly prefix: readonly Literal[]; readonly rest: Literal | undefined }
  | { readonly kind: 'item'; readonly index: number; readonly literal: Literal }
  | { readonly kind: 'someItem'; readonly from: number; readonly literal: Literal }
  | { readonly kind: 'contains'; readonly literal: Literal; readonly min: number; readonly max: number }
  | { readonly kind: 'members'; readonly members: Members }
  | {
      readonly kind: 'present';
      readonly name: string;
      readonly literal: Literal | undefined;
      readonly declared?: boolean;
    }
  | { readonly kind: 'absent'; readonly name: string }
  | { readonly kind: 'names'; readonly literal: Literal }
  | { readonly kind: 'someMember'; readonly some: SomeMember }
  | {
      readonly kind: 'or';
      readonly alternatives: readonly Alternative[];
      readonly goal: boolean;
      readonly sender: boolean;
    }
  | { readonly kind: 'beyond'; readonly reason: string };

/** What `properties`, `patternProperties` and `additionalProperties` of one schema object say together. */
export interface Members {
  readonly named: ReadonlyMap<string, Literal>;
  readonly patterns: readonly (readonly [pattern: string, literal: Literal])[];
  readonly additional: Literal | undefined;
  readonly sender: boolean;
}

/** There is a member of some name. */
export interface SomeMember {
  /** Its name matches this pattern. */
  readonly matching?: string;
  /** Its name is not one of these, and matches none of these. */
  readonly notNamed: readonly string[];
  readonly notMatching: readonly string[];
  readonly name?: Literal;
  readonly value?: Literal;
}

/** A constraint a schema makes: what it says, and every way to break it. */
export interface Constraint {
  readonly keyword: string;
  readonly holds: readonly Atom[];
  readonly fails: readonly Alternative[];
}

/** Where a literal comes from: what all literals read from one have in common. */
export type Polarised = Omit<Literal, 'node' | 'holds'>;

/** A schema whose keywords are read, and what all literals read from it have in common. */
export interface Reading {
  readonly node: SchemaNode;
  readonly polarity: Polarised;
}

/** The atom of a value of one kind. */
export const only = (kind: Kind): Atom => ({ kind: 'kinds', kinds: new Set([kind]) });

/** Every kind but these. */
export const complement = (of: ReadonlySet<Kind>): ReadonlySet<Kind> =>
  new Set(kinds.filter((kind) => !of.has(kind)));

/** A constraint from lists of atoms. */
export const constraint = (
  keyword: string,
  holds: readonly Atom[],
  fails: readonly (readonly Atom[])[],
): Constraint => ({ keyword, holds, fails: fails.map((atoms) => ({ atoms })) });

/** The atom that a schema holds of the value, or does not. */
export const literalAtom = (polarity: Polarised, node: SchemaNode, holds: boolean): Atom => ({
  kind: 'literal',
  literal: { ...polarity, node, holds },
});

/** The schemas that hold together with a node's own: what its references and `allOf` say, see {@link conjuncts}. */
export const conjunctsOf = (node: SchemaNode): readonly SchemaNode[] =>
  isObject(node.schema)
    ? conjuncts<SchemaNode>(node.schema, {
        reference: (reference, keyword) =>
          keyword === '$ref'
            ? node.space.target(reference, node.pointer)
            : node.space.dynamicTarget(reference, node.pointer),
        branch: (_, index) => node.space.below(node, 'allOf', index),
      })
    : [];

/** The schemas of a list keyword. */
export function listBelow(node: SchemaNode, keyword: string): readonly SchemaNode[] {
  const list = isObject(node.schema) ? node.schema[keyword] : undefined;
  return Array.isArray(list) ? list.map((_, index) => node.space.below(node, keyword, index)) : [];
}
