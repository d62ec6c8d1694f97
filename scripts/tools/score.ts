import { writeFile } from 'node:fs/promises';
import { planCases } from '../../conformance/cases/plan-cases.ts';
import { runSuite } from '../../conformance/engine/run-suite.ts';
import type { CasePlan, Finding, Mutant, MutantBasis } from '../../conformance/model.ts';
import { figure } from '../../generator/testing/figure.ts';
import { reportError } from '../cli/report-error.ts';
import { ExitCode, paletteFor, print, say } from '../cli/terminal.ts';
import { loadSubject, type Subject } from '../run/subject.ts';
import { openSuite } from '../run/suite.ts';
import { scoreExamples } from './score-examples.ts';

/** What became of one mutant. */
interface Outcome {
  readonly id: string;
  readonly basis: MutantBasis;
  readonly caught: boolean;
  /** The check that caught it, or the checks that found something else. */
  readonly by: readonly string[];
  readonly requests: number;
  readonly seconds: number;
}

const planned = new Map<number, readonly CasePlan[]>();

/** Plans depend on nothing that a run changes, so mutants share them. */
function plansOf({ contract, config }: Subject, seed: number, include: readonly string[] | undefined) {
  const plans = planned.get(seed) ?? planCases(contract, { seed, rules: config?.rules ?? [] });
  planned.set(seed, plans);
  return plans.filter(({ operationId }) => include?.includes(operationId) ?? true);
}

/** A run against the mock; ends at the first finding for which `enough` is true. */
async function run(
  subject: Subject,
  seed: number,
  mutant: Mutant | undefined,
  enough: (finding: Finding) => boolean,
) {
  const started = performance.now();
  const { parts } = openSuite(subject, {
    target: 'mock',
    seed,
    ...(mutant === undefined ? {} : { fault: [mutant.id] }),
  });
  const include =
    mutant?.operations === undefined || mutant.operations.length > 8 ? undefined : mutant.operations;
  const findings: Finding[] = [];
  let requests = 0;
  for await (const event of runSuite({
    ...parts,
    plans: plansOf(subject, seed, include),
  })) {
    if (event.event === 'exchange') requests++;
    if (event.event !== 'failure') continue;
    findings.push(event.finding);
    if (enough(event.finding)) break;
  }
  return { findings, requests, seconds: (performance.now() - started) / 1000 };
}

/**
 * `npm run score [-- [--peer] id...]`: how good the suite is. Every mutant of the first API, every fault of the example APIs
 * (`library:put-forgotten`) and of the shop where it stands beside the repository, caught or not, by kind; the correct servers,
 * quiet or not; requests and CPU. `--peer`: Schemathesis beside it, where it is installed.
 */
async function score(words: readonly string[]): Promise<ExitCode> {
  const isBesidePeer = words.includes('--peer');
  const wanted = words.filter((word) => !word.startsWith('--'));
  const { green, red, bold, dim } = paletteFor(process.stdout);
  const subject = await loadSubject(undefined);
  const mutants = (subject.config?.mutants ?? []).filter(
    ({ id }) => wanted.length === 0 || wanted.includes(id),
  );
  const outcomes: Outcome[] = [];
  const before = process.cpuUsage();
  for (const mutant of mutants) {
    const named = ({ check }: Finding): boolean => mutant.caughtBy.includes(check);
    const { findings, requests, seconds } = await run(subject, 1, mutant, named);
    const caught = findings.some(named);
    const by = [...new Set(findings.map(({ check }) => check))];
    outcomes.push({ id: mutant.id, basis: mutant.basis, caught, by, requests, seconds });
    say(
      `${caught ? green('✓') : red('✗')} ${mutant.id.padEnd(20)} ${dim(`${mutant.title}: ${by.join(', ') || 'nothing found'}`)}`,
    );
  }
  const correct = [];
  for (const seed of wanted.length === 0 ? [1, 2, 3] : [])
    correct.push({ seed, ...(await run(subject, seed, undefined, () => false)) });
  print(bold('\ncaught by class'));
  for (const basis of ['schema', 'http', 'relation', 'prose', 'sequence'] as const) {
    const own = outcomes.filter((outcome) => outcome.basis === basis);
    if (own.length === 0) continue;
    const caughtCount = own.filter(({ caught }) => caught).length;
    print(`  ${basis.padEnd(10)} ${caughtCount}/${own.length}`);
    figure({
      issue: 8,
      what: `mutants caught, class ${basis}`,
      expected: 'at least 97 %',
      seen: `${caughtCount} of ${own.length}`,
      ok: caughtCount / own.length >= 0.97,
    });
  }
  const caught = outcomes.filter((outcome) => outcome.caught).length;
  print(`  ${'all'.padEnd(10)} ${caught}/${outcomes.length}`);
  const cpu = process.cpuUsage(before);
  const allRequests = [...outcomes, ...correct].reduce((sum, { requests }) => sum + requests, 0);
  if (allRequests > 0)
    print(
      `${allRequests} requests, ${((cpu.user + cpu.system) / 1_000_000).toFixed(1)} s CPU, the mock included`,
    );
  for (const { seed, findings, requests, seconds } of correct) {
    print(
      `correct server, seed ${seed}: ${findings.length} findings, ${requests} requests, ${seconds.toFixed(1)} s`,
    );
    figure({
      issue: 8,
      what: `false findings on the correct server, seed ${seed}`,
      expected: '0, at most 2,400 requests, under 8 s',
      seen: `${findings.length}, ${requests} requests, ${seconds.toFixed(1)} s`,
      ok: findings.length === 0 && requests <= 2400 && seconds < 8,
    });
  }
  const missed = outcomes.filter((outcome) => !outcome.caught);
  if (missed.length > 0) print(red(`missed: ${missed.map(({ id }) => id).join(', ')}`));
  const falseFindings = correct.reduce((sum, { findings }) => sum + findings.length, 0);
  const path = process.env['PLUMBLINE_SCORE_JSON'];
  if (path !== undefined) {
    const runs = correct.map(({ seed, findings, requests, seconds }) => ({
      seed,
      findings: findings.length,
      requests,
      seconds,
    }));
    await writeFile(
      path,
      `${JSON.stringify({ caught, total: outcomes.length, falseFindings, outcomes, correct: runs }, null, 2)}\n`,
    );
  }
  const others = await scoreExamples(wanted, isBesidePeer);
  const isAllCaught = others.every((each) => each.missed.length + each.falseFindings === 0);
  return missed.length + falseFindings > 0 || !isAllCaught ? ExitCode.findings : ExitCode.clean;
}

try {
  process.exitCode = await score(process.argv.slice(2));
} catch (cause) {
  process.exitCode = reportError(cause);
}
