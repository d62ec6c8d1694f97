import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { dump } from 'js-yaml';
import { isObject } from '../../../generator/json/guards.ts';
import type { JsonObject } from '../../../generator/json/types.ts';
import { figure } from '../../../generator/testing/figure.ts';
import { say } from '../../cli/terminal.ts';
import { packageRoot } from '../../run/package-info.ts';

/** User and system time and the most memory at once of a whole process, whatever it is written in. */
interface ProcessCost {
  readonly cpuSeconds: number;
  readonly megabytes: number;
}

/** One pair of documents compared by both tools; the medians of alternating runs. */
export interface OasdiffRow {
  readonly title: string;
  readonly megabytes: number;
  readonly ours: ProcessCost;
  readonly oasdiff: ProcessCost;
}

/** How a document is written, and the bounds beside oasdiff. */
interface Pair {
  readonly title: string;
  readonly document: string;
  readonly file: string;
  readonly write: (document: JsonObject) => string;
  /** Times its CPU, times its memory. */
  readonly most: readonly [cpu: number, memory: number];
}

const pairs: readonly Pair[] = [
  {
    title: 'Stripe JSON',
    document: 'stripe.json',
    file: 'json',
    write: (value) => JSON.stringify(value, null, 2),
    most: [1.5, 2],
  },
  {
    title: '3 MB YAML',
    document: 'stripe.json',
    file: 'yaml',
    write: (value) => dump(value, { lineWidth: -1, noRefs: true }),
    most: [1.5, 2],
  },
  {
    title: '16 MB JSON',
    document: 'github.json',
    file: 'json',
    write: (value) => JSON.stringify(value, null, 3),
    most: [0.5, 0.5],
  },
];

const rounds = 5;
const oasdiffVersion = 'v1.38.0';
const timer = '/usr/bin/time';

/**
 * Drift beside oasdiff, which is a Go program and not installed here: `go install github.com/oasdiff/oasdiff@v1.38.0`. Each
 * pair differs by one new required parameter, and by one member that is gone from a schema which many others use.
 */
