import { type Example, examples } from '../../conformance/examples/index.ts';
import { figure } from '../../generator/testing/figure.ts';
import { print } from '../cli/terminal.ts';
import { loadSubject } from '../run/subject.ts';
import { type FaultyServer, type Score, scoreFaults } from './score-faults.ts';

const keyEnv = 'PLUMBLINE_EXAMPLE_KEY';

/** An example as a server that the suite runs against. */
export async function serverOf(example: Example): Promise<FaultyServer> {
  process.env[keyEnv] = example.key;
  return {
    subject: await loadSubject(example.document),
    keyEnv,
    start: (altered) => example.listen(altered === undefined ? {} : { altered }),
  };
}

/** Prints the scores of the example APIs, all faults or those named. */
export async function scoreExamples(wanted: readonly string[]): Promise<readonly Score[]> {
  const scores: Score[] = [];
  for (const example of examples) {
    const faults = Object.entries(example.faults)
      .filter(([id]) => wanted.length === 0 || wanted.includes(`${example.name}:${id}`))
      .map(([id, { kind }]) => ({ id, kind, operations: ['*'] }));
    if (faults.length === 0) continue;
    print(`\n${example.name}`);
    scores.push(await scoreFaults(await serverOf(example), faults, wanted.length === 0 ? [1, 2, 3] : []));
  }
  const sum = (of: (score: Score) => number): number => scores.reduce((all, score) => all + of(score), 0);
  if (wanted.length === 0)
    figure({
      issue: 24,
      what: 'faults of the example APIs, false findings on 3 seeds',
      expected: 'at least 92 % (110 of 120), 0',
      seen: `${sum(({ caught }) => caught)} of ${sum(({ total }) => total)}, ${sum(({ falseFindings }) => falseFindings)}`,
      ok:
        sum(({ caught }) => caught) / sum(({ total }) => total) >= 110 / 120 &&
        sum(({ falseFindings }) => falseFindings) === 0,
    });
  return scores;
}
