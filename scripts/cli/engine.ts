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
  const flag = later[process.versions.node.split('.')[0] ?? ''];
  // Other engines that run Node programs have neither these flags nor this version of V8.
  if (flag === undefined || 'bun' in process.versions) return;
  setFlagsFromString(flag);
  setFlagsFromString('--heap-growing-percent=100');
}
