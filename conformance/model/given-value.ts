import type { Arbitrary } from 'fast-check';

/** What a function of the configuration knows of the value that it returns. */
export interface GivenContext {
  readonly operationId: string;
  /** `/body/customer/email`, `/query/from` */
  readonly place: string;
  /** 0, 1, 2, ...: no two calls of a run get the same number. */
  readonly index: number;
  readonly seed: number;
}

/** A value of the configuration: itself, each of a list in turn, what a function returns, or a sample of a fast-check arbitrary. */
export type GivenValue =
  | string
  | number
  | boolean
  | null
  | readonly unknown[]
  | { readonly [member: string]: unknown }
  | ((context: GivenContext) => unknown)
  | Arbitrary<unknown>;

/** Values that only the owner of an API can know: ids that exist, words that it accepts. The most specific one is sent. */
export interface GivenValues {
  /** By the name of a parameter or of a member of a body; sent where such a value is sent. No item of such an id is deleted. */
  readonly names?: Readonly<Record<string, GivenValue>>;
  /** The same for one operation: by name, or by the pointer of a member of the body (`/customer/id`). Sent in each of its requests. */
  readonly operations?: Readonly<Record<string, Readonly<Record<string, GivenValue>>>>;
  /** By the `format` of a schema. */
  readonly formats?: Readonly<Record<string, GivenValue>>;
}
