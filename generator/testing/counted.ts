import { afterAll, afterEach } from 'vitest';
import { figure } from './figure.ts';

/** Notes how many tests of this file pass as a figure of an issue; to be called once, at the top of a file. */
export function counted(issue: number, what: string, expected: string): void {
  let passed = 0;
  let all = 0;
  afterEach(({ task }) => {
    all++;
    if (task.result?.state !== 'fail' && (task.result?.errors ?? []).length === 0) passed++;
  });
  afterAll(() =>
    figure({ issue, what, expected, seen: `${passed} of ${all} tests`, ok: all > 0 && passed === all }),
  );
}
