import type { SchemaNode } from './node.ts';

/** Two schemas for the same part of a message. */
export interface NodePair {
  readonly sender: SchemaNode;
  readonly receiver: SchemaNode;
}

/** How a rule compares subschemas; `isSure` where a value that only the sender's accepts is refused by the whole receiver. */
export type IncludesBelow = (
  sender: SchemaNode,
  receiver: SchemaNode,
  alone?: boolean,
  isSure?: boolean,
) => boolean;
