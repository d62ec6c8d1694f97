import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../run/config.ts';
import { packageRoot } from '../../run/package-info.ts';
import { run } from '../verify/run.ts';
import { answers, freePort, installed, serve } from './tools.ts';

/** Requests a second of one kind of request, ours and Prism's, measured one after the other. */
export interface LoadRow {
  readonly request: string;
  readonly ours: number;
  readonly prism: number;
  /** The middle one of the ratios of each round. */
  readonly ratio: number;
}

const rounds = 3;
const seconds = 5;
const connections = 10;

const chat = { model: 'moonshot-v1-8k', messages: [{ role: 'user', content: 'Hello' }] };

const kinds: readonly { readonly request: string; readonly args: readonly string[] }[] = [
  { request: 'GET /v1/models', args: [] },
  {
    request: 'POST /v1/chat/completions',
    args: ['-m', 'POST', '-H', 'content-type: application/json', '-b', JSON.stringify(chat)],
  },
];

/** `plumbline mock` and Prism serve the configured document; autocannon loads both in turn, at concurrency 10. */
export async function benchMock(): Promise<readonly LoadRow[]> {
  const document = (await loadConfig(packageRoot))?.document;
  if (document === undefined) throw new Error('no configuration here');
  const bin = await installed();
  const [ourPort, prismPort] = [await freePort(), await freePort()];
  const ours = serve(
    process.execPath,
    ['--import', 'tsx', join(packageRoot, 'scripts/plumbline.ts'), 'mock', '--port', String(ourPort)],
    packageRoot,
  );
  const prism = serve(join(bin, 'prism'), ['mock', '--port', String(prismPort), document], tmpdir());
  try {
    for (const port of [ourPort, prismPort]) await answers(port);
    const rows: LoadRow[] = [];
    for (const { request, args } of kinds) {
      const pairs: (readonly [number, number])[] = [];
      for (let round = 0; round <= rounds; round++) {
        const pair = [
          await perSecond(bin, ourPort, request, args),
          await perSecond(bin, prismPort, request, args),
        ] as const;
        // The first round warms both up.
        if (round > 0) pairs.push(pair);
      }
      const middle = (list: readonly number[]): number =>
        [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0;
      rows.push({
        request,
        ours: middle(pairs.map(([mine]) => mine)),
        prism: middle(pairs.map(([, theirs]) => theirs)),
        ratio: middle(pairs.map(([mine, theirs]) => mine / theirs)),
      });
    }
    return rows;
  } finally {
    ours.kill('SIGINT');
    prism.kill('SIGINT');
  }
}

export const formatLoadRows = (rows: readonly LoadRow[]): string =>
  [
    'request                       ours/s  Prism/s  ratio',
    ...rows.map(
      ({ request, ours, prism, ratio }) =>
        `${request.padEnd(27)}  ${ours.toFixed(0).padStart(7)}  ${prism.toFixed(0).padStart(7)}  ${ratio.toFixed(1).padStart(5)}`,
    ),
  ].join('\n');

async function perSecond(
  bin: string,
  port: number,
  request: string,
  args: readonly string[],
): Promise<number> {
  const path = request.slice(request.indexOf(' ') + 1);
  const { code, output } = await run(
    join(bin, 'autocannon'),
    [
      ...['-j', '-c', String(connections), '-d', String(seconds), '-H', 'authorization: Bearer k'],
      ...[...args, `http://127.0.0.1:${port}${path}`],
    ],
    tmpdir(),
  );
  const line = output.split('\n').find((each) => each.startsWith('{'));
  if (code !== 0 || line === undefined) throw new Error(`autocannon failed:\n${output}`);
  const { requests, non2xx } = JSON.parse(line) as { requests: { average: number }; non2xx: number };
  if (non2xx > 0) throw new Error(`${non2xx} responses to ${request} at port ${port} were not successful`);
  return requests.average;
}
