import type { Contract, Operation, SchemaUse } from '../../../generator/contract/model.ts';
import type { Validate } from '../../validate.ts';
import type { Items } from './items.ts';
import type { Responses } from './responses.ts';
import type { createViews } from './views.ts';

/** What the operations of a store share. */
export interface StoreParts {
  readonly contract: Contract;
  readonly lenient: boolean;
  readonly items: Items;
  readonly responses: Responses;
  readonly views: ReturnType<typeof createViews>;
  readonly validate: Validate;
  sample(use: SchemaUse, seed: number): unknown;
  /** The document's examples of an operation's successful response. */
  examples(operation: Operation): readonly unknown[];
}
