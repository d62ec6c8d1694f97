import type { Contract } from '../../generator/contract/model.ts';
import type { Arguments } from '../../generator/wire/message.ts';
import type { Behaviour, Rule } from '../model.ts';
import type { Validate } from '../validate.ts';
import type { RepeatedKeys } from './repeated-keys.ts';
import type { ResponseHeaders } from './response-headers.ts';
import type { Responses } from './responses.ts';
import type { createRouter } from './router.ts';
import type { Store } from './store/store.ts';
import type { World } from './world.ts';

/** The parts that respond to requests. */
export interface ResponderParts {
  readonly contract: Contract;
  readonly seed: number;
  readonly key: string | undefined;
  readonly rules: readonly Rule[];
  readonly maxBodyBytes: number;
  readonly behaviours: readonly Behaviour[];
  readonly validate: Validate;
  readonly responses: Responses;
  readonly store: Store;
  readonly repeatedKeys: RepeatedKeys;
  readonly headers: ResponseHeaders;
  /** Whether requests are validated. */
  readonly isValidating: boolean;
  readonly world: World;
  readonly route: ReturnType<typeof createRouter>;
  /** By operationId: the last call of an operation with callbacks. */
  readonly calls: Map<string, Arguments>;
}
