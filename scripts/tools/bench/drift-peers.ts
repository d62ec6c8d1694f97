import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { isObject } from '../../../generator/json/pointer.ts';
import type { JsonObject } from '../../../generator/json/types.ts';
import { figure } from '../../../generator/testing/figure.ts';
import { say } from '../../cli/terminal.ts';
import { packageRoot } from '../../run/package-info.ts';
import { type Cost, costOf } from './cost.ts';
import { installed } from './tools.ts';

/** Drift of a large document with one changed schema, ours and `redocly diff`. */
export interface DriftPeerRow {
  readonly document: string;
  /** The schema that got one more member. */
  readonly schema: string;
  readonly ours: Cost;
  readonly redocly: Cost;
}

/** The schema in the middle of each, and the one of Stripe that nearly every other refers to. */
const pairs: readonly (readonly [document: string, schema: string | undefined])[] = [
  ['stripe.json', undefined],
  ['github.json', undefined],
  ['stripe.json', 'account'],
];

/** Both commands over the same pair of files, three times each. None where ../shared/corpus is absent. */
export async function benchDriftPeers(): Promise<readonly DriftPeerRow[]> {
  const corpus = resolve(packageRoot, '../shared/corpus');
  const command = join(packageRoot, 'dist/scripts/plumbline.js');
  if (!existsSync(corpus) || !existsSync(command)) {
    say('skipped: drift beside redocly needs ../shared/corpus beside the project, and npm run build');
    return [];
  }
  const redocly = join(dirname(await installed()), '@redocly/cli/bin/cli.js');
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-drift-'));
  const rows: DriftPeerRow[] = [];
  try {
    for (const [document, wanted] of pairs) {
      const base = join(corpus, document);
      const head = join(folder, document);
      const changed = JSON.parse(readFileSync(base, 'utf8')) as JsonObject;
      const schema = addMember(changed, wanted);
      writeFileSync(head, JSON.stringify(changed));
      rows.push({
        document,
        schema,
        ours: await costOf([command, 'drift', base, head], folder),
        redocly: await costOf([redocly, 'diff', base, head], folder, 3, { REDOCLY_TELEMETRY: 'off' }),
      });
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  for (const { document, schema, ours, redocly: theirs } of rows)
    figure({
      issue: 10,
      what: `drift beside redocly diff, ${document} with one more member of ${schema}`,
      expected: 'at most 1.5 times its time and 2 times its memory',
      seen: `${ratio(ours.cpuSeconds, theirs.cpuSeconds)} and ${ratio(ours.megabytes, theirs.megabytes)}`,
      ok: ours.cpuSeconds <= 1.5 * theirs.cpuSeconds && ours.megabytes <= 2 * theirs.megabytes,
    });
  return rows;
}

const ratio = (ours: number, theirs: number): string => (ours / theirs).toFixed(2);

export const formatDriftPeerRows = (rows: readonly DriftPeerRow[]): string =>
  [
    'document     changed                             ours s    MB  redocly s    MB  time  memory',
    ...rows.map(
      ({ document, schema, ours, redocly }) =>
        `${document.padEnd(11)}  ${schema.padEnd(34)}  ${ours.cpuSeconds.toFixed(1).padStart(6)}  ${ours.megabytes.toFixed(0).padStart(4)}  ` +
        `${redocly.cpuSeconds.toFixed(1).padStart(9)}  ${redocly.megabytes.toFixed(0).padStart(4)}  ` +
        `${ratio(ours.cpuSeconds, redocly.cpuSeconds).padStart(4)}  ${ratio(ours.megabytes, redocly.megabytes).padStart(6)}`,
    ),
  ].join('\n');

/** Gives a named object schema one more optional member, the one in the middle where none is wanted; says which. */
function addMember(document: JsonObject, wanted: string | undefined): string {
  const { components } = document;
  const schemas = isObject(components) && isObject(components['schemas']) ? components['schemas'] : {};
  const objects = Object.entries(schemas).filter(
    ([, each]) => isObject(each) && isObject(each['properties']),
  );
  const [name, schema] =
    objects.find(([each]) => each === wanted) ?? objects[Math.floor(objects.length / 2)] ?? [];
  if (name === undefined || !isObject(schema)) throw new Error('the document has no object schema');
  schema['properties'] = { ...(schema['properties'] as JsonObject), plumbline_added: { type: 'string' } };
  return name;
}
