import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What became of a command. */
export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
  /** Seconds of user and system time. */
  readonly cpu: number;
  /** The most memory that the process held at once. */
  readonly megabytes: number;
}

const command = fileURLToPath(new URL('../../plumbline.ts', import.meta.url));
const tsx = import.meta.resolve('tsx');
/** Prints the most memory that was held, in KiB, and the time used, in ms, as the last line of stderr. */
const meter = `data:text/javascript,process.on('exit',()=>{const{user,system}=process.cpuUsage();console.error('maxRSS '+process.resourceUsage().maxRSS+' cpu '+Math.round((user+system)/1000))})`;
const measured = /maxRSS (\d+) cpu (\d+)\n$/;

/** A command that runs in a process of its own. */
export interface Running {
  kill(signal: NodeJS.Signals): void;
  readonly ended: Promise<Ran>;
}

/** Starts the command, from its sources or another `entry` of node; `kill` reaches the process itself. */
export function startCommand(
  words: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
  entry: readonly string[] = ['--import', tsx, command],
): Running {
  const started = performance.now();
  const child = spawn(process.execPath, ['--import', meter, ...entry, ...words], {
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
  const ended = new Promise<Ran>((resolve) => {
    child.on('close', (code) => {
      const [, kibibytes, milliseconds] = measured.exec(stderr) ?? [];
      resolve({
        code,
        stdout,
        stderr: stderr.replace(measured, ''),
        seconds: (performance.now() - started) / 1000,
        cpu: Number(milliseconds) / 1000,
        megabytes: Number(kibibytes) / 1024,
      });
    });
  });
  return { kill: (signal) => void child.kill(signal), ended };
}

/** Runs the command in a process of its own. */
export const runCommand = (
  words: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Ran> => startCommand(words, cwd, env).ended;
