import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { figure } from '../../../generator/testing/figure.ts';
import { say } from '../../cli/terminal.ts';
import { packageRoot } from '../../run/package-info.ts';
import { type Cost, costOf } from './cost.ts';
import { installedGenerators } from './tools.ts';

/** `plumbline generate` of one document, and what others take for less of it. */
export interface GenerateRow {
  readonly document: string;
  readonly ours: Cost;
  /** openapi-typescript's own command: types only. */
  readonly types: Cost;
  /** hey-api: types, client and zod; absent where it cannot be installed or fails. */
  readonly heyApi: Cost | undefined;
  /** What was written, in bytes. */
  readonly bytes: { readonly ours: number; readonly heyApi: number };
}

/** What is asked beside hey-api, with types, client and zod: times its CPU, its memory and its bytes. */
const besideHeyApi: Readonly<Record<string, number>> = { stripe: 0.45, openai: 0.6, github: 0.5 };
const memoryBesideHeyApi = 0.7;
const bytesBesideHeyApi = 2.5;

/** The bytes of every file below a folder. */
const bytesBelow = (folder: string): number =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0)
    : 0;

/** The document and the bound: times the CPU of openapi-typescript. */
const documents: readonly { readonly name: string; readonly path: string; readonly bound: number }[] = [
  { name: 'moonshot', path: 'spec/openapi.json', bound: 2.5 },
  { name: 'stripe', path: '../shared/corpus/stripe.json', bound: 3 },
  { name: 'openai', path: '../shared/corpus/openai.json', bound: 3 },
  { name: 'github', path: '../shared/corpus/github.json', bound: 3.5 },
];
/** The most memory on the largest document, in MB. */
const memoryBound = 900;

/** The command as users run it. */
export const plumbline = join(packageRoot, 'dist/scripts/plumbline.js');

/**
 * Whole commands, built, into empty folders, three times each (hey-api once). Folders are removed at the end only: where thousands of files
 * were just removed, ext4 takes ten times as long to make new ones.
 */
export async function benchGenerate(): Promise<readonly GenerateRow[]> {
  if (!existsSync(plumbline)) {
    say('skipped: generate needs npm run build');
    return [];
  }
  const openapiTypescript = join(packageRoot, 'node_modules/openapi-typescript/bin/cli.js');
  const heyApi = await heyApiCommand();
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-generate-'));
  const rows: GenerateRow[] = [];
  try {
    for (const { name, path } of documents) {
      const document = resolve(packageRoot, path);
      if (!existsSync(document)) {
        say(`skipped: ${name}, as ${path} is not beside the project`);
        continue;
      }
      const out = (who: string) => (round: number) => join(folder, `${name}-${who}-${round}`);
      const cost = (command: string, args: (round: number) => readonly string[]): Promise<Cost> =>
        costOf((round) => [command, ...args(round)], folder);
      const ours = out('ours');
      const types = out('types');
      const theirs = out('hey-api');
      const costs = {
        ours: await cost(plumbline, (round) => ['generate', document, '-o', ours(round)]),
        types: await cost(openapiTypescript, (round) => [document, '-o', `${types(round)}.ts`]),
        heyApi: await heyApiCost(heyApi, document, theirs, folder),
      };
      const bytes = { ours: bytesBelow(ours(0)), heyApi: bytesBelow(theirs(0)) };
      rows.push({ document: name, ...costs, bytes });
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  note(rows);
  return rows;
}

function note(rows: readonly GenerateRow[]): void {
  for (const { document, ours, types } of rows) {
    const bound = documents.find(({ name }) => name === document)?.bound ?? 0;
    const ratio = ours.cpuSeconds / types.cpuSeconds;
    figure({
      issue: 11,
      what: `CPU of generate beside openapi-typescript, ${document}`,
      expected: `at most ${bound} times`,
      seen: `${ratio.toFixed(2)} times, ${ours.cpuSeconds.toFixed(1)} s`,
      ok: ratio <= bound,
    });
  }
  for (const row of rows) noteBesideHeyApi(row);
  const largest = rows.find(({ document }) => document === 'github');
  if (largest === undefined) return;
  figure({
    issue: 11,
    what: 'peak memory of generate, github',
    expected: `at most ${memoryBound} MB`,
    seen: `${largest.ours.megabytes.toFixed(0)} MB`,
    ok: largest.ours.megabytes <= memoryBound,
  });
}

function noteBesideHeyApi({ document, ours, heyApi, bytes }: GenerateRow): void {
  const bound = besideHeyApi[document];
  if (bound === undefined || heyApi === undefined || bytes.heyApi === 0) return;
  const rows = [
    { what: 'CPU', most: bound, ratio: ours.cpuSeconds / heyApi.cpuSeconds },
    { what: 'memory', most: memoryBesideHeyApi, ratio: ours.megabytes / heyApi.megabytes },
    { what: 'bytes', most: bytesBesideHeyApi, ratio: bytes.ours / bytes.heyApi },
  ];
  for (const { what, most, ratio } of rows)
    figure({
      issue: 23,
      what: `${what} of generate beside hey-api with zod, ${document}`,
      expected: `at most ${most} times`,
      seen: `${ratio.toFixed(2)} times`,
      ok: ratio <= most,
    });
}

async function heyApiCommand(): Promise<string | undefined> {
  try {
    return join(dirname(await installedGenerators()), '@hey-api/openapi-ts/dist/run.mjs');
  } catch {
    say('not measured: hey-api, which cannot be installed here');
    return undefined;
  }
}

async function heyApiCost(
  command: string | undefined,
  document: string,
  out: (round: number) => string,
  folder: string,
): Promise<Cost | undefined> {
  if (command === undefined) return undefined;
  const plugins = ['@hey-api/typescript', '@hey-api/sdk', 'zod', '@hey-api/client-fetch'];
  try {
    // Once: on the largest document one round takes 40 s.
    return await costOf((round) => [command, '-i', document, '-o', out(round), '-p', ...plugins], folder, 1);
  } catch {
    return undefined;
  }
}

/** The rows as a table; ratios are of CPU, to openapi-typescript. */
export const formatGenerateRows = (rows: readonly GenerateRow[]): string =>
  [
    'document  types only s    MB    ours s    MB  ratio  asked  hey-api with zod s    MB  ratio',
    ...rows.map(({ document, ours, types, heyApi }) => {
      const bound = documents.find(({ name }) => name === document)?.bound ?? 0;
      const ratio = (cost: Cost): string => (cost.cpuSeconds / types.cpuSeconds).toFixed(2).padStart(5);
      const figures = (cost: Cost): string =>
        `${cost.cpuSeconds.toFixed(2).padStart(6)}  ${cost.megabytes.toFixed(0).padStart(4)}`;
      return (
        `${document.padEnd(8)}        ${figures(types)}    ${figures(ours)}  ${ratio(ours)}  ${bound.toFixed(1).padStart(5)}              ` +
        (heyApi === undefined ? 'not measured' : `${figures(heyApi)}  ${ratio(heyApi)}`)
      );
    }),
  ].join('\n');
