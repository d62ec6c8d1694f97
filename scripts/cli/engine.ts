import { setFlagsFromString } from 'node:v8';

/** When V8 gives a function to its last compiler, by Node's major version; an unknown flag would print a warning. */
const later: Readonly<Record<string, string>> = {
  20: '--interrupt-budget=400000',
  22: '--invocation-count-for-turbofan=40000',
  24: '--invocation-count-for-turbofan=40000',
};

/**
 * For verbs that end in seconds. V8 optimises for long runs, on threads of its own, which took a fifth of all CPU time of
 * `generate`: a higher threshold delays it, and hot functions still reach it. And it lets the
 * heap grow to four times of what is alive before it cleans up: twice is a third less memory on a large document, and
 * takes no more time.
 */
export function tuneForOneRun(): void {
  if (!delayOptimiser(later)) return;
  setFlagsFromString('--heap-growing-percent=100');
}

/** The same still later: a comparison looks at each part of two documents once, a run sends each request once, and little of it is ever hot. */
const latest: Readonly<Record<string, string>> = { ...later, 20: '--interrupt-budget=2000000' };

/**
 * For a comparison of two documents, which holds a third of the memory that its peers do: the heap grows as V8 would let it,
 * since cleaning up more often took a twentieth of all CPU time.
 */
export function tuneForComparison(): void {
  delayOptimiser(latest);
}

/** For a run of requests: its CPU time is a sixth less, and a run that sends many thousands still gets its hot functions optimised. */
export function tuneForRequests(): void {
  delayOptimiser(latest);
}

/** False where the engine has no such flag: another one that runs Node programs, or another version of V8. */
function delayOptimiser(flags: Readonly<Record<string, string>>): boolean {
  const flag = flags[process.versions.node.split('.')[0] ?? ''];
  if (flag === undefined || 'bun' in process.versions) return false;
  setFlagsFromString(flag);
  return true;
}
