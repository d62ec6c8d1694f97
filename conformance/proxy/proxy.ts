import type { SuiteEvent } from '../model.ts';
import { type Forwarding, forward, type Passed } from './forward.ts';
import { createJudge, type JudgeParts } from './judge.ts';

export interface ProxyOptions {
  readonly parts: JudgeParts;
  readonly target: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** As `forward` has them. */
  readonly timeout?: number;
  readonly maxBody?: number;
  /** Hears of a key before anything of the call that carried it is told. */
  onKey(key: string): void;
  /** Hears of each call before its verdicts. */
  onPassed(id: number, passed: Passed): void;
  onEvent(event: SuiteEvent): void;
}

/** What a proxy did. */
export interface ProxyCounts {
  /** Calls that are no operation of the contract: passed on, not judged. */
  readonly unknown: number;
  /** The same by method and path, ids left out. */
  readonly undocumented: ReadonlyMap<string, number>;
  /** Calls that could not be judged, by reason. */
  readonly lost: ReadonlyMap<string, number>;
}

/** A proxy that listens and judges. */
export interface JudgingProxy extends Pick<Forwarding, 'url' | 'isLoop'> {
  /** Resolves when all that passed by is judged. */
  judged(): Promise<void>;
  counts(): ProxyCounts;
  /** Stops, judges what is left, asks the laws of whole runs. */
  close(): Promise<void>;
}

/** Traffic goes first: judging waits this many milliseconds at most until it is quiet. */
const patience = 10_000;

/** Most bytes that wait to be judged; what comes beyond is passed on and not judged. */
const mostWaiting = 128 * 1024 * 1024;

/** Sits between clients and one server, and judges what passes by without touching it. */
export async function openProxy(options: ProxyOptions): Promise<JudgingProxy> {
  const { parts, target, port, timeout, maxBody, onKey, onPassed, onEvent } = options;
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
        // Whatever is wrong with us, the traffic goes on.
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
