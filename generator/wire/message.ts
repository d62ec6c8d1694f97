/** What goes over the wire, and the arguments it is made of. Types only. */

/** A request as it goes over the wire. `target` is the raw request target: path and query, nothing normalised. */
export interface WireRequest {
  /** Upper case. */
  readonly method: string;
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: Uint8Array;
}

export interface WireResponse {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array;
}

/** A request body before it is encoded. */
export interface Payload {
  readonly contentType: string;
  readonly value: unknown;
}

/** The decoded arguments of one call. */
export interface Arguments {
  readonly path: { readonly [name: string]: unknown };
  readonly query: { readonly [name: string]: unknown };
  readonly header: { readonly [name: string]: unknown };
  readonly cookie: { readonly [name: string]: unknown };
  readonly body?: Payload;
}
