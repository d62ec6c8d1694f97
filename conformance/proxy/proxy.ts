import type { SuiteEvent } from '../model.ts';
import { type Forwarding, forward } from './forward.ts';
import type { Passed } from './forward-call.ts';
import { createJudge, type JudgeParts } from './judge.ts';

export interface ProxyOptions {
  readonly parts: JudgeParts;
  readonly target: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** See `forward`. */
  readonly timeout?: number;
  readonly maxBody?: number;
  readonly headers?: readonly (readonly [name: string, value: string])[];
  /** Called with a key before any event of the call that carried it. */
  onKey(key: string): void;
  /** Called for each call before its verdicts. */
  onPassed(id: number, passed: Passed): void;
  onEvent(event: SuiteEvent): void;
}

/** What a proxy did. */
export interface ProxyCounts {
  /** Calls to operations that the contract does not have: forwarded, not judged. */
  readonly unknown: number;
  /** The same by method and path, without ids. */
  readonly undocumented: ReadonlyMap<string, number>;
  /** Calls that could not be judged, by reason. */
  readonly lost: ReadonlyMap<string, number>;
}

/** A listening proxy that judges. */
export interface JudgingProxy extends Pick<Forwarding, 'url' | 'isLoop'> {
  /** Resolves when everything that was forwarded is judged. */
  judged(): Promise<void>;
  counts(): ProxyCounts;
  /** Stops, judges the remaining calls, and runs the checks over the whole run. */
  close(): Promise<void>;
}

/** Traffic has priority: judging waits at most this many milliseconds for a quiet moment. */
const patience = 10_000;

/** Most bytes that wait to be judged; further calls are forwarded and not judged. */
const mostWaiting = 128 * 1024 * 1024;

/** Stands between clients and one server, and judges the traffic without changing it. */
export async function openProxy(options: ProxyOptions): Promise<JudgingProxy> {
  const { parts, target, port, timeout, maxBody, headers, onKey, onPassed, onEvent } = options;
  const judge = createJudge(parts, target);
  const lost = new Map<string, number>();
  const lose = (reason: string): void => void lost.set(reason, (lost.get(reason) ?? 0) + 1);
  const queue: { readonly passed: Passed; readonly at: number }[] = [];
  let bytes = 0;
  let id = 0;
  let working: Promise<void> | undefined;
  const forwarding = await forward({
    target,
    port,
    ...(timeout === undefined ? {} : { timeout }),
    ...(maxBody === undefined ? {} : { maxBody }),
    ...(headers === undefined ? {} : { headers }),
    onLost: lose,
    onPassed(passed) {
      const size = sizeOf(passed);
      if (bytes + size > mostWaiting) return lose('more than can be judged at this pace');
      bytes += size;
      queue.push({ passed, at: performance.now() });
      working ??= work();
    },
  });

  async function work(): Promise<void> {
    for (let next = queue[0]; next !== undefined; next = queue[0]) {
      if (forwarding.isBusy() && performance.now() - next.at < patience) {
        await pause();
        continue;
      }
      await turn();
      queue.shift();
      bytes -= sizeOf(next.passed);
      try {
        const events = await judge.judge(next.passed, onKey);
        onPassed(++id, next.passed);
        for (const event of events) onEvent(event);
      } catch (cause) {
        // Whatever fails in judging, the traffic continues.
        lose(`could not be judged: ${(cause as Error).message}`);
      }
    }
    working = undefined;
  }

  onEvent(judge.start());
  return {
    url: forwarding.url,
    isLoop: forwarding.isLoop,
    async judged() {
      while (working !== undefined) await working;
    },
    counts: () => ({ unknown: judge.unknown(), undocumented: judge.undocumented(), lost }),
    async close() {
      await forwarding.close();
      while (working !== undefined) await working;
      for (const event of judge.end()) onEvent(event);
    },
  };
}

const sizeOf = ({ request, response }: Passed): number =>
  (request.body?.byteLength ?? 0) + response.body.byteLength + 1024;

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));
