import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { reportError } from '../cli/report-error.ts';
import { ExitCode, say } from '../cli/terminal.ts';
import { loadSubject } from '../run/subject.ts';
import { type ServerFault, scoreFaults } from './score-faults.ts';

/** Rows of a Markdown table `| id | operations | what | kind |`. */
function readFaults(file: string): readonly ServerFault[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .filter((cells) => cells.length >= 6 && cells[1] !== 'id' && !/^-+$/.test(cells[1] ?? ''))
    .map(([, id = '', operations = '', , kind = '']) => ({ id, operations: operations.split(/\s+/), kind }));
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((done) => server.close(done));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Starts the server with one fault and waits until it says something. */
async function start(script: string, fault: string, base: string) {
  const port = await freePort();
  const child = spawn(process.execPath, [script], {
    env: { ...process.env, FAULT: fault, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (child.stdout !== null) await once(child.stdout, 'data');
  return {
    url: `http://127.0.0.1:${port}${base}`,
    close: async () => {
      child.kill();
    },
  };
}

/**
 * `tsx scripts/tools/score-servers.ts <document> <server.mjs> <faults.md> [--base /api] [--key-env NAME] [--seeds 1,2,3] [id...]`:
 * the correct server, quiet or not, and each fault of it, found or not.
 */
async function score(args: readonly string[]): Promise<ExitCode> {
  const option = (name: string, otherwise: string): string => {
    const index = args.indexOf(name);
    return index < 0 ? otherwise : (args[index + 1] ?? otherwise);
  };
  const plain = args.filter(
    (arg, index) => !arg.startsWith('--') && args[index - 1]?.startsWith('--') !== true,
  );
  const [document = '', script = '', table = '', ...ids] = plain;
  if (![document, script, table].every((file) => existsSync(file))) {
    say('the document, the server or the table of faults is not there: nothing to measure');
    return ExitCode.couldNotRun;
  }
  const keyEnv = option('--key-env', 'API_KEY');
  process.env[keyEnv] ??= 'shop-key-1';
  const base = option('--base', '');
  const { missed, falseFindings } = await scoreFaults(
    {
      subject: await loadSubject(document),
      keyEnv,
      start: (fault) => start(script, fault ?? 'none', base),
    },
    readFaults(table).filter(({ id }) => ids.length === 0 || ids.includes(id)),
    ids.length > 0 ? [] : option('--seeds', '1').split(',').map(Number),
  );
  return missed.length + falseFindings > 0 ? ExitCode.findings : ExitCode.clean;
}

try {
  process.exitCode = await score(process.argv.slice(2));
} catch (cause) {
  process.exitCode = reportError(cause);
}
