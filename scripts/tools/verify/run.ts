import { spawn } from 'node:child_process';

/** What a command did. */
export interface Ran {
  readonly code: number | null;
  /** stdout and stderr together. */
  readonly output: string;
  readonly seconds: number;
}

/** Runs a command to its end. The environment loses every key of ours, as a newcomer's machine has none. */
export function run(
  command: string,
  args: readonly string[],
  cwd: string,
  env: { readonly [name: string]: string } = {},
): Promise<Ran> {
  const started = performance.now();
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, NO_COLOR: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      output += chunk;
    });
    child.on('close', (code) => resolve({ code, output, seconds: (performance.now() - started) / 1000 }));
  });
}
