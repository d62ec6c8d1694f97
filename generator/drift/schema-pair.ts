import type { SchemaNode } from '../containment/node.ts';
import type { Pointer } from '../json/types.ts';
import type { Polarity } from './change.ts';

/** A pair of schemas for the same part of a message. */
export interface SchemaPair {
  readonly base: Pointer;
  readonly head: Pointer;
  readonly polarity: Exclude<Polarity, 'none'>;
  /** `POST /pets request application/json`. */
  readonly where: string;
  readonly operation: string;
  /** Widens the schema of the receiver where two kinds of value have the same text on the wire (parameters). */
  adapt?(sender: SchemaNode, receiver: SchemaNode): readonly [SchemaNode, SchemaNode];
}
