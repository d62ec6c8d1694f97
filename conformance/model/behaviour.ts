import type { Operation } from '../../generator/contract/model.ts';
import type { Arguments } from '../../generator/wire/message.ts';

/** A server as a function: the mock is one, and mutants wrap one. */
export type Handler = (request: Request) => Promise<Response>;

/** A call in the form that behaviours of the mock receive: routed and decoded. */
export interface MockCall {
  readonly operationId: string;
  readonly operation: Operation;
  /** For its headers; its body was read already. */
  readonly request: Request;
  readonly arguments: Arguments;
  /** The account, distinguished by key, whose state the call uses. */
  readonly account: string;
  /** Equal for equal requests to mocks of equal seeds. */
  readonly seed: number;
}

/** A response as plain data: the mock writes it without a Response object. */
export interface Reply {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: { readonly [name: string]: string };
  readonly body: string | Uint8Array | null;
}

/** What a mock offers to its behaviours. `POST /__mock/reset` clears all of its state. */
export interface MockWorld {
  /** Milliseconds since the epoch, by the clock of the mock, which can be moved. */
  now(): number;
  /** The state of that name for an account, created on first use. */
  state<State>(account: string, name: string, create: () => State): State;
  /** Sends a request to the mock itself. */
  send(request: Request): Promise<Response>;
  /** A 32-bit seed from a text and the seed of the mock. */
  seedOf(text: string): number;
  /** Counts up, from 1. */
  next(name: string): number;
  /** The requests of an account whose responses have not ended, the current one included. */
  inFlight(account: string): number;
  /** The mock accepts every request that the schemas accept; behaviours refuse nothing. */
  readonly lenient: boolean;
}

/** What a mock refuses by itself; a behaviour's `error` writes it in the shape of the API. */
export interface MockError {
  readonly kind:
    | 'no-credentials'
    | 'wrong-credentials'
    | 'no-operation'
    | 'wrong-method'
    | 'unreadable'
    | 'invalid'
    | 'unknown-id';
  readonly status: number;
  readonly message: string;
  readonly operationId?: string;
  /** The unknown id. */
  readonly id?: string;
  readonly request: Request;
}

/** What the mock of one API does beyond its schemas: remembers, computes, refuses with reasons. */
export interface Behaviour {
  readonly id: string;
  readonly appliesTo: readonly string[];
  /** The JSON body to validate, where the API accepts more than its document. */
  relax?(body: unknown, world: MockWorld): unknown;
  /** A refusal that no body could prevent, such as a rate limit; called before all others, in a lenient mock too. */
  admit?(call: MockCall, world: MockWorld): Response | Reply | undefined;
  /** A refusal in the shape of the API, before validation, so the body may be anything. Not called in a lenient mock. */
  refuse?(call: MockCall, world: MockWorld): Response | Reply | undefined;
  /** Responds to a valid call; the generic mock responds where this returns `undefined`. */
  respond?(
    call: MockCall,
    world: MockWorld,
  ): Response | Reply | undefined | Promise<Response | Reply | undefined>;
  /** The body of an error that the generic mock found, in the shape of the API. */
  error?(error: MockError): unknown;
  /** Faults of this API, by name: a response to send instead, or a change of the JSON of each response and event. */
  readonly faults?: {
    readonly [name: string]: {
      readonly title: string;
      respond?(): Response | Reply;
      alter?(body: Readonly<Record<string, unknown>>): unknown;
    };
  };
  /** Client code for the start page: name to code, in which `{url}` is the address of the mock. */
  readonly clients?: { readonly [name: string]: string };
  /** Headers of every response. */
  headers?(call: Pick<MockCall, 'seed'>): { readonly [name: string]: string };
  /** Handles `/__mock/<name>`: a control of this API, with the JSON that was sent. */
  readonly controls?: {
    readonly [name: string]: {
      readonly title: string;
      apply(body: Readonly<Record<string, unknown>>, account: string, world: MockWorld): unknown;
    };
  };
}
