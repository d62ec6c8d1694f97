import type { WireRequest, WireResponse } from '../../generator/wire/message.ts';

/** A response with its duration. */
export interface TimedResponse {
  readonly response: WireResponse;
  /** From the first byte sent to the last byte received. */
  readonly milliseconds: number;
}

/** Sends a request and returns the response; throws TransportError when none arrives. */
export interface Transport {
  /** For reports and curl lines, e.g. `http://127.0.0.1:8080`. */
  readonly baseUrl: string;
  send(request: WireRequest): Promise<TimedResponse>;
  close(): Promise<void>;
}
