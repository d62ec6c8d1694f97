/**
 * Generates the package of every document of a folder and holds it to what is promised of any document: no crash,
 * `tsc --strict` without an error, every module imported without a throw, our own rules, the same bytes a second time.
 * `tsx scripts/tools/corpus/generate.ts [folder] [--only name]`. Exit code 1 if one document falls short.
 */
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { figure } from '../../../generator/testing/figure.ts';
import { packageRoot } from '../../run/package-info.ts';
import { type GenerateRow, generateRow } from './generate-row.ts';
import { kindOf } from './kind-of.ts';

const at = process.argv.indexOf('--only');
const only = at < 0 ? undefined : process.argv[at + 1];
const [folder = join(packageRoot, '../shared/corpus')] = process.argv
  .slice(2)
  .filter((word) => !word.startsWith('--') && word !== only);
const print = (line: string): void => void process.stdout.write(`${line}\n`);

const heads = ['document', 's', 'MB', 'files', 'lines', 'diagnostics', 'tsc', 'import', 'rules', 'again'];
const cells = (row: GenerateRow): readonly string[] => [
  row.document,
  row.seconds.toFixed(1),
  row.megabytes.toFixed(0),
  String(row.files),
  String(row.lines),
  String(row.diagnostics),
  String(row.typeErrors.length),
  String(row.importErrors.length),
  String(row.violations.length),
  row.isSame ? 'same' : 'differs',
];
const widths = [38, 6, 5, 6, 8, 11, 5, 6, 6, 7];
const tableLine = (texts: readonly string[]): string =>
  texts
    .map((text, index) => (index === 0 ? text.padEnd(widths[index] ?? 0) : text.padStart(widths[index] ?? 0)))
    .join(' ');

async function main(): Promise<number> {
  if (!existsSync(folder)) {
    print(`${folder} does not exist: nothing to run over. Pass one as the first argument.`);
    return 0;
  }
  const names = readdirSync(folder)
    .filter((name) => /\.(json|ya?ml)$/.test(name) && (only === undefined || name.includes(only)))
    .sort();
  // Below node_modules, so that the package finds what it depends on.
  const scratch = join(packageRoot, 'node_modules/.cache', `plumbline-corpus-${process.pid}`);
  mkdirSync(scratch, { recursive: true });
  const rows: GenerateRow[] = [];
  const apart: string[] = [];
  let isRefusedWell = true;
  print(tableLine(heads));
  try {
    for (const name of names) {
      const file = resolve(folder, name);
      const kind = kindOf(file);
      const row = await generateRow(file, name, scratch);
      if (kind === 'openapi') {
        rows.push(row);
        print(tableLine(cells(row)));
        for (const line of [...row.crash, ...row.typeErrors, ...row.importErrors, ...row.violations].slice(
          0,
          5,
        ))
          print(`    ${line.slice(0, 300)}`);
      } else {
        isRefusedWell &&= row.code === 2 && row.diagnostics > 0;
        apart.push(`${name} (${kind}): exit ${row.code}, ${row.output.split('\n')[0]?.slice(0, 200)}`);
      }
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  print('');
  for (const line of apart) print(`apart: ${line}`);
  const short = rows.filter((row) => !row.ok);
  figure({
    issue: 11,
    what: `generate on ${rows.length} documents of the corpus`,
    expected: 'no crash, 0 errors of tsc --strict, imports, our rules, the same bytes again',
    seen: short.length === 0 ? 'all hold' : `short: ${short.map(({ document }) => document).join(', ')}`,
    ok: rows.length > 0 && short.length === 0,
  });
  if (apart.length > 0)
    figure({
      issue: 11,
      what: `${apart.length} documents of the corpus that are not OpenAPI 3`,
      expected: 'refused with a diagnostic, exit 2',
      seen: isRefusedWell ? 'all' : apart.join('; '),
      ok: isRefusedWell,
    });
  print(`${rows.length - short.length} of ${rows.length} documents hold`);
  return short.length === 0 && isRefusedWell ? 0 : 1;
}

process.exitCode = await main();
