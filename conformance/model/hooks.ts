import type { Contract } from '../../generator/contract/model.ts';
import type { WireRequest } from '../../generator/wire/message.ts';
import type { Summary } from './suite-event.ts';
import type { Exchange, TestCase } from './test-case.ts';

/**
 * Functions of a configuration that a run calls, each awaited. What they throw ends the run as "could not run". A replay, which
 * sends nothing, calls `beforeCase` only, so that its requests are those of the recording.
 */
export interface Hooks {
  /** Before the first request: create what the run needs. */
  beforeAll?(run: {
    readonly contract: Contract;
    readonly baseUrl: string;
    readonly seed: number;
  }): void | Promise<void>;
  /** Before each request, its key included. Returns the request to send in its place; nothing leaves it as it is. */
  beforeCase?(
    testCase: TestCase,
    request: WireRequest,
  ): WireRequest | undefined | Promise<WireRequest | undefined>;
  /** After each response, before it is judged. */
  afterResponse?(exchange: Exchange): void | Promise<void>;
  /** At the end, after the run deleted what it created; also after an interruption. */
  afterAll?(summary: Summary): void | Promise<void>;
}
