import type { Operation } from '../../../generator/contract/model.ts';
import type { Arguments } from '../../../generator/wire/message.ts';
import type { Page } from './page.ts';

/** A call as the store sees it. */
export interface StoreCall {
  readonly operation: Operation;
  readonly call: Arguments;
  readonly request: Request;
  /** The body of the response without a store; `undefined` where the document has none. */
  readonly sampled: unknown;
  /** Samples another body. */
  again(attempt: number): unknown;
}

/** What the store makes of a response. */
export interface Settled {
  readonly value: unknown;
  /** The stored item that the response shows. */
  readonly item?: unknown;
  /** Of a created item: its path below the base path of the server. */
  readonly location?: string;
  /** An operation that usually changes items created it. */
  readonly isNew?: true;
  readonly page?: Page;
  readonly nextUrl?: string;
}

/** Why a call cannot be carried out with what is stored. */
export interface StoreRefusal {
  readonly kind: 'unknown-id' | 'unknown-reference' | 'conflict' | 'precondition' | 'not-modified';
  readonly status: number;
  readonly message: string;
}
