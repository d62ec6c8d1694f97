import type { JsonObject, JsonSchema } from '../json/types.ts';

/** How a reader of conjunctions gets at the next part; engines differ in how they hold a schema and its place. */
export interface Steps<Part> {
  /** What a reference leads to; `undefined` leaves it out. */
  reference(reference: string, keyword: '$ref' | '$dynamicRef'): Part | undefined;
  /** A branch of `allOf`; `undefined` leaves it out. */
  branch(schema: JsonSchema, index: number): Part | undefined;
}

/**
 * The schemas that a schema object applies to its own value in any case: what `$ref`, `$dynamicRef` and `allOf` say
 * (2020-12 Core 8.2.3, 10.2.1.1). This is the only reading of a conjunction: who folds facts over its parts calls it, one
 * level at a time, and guards against circles as it needs to.
 */
export function conjuncts<Part>(schema: JsonObject, steps: Steps<Part>): readonly Part[] {
  const { $ref, $dynamicRef, allOf } = schema;
  if ($ref === undefined && $dynamicRef === undefined && allOf === undefined) return [];
  const parts: (Part | undefined)[] = [];
  if (typeof $ref === 'string') parts.push(steps.reference($ref, '$ref'));
  if (typeof $dynamicRef === 'string') parts.push(steps.reference($dynamicRef, '$dynamicRef'));
  if (Array.isArray(allOf))
    for (const [index, part] of allOf.entries()) parts.push(steps.branch(part, index));
  return parts.filter((part) => part !== undefined);
}
