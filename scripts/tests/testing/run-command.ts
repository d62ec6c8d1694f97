import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What became of a command. */
export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
  /** The most memory that the process held at once. */
  readonly megabytes: number;
}

const command = fileURLToPath(new URL('../../plumbline.ts', import.meta.url));
const tsx = import.meta.resolve('tsx');
/** Prints the most memory that was held, in KiB, as the last line of stderr. */
const meter = `data:text/javascript,process.on('exit',()=>console.error('maxRSS '+process.resourceUsage().maxRSS))`;

/** Runs the command in a process of its own. */
export function runCommand(
  words: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  const started = performance.now();
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--import', tsx, '--import', meter, command, ...words], {
      cwd,
      env: { ...process.env, NO_COLOR: '1', ...env },
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (data) => {
      stdout += data;
    });
    child.stderr.on('data', (data) => {
      stderr += data;
    });
    child.on('close', (code) =>
      resolve({
        code,
        stdout,
        stderr: stderr.replace(/maxRSS \d+\n$/, ''),
        seconds: (performance.now() - started) / 1000,
        megabytes: Number(/maxRSS (\d+)\n$/.exec(stderr)?.[1] ?? Number.NaN) / 1024,
      }),
    );
  });
}
