import type { JsonObject, JsonSchema } from '../json/types.ts';

/** Which annotation stays when both schemas have one. */
export type Annotations = 'first' | 'last';

/** Joins schemas into one that accepts exactly what all of them accept. */
export interface Merger {
  /** `undefined` where no single schema is proven to say the same: then both stay, side by side in `allOf`. */
  merge(first: JsonSchema, second: JsonSchema, annotations: Annotations): JsonSchema | undefined;
  /** The merged schema, or both in an `allOf`. */
  both(first: JsonSchema, second: JsonSchema): JsonSchema;
}

/** What a part of merging works on: the result being made, and where its keywords come from. */
export interface Joint {
  readonly first: JsonObject;
  readonly second: JsonObject;
  readonly merger: Merger;
  /** Writes a keyword of the result, read from one of the two. */
  take(keyword: string, value: unknown, from: JsonObject): void;
  /** Says where a place inside a keyword of the result was read. */
  place(tokens: readonly (string | number)[], from: JsonObject, ...there: readonly (string | number)[]): void;
  /** Leaves keywords of the second to stand beside the result. */
  leave(...keywords: readonly string[]): void;
  /** Gives a schema made here the place it stands for. */
  made<T extends JsonSchema>(schema: T, from: JsonObject, ...there: readonly (string | number)[]): T;
}
