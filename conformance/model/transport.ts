import type { WireRequest, WireResponse } from '../../generator/wire/message.ts';

/** The callbacks of one request that gave the server a URL of ours. */
export interface Callbacks {
  /** In the order in which they arrived; their targets begin where the URL that was given begins. */
  readonly received: readonly WireRequest[];
  /** Milliseconds that were waited for the first one. */
  readonly waited: number;
  /** Whether any callback arrived in this run so far: the server reaches this machine. */
  readonly isReachable: boolean;
  /** The user says that this operation calls back. */
  readonly isExpected: boolean;
}

/** A response with its duration. */
export interface TimedResponse {
  readonly response: WireResponse;
  /** From the first byte sent to the last byte received. */
  readonly milliseconds: number;
  /** Absent where the request gave no URL of ours. */
  readonly callbacks?: Callbacks;
}

/** Sends a request and returns the response; throws TransportError when none arrives. */
export interface Transport {
  /** For reports and curl lines, e.g. `http://127.0.0.1:8080`. */
  readonly baseUrl: string;
  send(request: WireRequest): Promise<TimedResponse>;
  close(): Promise<void>;
}
