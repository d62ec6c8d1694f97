import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { figure } from '../../../generator/testing/figure.ts';
import { say } from '../../cli/terminal.ts';
import { packageRoot } from '../../run/package-info.ts';
import { apis } from '../score-examples.ts';
import { peer, runPeer } from '../score-peer.ts';
import { costOf } from './cost.ts';

/** What one process took, and how many requests it sent. */
interface Sent {
  readonly cpuSeconds: number;
  readonly requests: number;
}

/** A run of both against one server. */
export interface ConformRow {
  readonly name: string;
  readonly ours: Sent;
  readonly peer: Sent;
}

/** What the issue asks for. */
const most = 0.25;
const rounds = 3;

/**
 * `plumbline conform` beside Schemathesis: user and system time of the whole process by the requests that it sent, against the
 * same correct server, which is a process of its own; both in a folder without settings. The medians of three alternating runs.
 */
export async function benchConformPeer(): Promise<readonly ConformRow[]> {
  const command = join(packageRoot, 'dist/scripts/plumbline.js');
  const file = peer();
  const missing = [
    ...(existsSync(command) ? [] : ['npm run build']),
    ...(file === undefined ? ['schemathesis in PATH'] : []),
  ];
  if (missing.length > 0 || file === undefined) {
    say(`skipped: conform beside Schemathesis needs ${missing.join(', ')}`);
    return [];
  }
  const rows: ConformRow[] = [];
  for (const { name, server } of await apis()) {
    const ours: Sent[] = [];
    const theirs: Sent[] = [];
    for (let round = 0; round < rounds; round++) {
      const { url, close } = await server.start(undefined);
      try {
        const words = ['conform', resolve(server.document), '--target', url, '--key-env', server.keyEnv];
        const { cpuSeconds, output } = await costOf([command, ...words], tmpdir(), 1);
        ours.push({ cpuSeconds, requests: Number(/([\d,]+) requests/.exec(output)?.[1]?.replace(',', '')) });
      } finally {
        await close();
      }
      const { cpu, cases } = await runPeer(file, server);
      theirs.push({ cpuSeconds: cpu, requests: cases });
    }
    const row = { name, ours: median(ours), peer: median(theirs) };
    rows.push(row);
    figure({
      issue: 24,
      what: `CPU a request beside Schemathesis, ${name}`,
      expected: `at most ${most} times`,
      seen: ratio(row).toFixed(2),
      ok: ratio(row) <= most,
    });
  }
  return rows;
}

const each = ({ cpuSeconds, requests }: Sent): number => cpuSeconds / requests;
const ratio = ({ ours, peer: other }: ConformRow): number => each(ours) / each(other);
const median = (runs: readonly Sent[]): Sent =>
  runs.toSorted((a, b) => each(a) - each(b))[Math.floor(runs.length / 2)] ?? { cpuSeconds: 0, requests: 0 };

/** The rows as a table. */
export const formatConformRows = (rows: readonly ConformRow[]): string =>
  [
    'API            ours s  requests   ms each  peer s  requests   ms each  ratio',
    ...rows.map((row) =>
      [row.name.padEnd(12), ...cells(row.ours), ...cells(row.peer), ratio(row).toFixed(2)].join('  '),
    ),
  ].join('\n');

const cells = (sent: Sent): readonly string[] => [
  sent.cpuSeconds.toFixed(2).padStart(6),
  String(sent.requests).padStart(8),
  (1000 * each(sent)).toFixed(2).padStart(8),
];
