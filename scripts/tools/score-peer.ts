import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { print } from '../cli/terminal.ts';
import type { FaultyServer } from './score-faults.ts';

/** Random values of each operation in a phase; the peer's own default is higher. */
const maxExamples = 20;
const phases = 'examples,coverage,fuzzing,stateful';

/** Schemathesis, where it is installed on this machine. */
export const peer = (): string | undefined =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'schemathesis'))
    .find((file) => existsSync(file));

/** What a peer made of a server. */
export interface PeerRun {
  /** Distinct failures, as it counts them. */
  readonly failures: number;
  /** Test cases that it sent. */
  readonly cases: number;
  /** Seconds of its process, user and system. */
  readonly cpu: number;
}

/**
 * Runs the peer against a server with one fault, or without, with the same credentials, and prints its command line. It is a
 * process of its own, so its CPU includes its start.
 */
export async function runPeer(file: string, server: FaultyServer, fault?: string): Promise<PeerRun> {
  const { url, close } = await server.start(fault);
  // It keeps what it finds in its working folder.
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-peer-'));
  try {
    const header = authHeader(server);
    const words = [
      'run',
      resolve(server.document),
      ...['--url', url],
      ...(header === undefined ? [] : ['--header', header.line]),
      ...['--phases', phases],
      ...['--max-examples', String(maxExamples)],
      ...['--seed', '1', '--generation-database', 'none', '--no-color'],
    ];
    const shown = words.map((word) => (word === header?.line ? header.shown : word));
    if (fault === undefined) print(`  schemathesis ${shown.map(quoted).join(' ')}`);
    const text = await output(folder, 'bash', ['-c', '"$@"; times', 'bash', file, ...words]);
    const times = [...text.matchAll(/(\d+)m([\d.]+)s/g)]
      .slice(-2)
      .map(([, m, s]) => Number(m) * 60 + Number(s));
    return {
      failures: sumIn(text, /(\d+) (?:unique )?failures?\b/),
      cases: sumIn(text, /(\d+) generated/),
      cpu: times.reduce((sum, each) => sum + each, 0),
    };
  } finally {
    await close();
    rmSync(folder, { recursive: true });
  }
}

/** Every so many faults the peer is tried on one: each run takes it seconds. */
const everyFault = 10;

/** Prints what the peer makes of the correct server and of some faults: found where it has more failures than on the correct one. */
export async function scorePeer(
  file: string,
  server: FaultyServer,
  faults: readonly string[],
): Promise<PeerRun & { readonly caught: number; readonly tried: number }> {
  const correct = await runPeer(file, server);
  const some = faults.filter((_, index) => index % everyFault === 0);
  let caught = 0;
  for (const fault of some) if ((await runPeer(file, server, fault)).failures > correct.failures) caught++;
  print(
    `  ${caught} of ${some.length} faults (every ${everyFault}th), ${correct.failures} failures on the correct server, ${correct.cases} cases, ${correct.cpu.toFixed(1)} s CPU, ${((1000 * correct.cpu) / Math.max(1, correct.cases)).toFixed(2)} ms a case, its start included`,
  );
  return { ...correct, caught, tried: some.length };
}

const sumIn = (text: string, pattern: RegExp): number => Number(pattern.exec(text)?.[1] ?? 0);

const quoted = (word: string): string => (/^[\w./:,=-]+$/.test(word) ? word : `'${word}'`);

/** The header that carries the key, and how it is printed. */
function authHeader({
  subject,
  keyEnv,
}: FaultyServer): { readonly line: string; readonly shown: string } | undefined {
  const [scheme] = subject.contract.securitySchemes.values();
  const name = scheme?.type === 'apiKey' && scheme.in === 'header' ? scheme.parameterName : 'Authorization';
  if (scheme === undefined || name === undefined) return undefined;
  const prefix = scheme.type === 'apiKey' ? '' : 'Bearer ';
  return { line: `${name}: ${prefix}${process.env[keyEnv] ?? ''}`, shown: `${name}: ${prefix}$${keyEnv}` };
}

function output(cwd: string, command: string, words: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(command, words, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (data) => {
        text += String(data);
      });
    child.on('close', () => resolve(text));
  });
}
