import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { planCases } from '../../conformance/cases/plan-cases.ts';
import { createExercise, type Exercise } from '../../conformance/coverage/exercise.ts';
import { runSuite } from '../../conformance/engine/run-suite.ts';
import type { CasePlan, Finding } from '../../conformance/model.ts';
import { reportError } from '../cli/report-error.ts';
import { ExitCode, print, say } from '../cli/terminal.ts';
import { loadSubject, type Subject } from '../run/subject.ts';
import { openSuite } from '../run/suite.ts';

/** One way in which a server is broken, and the operations on which a finding counts; `*` stands for all. */
interface Fault {
  readonly id: string;
  readonly operations: readonly string[];
  readonly kind: string;
}

/** Rows of a Markdown table `| id | operations | what | kind |`. */
function readFaults(file: string): readonly Fault[] {
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
async function start(script: string, fault: string, port: number): Promise<ChildProcess> {
  const child = spawn(process.execPath, [script], {
    env: { ...process.env, FAULT: fault, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (child.stdout !== null) await once(child.stdout, 'data');
  return child;
}

interface Outcome {
  readonly findings: readonly Finding[];
  readonly requests: number;
  readonly exercise: Exercise;
  readonly verdicts: { readonly decided: number; readonly undetermined: number };
}

async function run(
  subject: Subject,
  plans: readonly CasePlan[],
  script: string,
  setting: { readonly fault: string; readonly seed: number; readonly base: string; readonly keyEnv: string },
  enough: (finding: Finding) => boolean,
): Promise<Outcome> {
  const port = await freePort();
  const server = await start(script, setting.fault, port);
  const { add, exercise } = createExercise(subject.contract);
  const findings: Finding[] = [];
  let requests = 0;
  let decided = 0;
  let undetermined = 0;
  try {
    const { parts } = openSuite(subject, {
      target: `http://127.0.0.1:${port}${setting.base}`,
      seed: setting.seed,
      keyEnv: setting.keyEnv,
    });
    for await (const event of runSuite({ ...parts, plans })) {
      add(event);
      if (event.event === 'exchange') requests++;
      if (event.event === 'verdict') {
        if (event.verdict.kind === 'undetermined') undetermined++;
        else if (event.verdict.kind !== 'notApplicable') decided++;
      }
      if (event.event !== 'failure') continue;
      findings.push(event.finding);
      if (enough(event.finding)) break;
    }
    await parts.transport.close();
  } finally {
    server.kill();
  }
  return { findings, requests, exercise: exercise(), verdicts: { decided, undetermined } };
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
  const subject = await loadSubject(document);
  const keyEnv = option('--key-env', 'API_KEY');
  process.env[keyEnv] ??= 'shop-key-1';
  const base = option('--base', '');
  const seeds = option('--seeds', '1').split(',').map(Number);
  const plansOf = (seed: number): readonly CasePlan[] => planCases(subject.contract, { seed });
  const known = new Set<string>();
  let falseFindings = 0;
  for (const seed of ids.length > 0 ? [] : seeds) {
    const outcome = await run(
      subject,
      plansOf(seed),
      script,
      { fault: 'none', seed, base, keyEnv },
      () => false,
    );
    falseFindings += outcome.findings.length;
    for (const { fingerprint, operationId, message } of outcome.findings) {
      known.add(fingerprint);
      print(`  false: ${operationId}: ${message}`);
    }
    const reached = [...outcome.exercise.operations].filter(([, { accepted }]) => accepted > 0).length;
    const { decided, undetermined } = outcome.verdicts;
    print(
      `correct, seed ${seed}: ${outcome.findings.length} findings, ${outcome.requests} requests, ${reached} of ${outcome.exercise.operations.size} operations exercised, ${undetermined} of ${decided + undetermined} undetermined (${((100 * undetermined) / (decided + undetermined)).toFixed(1)} %)`,
    );
  }
  const faults = readFaults(table).filter(({ id }) => ids.length === 0 || ids.includes(id));
  const plans = plansOf(1);
  const byKind = new Map<string, { caught: number; of: number }>();
  const missed: string[] = [];
  for (const { id, operations, kind } of faults) {
    const counts = (finding: Finding): boolean =>
      !known.has(finding.fingerprint) &&
      (operations.includes('*') || operations.includes(finding.operationId));
    const { findings } = await run(subject, plans, script, { fault: id, seed: 1, base, keyEnv }, counts);
    const found = findings.find(counts);
    const sum = byKind.get(kind) ?? { caught: 0, of: 0 };
    byKind.set(kind, sum);
    sum.of++;
    if (found === undefined) missed.push(id);
    else sum.caught++;
    say(
      `${found === undefined ? '✗' : '✓'} ${id.padEnd(26)} ${found === undefined ? '' : `${found.check}: ${found.operationId}: ${found.message}`}`,
    );
  }
  for (const [kind, { caught, of }] of byKind) print(`  ${kind.padEnd(10)} ${caught}/${of}`);
  print(`  all        ${faults.length - missed.length}/${faults.length}`);
  if (missed.length > 0) print(`missed: ${missed.join(', ')}`);
  return missed.length + falseFindings > 0 ? ExitCode.findings : ExitCode.clean;
}

try {
  process.exitCode = await score(process.argv.slice(2));
} catch (cause) {
  process.exitCode = reportError(cause);
}
