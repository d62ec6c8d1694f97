import type { ClientOptions, Credential } from './config.js';

/** What the client needs to know of an operation; plain data. */
export interface Operation {
  readonly id: string;
  /** In capitals: `GET`, `POST`, ... */
  readonly method: string;
  /** The template, e.g. `/pets/{petId}`. */
  readonly path: string;
  /** Requested media type; absent: JSON. */
  readonly accept?: string;
  /** Names of security schemes: the inner ones are needed together, one of the outer suffices. Absent: as the API. */
  readonly security?: readonly (readonly string[])[];
  /** Header that carries a key under which repeated requests count once. */
  readonly idempotencyHeader?: string;
  /** Data of the event that ends a stream. */
  readonly streamEnd?: string;
  /** What an item of a stream is where it is not JSON: the data of an event, or the whole event. */
  readonly streamReads?: 'text' | 'event';
  /** Where this operation lives, when it is not where the API lives. */
  readonly baseUrl?: string;
}

/** How a credential travels. */
export interface SecurityScheme {
  /** Environment variable that holds the credential. */
  readonly env: string;
  apply(key: string, request: { readonly headers: Headers; readonly query: URLSearchParams }): void;
}

/**
 * What an operation needs, of what the options or the environment have; throws a ConfigurationError. With `any` what
 * they have, where some operations need nothing.
 */
export type Credentials = (
  options: ClientOptions,
  security?: 'any' | readonly (readonly string[])[],
) => readonly (readonly [SecurityScheme, Credential])[];

/** What the client needs to know of an API. */
export interface ApiDefinition {
  readonly userAgent: string;
  readonly baseUrl?: string;
  /** Environment variable of the base URL. */
  readonly baseUrlEnv: string;
  readonly credentials: Credentials;
  /** Response headers that carry a request id, first present wins. */
  readonly requestIdHeaders: readonly string[];
  /** Values of `error.type` or `error.code` that are not worth a second try. */
  readonly neverRetry: readonly string[];
}
