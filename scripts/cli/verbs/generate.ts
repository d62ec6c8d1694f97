import { join, relative, resolve } from 'node:path';
import { chooseOperations } from '../../../generator/build/choose.ts';
import { DiagnosticError, fail } from '../../../generator/contract/diagnostics.ts';
import type { Contract } from '../../../generator/contract/model.ts';
import { contractTests } from '../../../generator/emit/contract-tests.ts';
import type { Part } from '../../../generator/emit/emitter.ts';
import { oneLine } from '../../../generator/json/safe-text.ts';
import { slowPatterns } from '../../../generator/lint/lint.ts';
import { identityOf } from '../../../generator/print/identity.ts';
import type { Printed } from '../../../generator/render/module.ts';
import { type RenderedFile, render } from '../../../generator/render/render.ts';
import { compareOutput, manifestName, writeOutput } from '../../../generator/render/write.ts';
import { type GenerateOptions as PackageOptions, generate as renderPackage } from '../../api/generate.ts';
import { filesBelow, noteChecked, upToDate } from '../../run/checked-output.ts';
import { type LoadedConfig, loadConfig, type Strength } from '../../run/config.ts';
import { didYouMean } from '../../run/did-you-mean.ts';
import { remarksOf } from '../../run/explanation.ts';
import { readHelpers, readRuleSources } from '../../run/hand-written.ts';
import { type LoadHints, loadSubject } from '../../run/subject.ts';
import { watchFiles } from '../../run/watched-files.ts';
import { type LoadingFlags, loadingHints } from '../loading.ts';
import { reportError } from '../report-error.ts';
import { ExitCode, paletteFor, print, say } from '../terminal.ts';

export interface GenerateOptions extends LoadingFlags {
  readonly output?: string;
  readonly strength?: Strength;
  readonly check?: boolean;
  /** Parts, tags and paths, with commas between. */
  readonly only?: readonly Part[];
  readonly tags?: readonly string[];
  readonly paths?: readonly string[];
  readonly name?: string;
  readonly layout?: 'package' | 'sources';
  readonly watch?: boolean;
}

/** What a run takes over from the one before. */
interface Kept extends LoadHints {
  readonly printed?: Printed;
}

/**
 * Writes the SDK of a document, or says which of its files are stale.
 * @param config of this folder, where it has been read
 */
export async function generate(options: GenerateOptions, config?: LoadedConfig): Promise<ExitCode> {
  if (options.watch !== true) return generateOnce(options, config === undefined ? {} : { config });
  if (options.check === true)
    return fail({ code: 'usage', message: '--check writes nothing and --watch writes: give one of them' });
  return generateAgain(options);
}

async function generateOnce(options: GenerateOptions, kept: Kept = {}): Promise<ExitCode> {
  const started = Date.now();
  const read: string[] = [];
  let warnings = 0;
  const loading = loadingHints(options);
  const hints: LoadHints = {
    bare: false,
    ...loading,
    ...kept,
    onRead: (file) => {
      read.push(file);
      kept.onRead?.(file);
    },
    onWarning: (diagnostic) => {
      warnings++;
      loading.onWarning?.(diagnostic);
    },
  };
  const subject = await loadSubject(options.spec, options.overlay, options.strength, hints);
  const { config } = subject;
  const contract = chosen(subject.contract, options.tags ?? config?.tags, options.paths ?? config?.paths);
  const folder = options.output ?? config?.output;
  if (folder === undefined)
    return fail({
      code: 'no-output',
      message: 'where to? give -o <dir>, or `output` in plumbline.config.ts',
    });
  for (const { severity, pointer, message } of slowPatterns(contract.document)) {
    warnings++;
    say(`${severity} ${pointer}: ${message}`);
  }
  const rules = config?.sdkRules ?? [];
  for (const file of rules) hints.onRead?.(file);
  const helpers = config?.helpers;
  const named = {
    ...given('packageName', options.name ?? config?.package?.name),
    ...given('only', options.only ?? config?.only),
    ...given('layout', options.layout ?? config?.layout),
    ...(config?.package?.version === undefined ? {} : { packageVersion: config.package.version }),
  };
  const emitOptions = {
    rules: await readRuleSources(rules),
    helpers: helpers === undefined ? [] : await readHelpers(helpers, identityOf(contract, named).packageName),
    emitters: config?.emitters ?? [],
    ...named,
  };
  const files = await renderSdk(contract, emitOptions, kept.printed);
  // Compiling takes seconds, and an up-to-date package was compiled when it was written.
  if (helpers !== undefined && compareOutput(folder, files).length > 0) {
    const { checkHelpers } = await import('../../run/check-helpers.ts');
    checkHelpers(relative(process.cwd(), helpers), files);
  }
  const folders = [{ folder, files }];
  // Contract tests belong to the configured document only.
  if (config?.contractTests !== undefined)
    folders.push({
      folder: config.contractTests,
      files: await render(await contractTests.emit(contract, {})),
    });
  const { dim } = paletteFor(process.stdout);
  if (options.check !== true) for (const remark of remarksOf(contract)) print(dim(oneLine(remark)));
  const codes: ExitCode[] = [];
  for (const each of folders) codes.push(await bring(each.folder, each.files, options));
  const code = codes.find((each) => each !== ExitCode.clean) ?? ExitCode.clean;
  // What is said has to be said again, so a check with warnings is not noted.
  if (code !== ExitCode.clean || options.check !== true || warnings > 0) return code;
  if (config !== undefined && kept.config !== undefined)
    await noteChecked(
      kept.config,
      options,
      started,
      [
        ...read.map((file) => resolve(file)),
        ...(helpers === undefined ? [] : filesBelow(helpers)),
        ...folders.flatMap((each) => [
          join(each.folder, manifestName),
          ...each.files.map(({ path }) => join(each.folder, path)),
        ]),
      ],
      folders.map((each) => ({ shown: shownFolder(each.folder), count: each.files.length })),
    );
  return code;
}

