import { planCases } from '../../conformance/cases/plan-cases.ts';
import { createExercise, type Exercise } from '../../conformance/coverage/exercise.ts';
import { runSuite } from '../../conformance/engine/run-suite.ts';
import type { CasePlan, Finding } from '../../conformance/model.ts';
import { print, say } from '../cli/terminal.ts';
import type { Subject } from '../run/subject.ts';
import { openSuite } from '../run/suite.ts';

/** One way in which a server is broken. */
export interface ServerFault {
  readonly id: string;
  readonly kind: string;
  /** The operations on which a finding counts; `*` stands for all. */
  readonly operations: readonly string[];
}

/** A server that can be started with one fault, or without. */
export interface FaultyServer {
  readonly subject: Subject;
  /** The environment variable that holds the key. */
  readonly keyEnv: string;
  /** The file of the document. */
  readonly document: string;
  /** Starts the server; the URL includes its base path. */
  start(fault: string | undefined): Promise<{ readonly url: string; close(): Promise<void> }>;
}

/** What became of a server and its faults. */
export interface Score {
  readonly caught: number;
  readonly total: number;
  readonly missed: readonly string[];
  /** Findings about the correct server, over all seeds. */
  readonly falseFindings: number;
  /** Over all runs. */
  readonly requests: number;
  /** Seconds of this process, user and system, over all runs; a server in this process included. */
  readonly cpu: number;
  readonly byKind: ReadonlyMap<string, { readonly caught: number; readonly of: number }>;
}

interface Outcome {
  readonly findings: readonly Finding[];
  readonly requests: number;
  readonly exercise: Exercise;
  readonly verdicts: { readonly decided: number; readonly undetermined: number };
}

/** Runs the suite against a server; ends at the first finding for which `enough` is true. */
export async function runAgainst(
  server: FaultyServer,
  plans: readonly CasePlan[],
  setting: { readonly fault?: string; readonly seed: number },
  enough: (finding: Finding) => boolean,
): Promise<Outcome> {
  const { url, close } = await server.start(setting.fault);
  const { add, exercise } = createExercise(server.subject.contract);
  const findings: Finding[] = [];
  let requests = 0;
  let decided = 0;
  let undetermined = 0;
  try {
    const { parts } = openSuite(server.subject, {
      target: url,
      seed: setting.seed,
      keyEnv: server.keyEnv,
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
    await close();
  }
  return { findings, requests, exercise: exercise(), verdicts: { decided, undetermined } };
}

/** Prints the correct server with each seed, quiet or not, and each fault of it, found or not. */
export async function scoreFaults(
  server: FaultyServer,
  faults: readonly ServerFault[],
  seeds: readonly number[],
): Promise<Score> {
  const { contract } = server.subject;
  const plansOf = (seed: number): readonly CasePlan[] =>
    planCases(contract, { seed, receivesCallbacks: true });
  const known = new Set<string>();
  let falseFindings = 0;
  let requests = 0;
  const before = process.cpuUsage();
  for (const seed of seeds) {
    const outcome = await runAgainst(server, plansOf(seed), { seed }, () => false);
    falseFindings += outcome.findings.length;
    requests += outcome.requests;
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
  const plans = plansOf(1);
  const byKind = new Map<string, { caught: number; of: number }>();
  const missed: string[] = [];
  for (const { id, operations, kind } of faults) {
    const counts = (finding: Finding): boolean =>
      !known.has(finding.fingerprint) &&
      (operations.includes('*') || operations.includes(finding.operationId));
    const outcome = await runAgainst(server, plans, { fault: id, seed: 1 }, counts);
    requests += outcome.requests;
    const found = outcome.findings.find(counts);
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
  const caught = faults.length - missed.length;
  print(`  all        ${caught}/${faults.length}`);
  if (missed.length > 0) print(`missed: ${missed.join(', ')}`);
  const { user, system } = process.cpuUsage(before);
  const cpu = (user + system) / 1_000_000;
  print(
    `${requests} requests, ${cpu.toFixed(1)} s CPU, ${((1000 * cpu) / Math.max(1, requests)).toFixed(2)} ms a request`,
  );
  return { caught, total: faults.length, missed, falseFindings, requests, cpu, byKind };
}
