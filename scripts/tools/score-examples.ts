import { type Example, examples } from '../../conformance/examples/index.ts';
import { figure } from '../../generator/testing/figure.ts';
import { print } from '../cli/terminal.ts';
import { loadSubject } from '../run/subject.ts';
import { shop } from './external-server.ts';
import { type FaultyServer, type Score, type ServerFault, scoreFaults } from './score-faults.ts';
import { peer, scorePeer } from './score-peer.ts';

const keyEnv = 'PLUMBLINE_EXAMPLE_KEY';

/** An example as a server that the suite runs against. */
export async function serverOf(example: Example): Promise<FaultyServer> {
  return {
    subject: await loadSubject(example.document),
    keyEnv,
    document: example.document,
    start(altered) {
      // The examples take turns with one variable.
      process.env[keyEnv] = example.key;
      return example.listen(altered === undefined ? {} : { altered });
    },
  };
}

/** An API beside the first one: its server and its faults. */
interface Api {
  readonly name: string;
  readonly server: FaultyServer;
  readonly faults: readonly ServerFault[];
}

/** The example APIs, and the shop where it is present. */
export async function apis(): Promise<readonly Api[]> {
  const own: Api[] = [];
  for (const example of examples)
    own.push({
      name: example.name,
      server: await serverOf(example),
      faults: Object.entries(example.faults).map(([id, { kind }]) => ({ id, kind, operations: ['*'] })),
    });
  const found = await shop();
  return found === undefined ? own : [...own, { name: 'shop', ...found }];
}

/**
 * Prints the scores of the example APIs and of the shop where it is present, of all faults or of those named (`library:open-list`);
 * with `isBesidePeer` a peer beside each, where one is installed.
 */
export async function scoreExamples(
  wanted: readonly string[],
  isBesidePeer: boolean,
): Promise<readonly Score[]> {
  const scores: (Score & { readonly name: string })[] = [];
  const file = isBesidePeer ? peer() : undefined;
  for (const { name, server, faults: all } of await apis()) {
    const faults = all.filter(({ id }) => wanted.length === 0 || wanted.includes(`${name}:${id}`));
    if (faults.length === 0) continue;
    print(`\n${name}`);
    scores.push({ name, ...(await scoreFaults(server, faults, wanted.length === 0 ? [1, 2, 3] : [])) });
    if (file !== undefined)
      await scorePeer(
        file,
        server,
        faults.map(({ id }) => id),
      );
  }
  if (isBesidePeer && file === undefined) print('\nno peer: schemathesis is not in PATH');
  if (wanted.length > 0) return scores;
  const ofExamples = scores.filter(({ name }) => name !== 'shop');
  const sum = (of: (score: Score) => number): number =>
    ofExamples.reduce((total, score) => total + of(score), 0);
  note('the example APIs', 110 / 120, 'at least 92 % (110 of 120), 0', {
    caught: sum(({ caught }) => caught),
    total: sum(({ total }) => total),
    falseFindings: sum(({ falseFindings }) => falseFindings),
  });
  const ofShop = scores.find(({ name }) => name === 'shop');
  if (ofShop !== undefined) note('the shop', 73 / 81, 'at least 73 of 81, 0', ofShop);
  return scores;
}

function note(
  what: string,
  least: number,
  expected: string,
  { caught, total, falseFindings }: Pick<Score, 'caught' | 'total' | 'falseFindings'>,
): void {
  figure({
    issue: 24,
    what: `faults of ${what}, false findings on 3 seeds`,
    expected,
    seen: `${caught} of ${total}, ${falseFindings}`,
    ok: caught / total >= least && falseFindings === 0,
  });
}