/** A folder as it is shown to people. */
const shownFolder = (folder: string): string => `${relative(process.cwd(), folder) || '.'}/`;

const given = <Name extends string, Value>(name: Name, value: Value | undefined) =>
  (value === undefined ? {} : { [name]: value }) as { readonly [key in Name]?: Value };

/** The selected operations; selecting none is wrong usage. */
function chosen(
  contract: Contract,
  tags: readonly string[] | undefined,
  paths: readonly string[] | undefined,
): Contract {
  const choice = { ...given('tags', tags), ...given('paths', paths) };
  const result = chooseOperations(contract, choice);
  if (result === contract || result.operations.length > 0) return result;
  const known = [...new Set(contract.operations.flatMap((operation) => operation.tags))];
  return fail({
    code: 'nothing-chosen',
    message: 'no operation has these tags and paths',
    hint: `${didYouMean(tags?.[0] ?? '', known)} The document has ${contract.operations.length} operations.`.trim(),
  });
}

/**
 * Once, and again whenever a file that was read is written, until interrupted. What is wrong is said, and waited on.
 */
async function generateAgain(options: GenerateOptions): Promise<ExitCode> {
  const watched = watchFiles();
  const stop = (): void => watched.stop();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const printed: Printed = new Map();
  let config = await configOf(undefined, watched.follow);
  const round = async (): Promise<void> => {
    const started = performance.now();
    await generateOnce(options, { config, printed, onRead: watched.follow });
    say(`${(performance.now() - started).toFixed(0)} ms; watching ${watched.count()} files, Ctrl-C ends`);
  };
  try {
    await round().catch((cause) => {
      // --watch waits for a fix only where the mistake is in a file.
      const isOfFile = cause instanceof DiagnosticError && cause.diagnostics[0]?.file !== undefined;
      if (!isOfFile || watched.count() === 0) throw cause;
      reportError(cause);
    });
    for (let files = await watched.changed(); files !== undefined; files = await watched.changed()) {
      try {
        if (config !== undefined && files.has(config.file)) config = await configOf(config, watched.follow);
        await round();
      } catch (cause) {
        reportError(cause);
      }
    }
  } finally {
    watched.stop();
    process.removeListener('SIGINT', stop);
    process.removeListener('SIGTERM', stop);
  }
  return ExitCode.clean;
}

/** The configuration of this folder, watched too. */
async function configOf(
  before: LoadedConfig | undefined,
  follow: (file: string) => void,
): Promise<LoadedConfig | undefined> {
  const config = (await loadConfig(process.cwd())) ?? before;
  if (config !== undefined) follow(config.file);
  return config;
}

/** Writes a folder, or with `check` compares it, and says what came of it. */
async function bring(
  folder: string,
  files: readonly RenderedFile[],
  options: GenerateOptions,
): Promise<ExitCode> {
  const shown = shownFolder(folder);
  const { red, green, dim } = paletteFor(process.stdout);
  if (options.check === true) {
    const stale = compareOutput(folder, files);
    for (const { path, diff } of stale) print(`${red(`stale ${shown}${path}`)}\n${diff}`);
    print(
      stale.length === 0
        ? green(upToDate(shown, files.length))
        : `${stale.length} of ${files.length} files are stale: run plumbline generate`,
    );
    return stale.length === 0 ? ExitCode.clean : ExitCode.findings;
  }
  const changes = writeOutput(folder, files);
  for (const { path, kind } of changes) print(dim(`${kind} ${shown}${path}`));
  print(
    green(
      changes.length === 0
        ? upToDate(shown, files.length)
        : `${shown} is written (${changes.length} of ${files.length} files changed)`,
    ),
  );
  return ExitCode.clean;
}

/** Every file of the generated package, as text. */
export const renderSdk = (
  contract: Contract,
  options: PackageOptions,
  printed?: Printed,
): Promise<readonly RenderedFile[]> =>
  renderPackage(contract, { ...options, ...(printed === undefined ? {} : { printed }) });
