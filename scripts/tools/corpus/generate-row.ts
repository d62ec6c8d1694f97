import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../run/package-info.ts';
import { run } from '../verify/run.ts';
import { houseViolations } from './house-rules.ts';

/** What came of one document. */
export interface GenerateRow {
  readonly document: string;
  readonly code: number | null;
  readonly output: string;
  readonly seconds: number;
  /** The most memory of the process at once. */
  readonly megabytes: number;
  readonly files: number;
  readonly lines: number;
  readonly diagnostics: number;
  readonly crash: readonly string[];
  readonly typeErrors: readonly string[];
  readonly importErrors: readonly string[];
  readonly violations: readonly string[];
  /** A second run finds nothing to change. */
  readonly isSame: boolean;
  readonly ok: boolean;
}

const tsc = join(packageRoot, 'node_modules/typescript/bin/tsc');
const heap = '--max-old-space-size=6144';

/** Imports every file named on stdin's path list, one by one, and prints those that throw. */
const importer = `
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
for (const file of JSON.parse(readFileSync(process.argv[2], 'utf8'))) {
  try { await import(pathToFileURL(file).href); }
  catch (error) { console.log(file + ': ' + String(error.message).split('\\n')[0]); }
}
`;

/**
 * Generates into `scratch`, measures it, and checks all that is promised of the output. The output is removed again.
 */
export async function generateRow(file: string, name: string, scratch: string): Promise<GenerateRow> {
  const folder = join(scratch, name.replace(/\.\w+$/, ''));
  const usageFile = join(scratch, 'usage.json');
  const hook = join(scratch, 'usage.cjs');
  writeFileSync(
    hook,
    `process.on('exit', () => require('fs').writeFileSync(${JSON.stringify(usageFile)}, JSON.stringify(process.resourceUsage())));`,
  );
  const command = [
    '--import',
    'tsx',
    join(packageRoot, 'scripts/plumbline.ts'),
    'generate',
    file,
    '-o',
    folder,
  ];
  const first = await run(process.execPath, ['--require', hook, ...command], packageRoot);
  const usage = existsSync(usageFile)
    ? (JSON.parse(readFileSync(usageFile, 'utf8')) as NodeJS.ResourceUsage)
    : undefined;
  const common = {
    document: name,
    code: first.code,
    output: first.output,
    seconds: first.seconds,
    megabytes: (usage?.maxRSS ?? 0) / 1024,
    diagnostics: first.output.split('\n').filter((line) => /(^|: )(error|warning|info) [\w-#]/.test(line))
      .length,
  };
  const nothing = {
    files: 0,
    lines: 0,
    typeErrors: [],
    importErrors: [],
    violations: [],
    isSame: false,
    ok: false,
  };
  if (first.code !== 0) return { ...common, ...nothing, crash: first.output.split('\n').slice(0, 3) };
  try {
    const paths = filesOf(folder);
    const texts = paths.map((path) => readFileSync(join(folder, path), 'utf8'));
    const again = await run(process.execPath, [...command, '--check'], packageRoot);
    const typeErrors = await compile(folder);
    const importErrors = typeErrors.length > 0 ? ['not tried'] : await importAll(folder, scratch);
    const violations = paths.flatMap((path, index) =>
      /\.[jt]s$/.test(path) ? houseViolations(path, texts[index] ?? '') : [],
    );
    const isSame = again.code === 0;
    return {
      ...common,
      files: paths.length,
      lines: texts.reduce((sum, text) => sum + text.split('\n').length, 0),
      crash: [],
      typeErrors,
      importErrors,
      violations,
      isSame,
      ok: isSame && typeErrors.length + importErrors.length + violations.length === 0,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Builds as the package's own build does, with the declaration files looked at too. */
async function compile(folder: string): Promise<readonly string[]> {
  const args = [heap, tsc, '-p', join(folder, 'tsconfig.build.json')];
  const { code, output } = await run(process.execPath, args, folder);
  const errors = output.split('\n').filter((line) => /error TS/.test(line));
  if (errors.length > 0 || code === 0) return errors;
  return [`tsc ended with ${code}: ${output.slice(-300)}`];
}

async function importAll(folder: string, scratch: string): Promise<readonly string[]> {
  // The generators of test data stand on this package, as it is published.
  const isBuilt = existsSync(join(packageRoot, 'dist/scripts/api/arbitraries.js'));
  if (isBuilt) {
    mkdirSync(join(folder, 'node_modules'), { recursive: true });
    symlinkSync(packageRoot, join(folder, 'node_modules/openapi-plumbline'));
  }
  const roots = isBuilt ? ['dist', 'testing'] : ['dist'];
  const modules = roots.flatMap((root) =>
    filesOf(join(folder, root))
      .filter((path) => path.endsWith('.js'))
      .map((path) => join(folder, root, path)),
  );
  const list = join(scratch, 'modules.json');
  const script = join(scratch, 'import.mjs');
  writeFileSync(list, JSON.stringify(modules));
  writeFileSync(script, importer);
  const { code, output } = await run(process.execPath, [heap, script, list], folder);
  const errors = output.split('\n').filter((line) => line !== '');
  return errors.length > 0 || code === 0 ? errors : [`ended with ${code}`];
}

const filesOf = (folder: string): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    : [];
