import type { CasePlan, SuiteEvent } from '../../conformance/model.ts';
import { oneLine } from '../../generator/json/safe-text.ts';
import { paletteFor, screenText } from './terminal.ts';

/** One line on stderr with the progress of a run; silent where stderr is not a terminal. */
export function createProgress(
  plans: readonly CasePlan[],
  quiet: boolean,
): { show(event: SuiteEvent): void; clear(): void } {
  const { stderr } = process;
  if (quiet || stderr.isTTY !== true) return { show() {}, clear() {} };
  const { dim, red } = paletteFor(stderr);
  const operations = [...new Set(plans.map(({ operationId }) => operationId))];
  const seen = new Set<string>();
  const started = performance.now();
  let requests = 0;
  let failures = 0;
  let last = 0;
  return {
    show(event) {
      if (event.event === 'failure') failures++;
      if (event.event !== 'exchange') return;
      requests++;
      seen.add(event.exchange.testCase.id);
      const now = performance.now();
      if (now - last < 80) return;
      last = now;
      const { operationId, discriminatorValue = '' } = event.exchange.testCase;
      const found = failures === 0 ? '' : red(`  ${failures} found`);
      const position = operations.indexOf(operationId);
      const left = timeLeft(now - started, position, operations.length);
      const line = `operation ${position + 1} of ${operations.length}  ${seen.size} cases  ${requests} requests${left}  ${dim(oneLine(`${operationId} ${discriminatorValue}`))}${found}`;
      stderr.write(`\r\u001b[2K${screenText(line)}`);
    },
    clear() {
      if (last > 0) stderr.write('\r\u001b[2K');
    },
  };
}

/** What is left at the speed so far, once that says something: `  about 3 min left`. */
export function timeLeft(elapsed: number, done: number, all: number): string {
  if (done < 1 || elapsed < 3000) return '';
  const seconds = Math.ceil(((elapsed / done) * (all - done)) / 1000);
  return seconds < 90 ? `  about ${seconds} s left` : `  about ${Math.ceil(seconds / 60)} min left`;
}
