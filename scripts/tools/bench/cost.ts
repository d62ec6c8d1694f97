import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../verify/run.ts';

/** What a command took of the machine: user and system time, and the most memory at once. */
export interface Cost {
  readonly cpuSeconds: number;
  readonly megabytes: number;
  readonly code: number | null;
  /** What it printed. */
  readonly output: string;
}

/**
 * Runs a Node command and measures it from within, as it ends. The median of some rounds by CPU time; arguments may
 * go by the round.
 */
export async function costOf(
  args: readonly string[] | ((round: number) => readonly string[]),
  cwd: string,
  rounds = 3,
  env: { readonly [name: string]: string } = {},
): Promise<Cost> {
  const hook = join(tmpdir(), `plumbline-cost-${process.pid}.cjs`);
  const file = join(tmpdir(), `plumbline-cost-${process.pid}.json`);
  writeFileSync(
    hook,
    `process.on('exit', () => require('fs').writeFileSync(${JSON.stringify(file)}, JSON.stringify(process.resourceUsage())));`,
  );
  const costs: Cost[] = [];
  try {
    for (let round = 0; round < rounds; round++) {
      const own = typeof args === 'function' ? args(round) : args;
      const { code, output } = await run(process.execPath, ['--require', hook, ...own], cwd, env);
      if (code === null || code > 1) throw new Error(`${own.join(' ')} ended with ${code}:\n${output}`);
      const usage = JSON.parse(readFileSync(file, 'utf8')) as NodeJS.ResourceUsage;
      costs.push({
        cpuSeconds: (usage.userCPUTime + usage.systemCPUTime) / 1e6,
        megabytes: usage.maxRSS / 1024,
        code,
        output,
      });
    }
  } finally {
    rmSync(hook, { force: true });
    rmSync(file, { force: true });
  }
  costs.sort((left, right) => left.cpuSeconds - right.cpuSeconds);
  const middle = costs[Math.floor(costs.length / 2)];
  if (middle === undefined) throw new Error('no round was run');
  return middle;
}