export function benchDriftOasdiff(): readonly OasdiffRow[] {
  const corpus = resolve(packageRoot, '../shared/corpus');
  const command = join(packageRoot, 'dist/scripts/plumbline.js');
  const oasdiff = [...(process.env['PATH'] ?? '').split(delimiter), join(homedir(), 'go', 'bin')]
    .map((folder) => join(folder, 'oasdiff'))
    .find((path) => existsSync(path));
  const missing = [
    ...(existsSync(corpus) ? [] : ['../shared/corpus beside the project']),
    ...(existsSync(command) ? [] : ['npm run build']),
    ...(existsSync(timer) ? [] : [`GNU time at ${timer}`]),
    ...(oasdiff === undefined ? [`go install github.com/oasdiff/oasdiff@${oasdiffVersion}`] : []),
  ];
  if (missing.length > 0 || oasdiff === undefined) {
    say(`skipped: drift beside oasdiff needs ${missing.join(', ')}`);
    return [];
  }
  say(execFileSync(oasdiff, ['--version'], { encoding: 'utf8' }).trim());
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-oasdiff-'));
  try {
    return pairs.map((pair): OasdiffRow => {
      const text = readFileSync(join(corpus, pair.document), 'utf8');
      const [base, head] = [join(folder, `base.${pair.file}`), join(folder, `head.${pair.file}`)];
      writeFileSync(base, pair.write(JSON.parse(text)));
      writeFileSync(head, pair.write(edited(JSON.parse(text))));
      const ours: ProcessCost[] = [];
      const theirs: ProcessCost[] = [];
      for (let round = 0; round < rounds; round++) {
        ours.push(costOfProcess([process.execPath, command, 'drift', base, head]));
        theirs.push(costOfProcess([oasdiff, 'breaking', base, head]));
      }
      const row = {
        title: pair.title,
        megabytes: readFileSync(base).length / 1e6,
        ours: median(ours),
        oasdiff: median(theirs),
      };
      note(row, pair.most);
      return row;
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function note({ title, ours, oasdiff }: OasdiffRow, [cpu, memory]: Pair['most']): void {
  figure({
    issue: 22,
    what: `drift beside oasdiff, ${title}`,
    expected: `at most ${cpu} times its CPU and ${memory} times its memory`,
    seen: `${ratio(ours.cpuSeconds, oasdiff.cpuSeconds)} and ${ratio(ours.megabytes, oasdiff.megabytes)}`,
    ok: ours.cpuSeconds <= cpu * oasdiff.cpuSeconds && ours.megabytes <= memory * oasdiff.megabytes,
  });
}

/** The rows as a table. */
export const formatOasdiffRows = (rows: readonly OasdiffRow[]): string =>
  [
    'pair           MB  ours s    MB  oasdiff s    MB  time  memory',
    ...rows.map(({ title, megabytes, ours, oasdiff }) =>
      [
        title.padEnd(11),
        megabytes.toFixed(1).padStart(4),
        ours.cpuSeconds.toFixed(2).padStart(6),
        ours.megabytes.toFixed(0).padStart(4),
        oasdiff.cpuSeconds.toFixed(2).padStart(9),
        oasdiff.megabytes.toFixed(0).padStart(4),
        ratio(ours.cpuSeconds, oasdiff.cpuSeconds).padStart(4),
        ratio(ours.megabytes, oasdiff.megabytes).padStart(6),
      ].join('  '),
    ),
  ].join('\n');

const ratio = (ours: number, theirs: number): string => (ours / theirs).toFixed(2);

/** The one in the middle by each measure. */
function median(costs: readonly ProcessCost[]): ProcessCost {
  const middle = (values: readonly number[]): number =>
    values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
  return {
    cpuSeconds: middle(costs.map(({ cpuSeconds }) => cpuSeconds)),
    megabytes: middle(costs.map(({ megabytes }) => megabytes)),
  };
}

function costOfProcess(args: readonly string[]): ProcessCost {
  const { status, stderr } = spawnSync(timer, ['-f', 'cost %U %S %M', ...args], {
    encoding: 'utf8',
    maxBuffer: 64_000_000,
  });
  const [, user, system, kilobytes] = /^cost ([\d.]+) ([\d.]+) (\d+)$/m.exec(stderr) ?? [];
  if (status === null || status > 1 || kilobytes === undefined)
    throw new Error(`${args.join(' ')} ended with ${status}:\n${stderr}`);
  return { cpuSeconds: Number(user) + Number(system), megabytes: Number(kilobytes) / 1024 };
}

type Mutable = Record<string, unknown>;

/** A version in which one operation needs a new parameter, and the schema that is referred to most has lost a member. */
function edited(document: JsonObject): JsonObject {
  const { paths, components } = document;
  const items = Object.values(isObject(paths) ? paths : {}).filter(isObject);
  const operation =
    items[Math.floor(items.length / 2)]?.['get'] ?? items.find((each) => isObject(each['get']))?.['get'];
  const schemas = isObject(components) && isObject(components['schemas']) ? components['schemas'] : {};
  const uses = new Map<string, number>();
  for (const [, name = ''] of JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g))
    uses.set(name, (uses.get(name) ?? 0) + 1);
  const [most] = [...uses]
    .sort(([, left], [, right]) => right - left)
    .flatMap(([name]) => {
      const schema = schemas[name];
      return isObject(schema) && isObject(schema['properties']) ? [schema] : [];
    });
  if (!isObject(operation) || most === undefined) throw new Error('the document has no place for the edits');
  const { parameters } = operation;
  (operation as Mutable)['parameters'] = [
    ...(Array.isArray(parameters) ? parameters : []),
    { name: 'tenant', in: 'query', required: true, schema: { type: 'string' } },
  ];
  const properties = most['properties'] as Mutable;
  const gone = Object.keys(properties).at(-1) ?? '';
  delete properties[gone];
  const { required } = most;
  if (Array.isArray(required)) (most as Mutable)['required'] = required.filter((name) => name !== gone);
  return document;
}
