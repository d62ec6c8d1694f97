import type { JsonObject, Pointer } from '../json/types.ts';
import { mapKeywords } from '../schema/keywords.ts';
import type { Placed } from '../schema/placed.ts';
import type { Reader } from '../schema/reader.ts';

/** A keyword of the document, by its place. */
export interface KeywordPlace {
  readonly keyword: string;
  readonly at: Pointer;
}

/** Why no value exists: the keywords that collide and what they come to. */
export interface Collision {
  readonly message: string;
  /** The keywords that cannot hold together, one or two of them. */
  readonly keywords: readonly KeywordPlace[];
}

/** A part of a plan, worked out on first use; the same plan every time. */
export type Later = () => Plan;

interface Common {
  readonly reader: Reader;
  /** Everything a value of this plan must satisfy: each is a schema of its own. */
  readonly conditions: readonly Placed[];
  /** The conditions that the shape below does not guarantee; a sampled value is kept when it satisfies them. */
  readonly checks: readonly Placed[];
  /** The schema objects without applicators that were put together, for labels and samples. */
  readonly locals: readonly Placed[];
  readonly id: number;
}

/** No value at all. */
export interface NeverPlan extends Common {
  readonly kind: 'never';
  readonly collision: Collision;
}

/** One of several plans, in the document's order. */
export interface ChoicePlan extends Common {
  readonly kind: 'choice';
  /** What offers the choice: `oneOf`, `anyOf`, `type`, `if`, `not`, `dependentSchemas`. */
  readonly source: KeywordPlace;
  readonly alternatives: readonly Later[];
}

/** A finite list. */
export interface ValuesPlan extends Common {
  readonly kind: 'values';
  readonly values: readonly unknown[];
  readonly source: KeywordPlace;
}

export interface NullPlan extends Common {
  readonly kind: 'null';
}

export interface BooleanPlan extends Common {
  readonly kind: 'boolean';
}

/** Numbers between two bounds; whole multiples of `step` where there is one (1 for integers). */
export interface NumberPlan extends Common {
  readonly kind: 'number';
  readonly min: number;
  readonly max: number;
  /** Never true together with `step`: bounds of stepped numbers are multiples themselves. */
  readonly excludesMin: boolean;
  readonly excludesMax: boolean;
  readonly step: number | undefined;
  /** Every `multipleOf` as written. */
  readonly multiples: readonly number[];
  readonly integer: boolean;
}

export interface StringPlan extends Common {
  readonly kind: 'string';
  /** Code points. */
  readonly min: number;
  readonly max: number;
  readonly patterns: readonly string[];
  readonly format: string | undefined;
}

export interface ContainsPlan {
  /** The plan of an item that counts, behind those of `prefixItems`. */
  readonly plan: Later;
  /** The same at an index. */
  at(index: number): Plan;
  readonly min: number;
  readonly max: number;
  readonly pointer: Pointer;
  /** True for `contains: false`. */
  readonly impossible: boolean;
}

export interface ArrayPlan extends Common {
  readonly kind: 'array';
  readonly min: number;
  readonly max: number;
  /** The plan of the item at an index: one per place of `prefixItems`, then the same for all. */
  item(index: number): Plan;
  /** Indices below have plans of their own. */
  readonly prefix: number;
  readonly contains: readonly ContainsPlan[];
  readonly unique: boolean;
}

export interface ObjectPlan extends Common {
  readonly kind: 'object';
  readonly min: number;
  readonly max: number;
  /** Names said by the schema, in the document's order. */
  readonly names: readonly string[];
  readonly required: ReadonlySet<string>;
  /** The plan of any member, said or not. */
  member(name: string): Plan;
  /** Sources of `patternProperties`. */
  readonly patterns: readonly string[];
  /** The plan of names as `propertyNames` wants them. */
  readonly freeName: Later;
  /** Names that match each of `patterns`. */
  readonly patternNames: readonly Later[];
  /** Plans of what such names hold. */
  readonly patternMembers: readonly Later[];
  /** True when a name that nothing speaks of is allowed. */
  readonly open: boolean;
  readonly dependent: ReadonlyMap<string, readonly string[]>;
}

/**
 * How to make a value: a conjunction of schemas, brought into a form from which values can be sampled, shrunk and broken.
 * Every applicator becomes a choice or part of a shape; what cannot be built in stays as a check on the sampled value.
 */
export type Plan =
  | NeverPlan
  | ChoicePlan
  | ValuesPlan
  | NullPlan
  | BooleanPlan
  | NumberPlan
  | StringPlan
  | ArrayPlan
  | ObjectPlan;

/** Plans of one type, without choices. */
export type Shape = Exclude<Plan, NeverPlan | ChoicePlan>;

/** What stands below these has a name of the author's. */
const namedByAuthor: ReadonlySet<string> = new Set([...mapKeywords, 'schemas']);

/** True for a place under `if` or `not`: a value need not satisfy it. */
export function isHypothetical(at: Pointer): boolean {
  const tokens = at.split('/');
  return tokens.some(
    (token, index) => (token === 'if' || token === 'not') && !namedByAuthor.has(tokens[index - 1] ?? ''),
  );
}

/** The object at a place, or undefined for `true` and `false`. */
export const objectOf = ({ schema }: Placed): JsonObject | undefined =>
  typeof schema === 'boolean' ? undefined : schema;
