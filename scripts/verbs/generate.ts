import { relative } from 'node:path';
import type { Contract } from '../../generator/contract/model.ts';
import { fail } from '../../generator/diagnostics.ts';
import { contractTests } from '../../generator/emit/contract-tests.ts';
import type { EmitOptions } from '../../generator/emit/emitter.ts';
import { emitters } from '../../generator/emit/emitters.ts';
import { slowPatterns } from '../../generator/lint/lint.ts';
import { type RenderedFile, render } from '../../generator/render/render.ts';
import { compareOutput, writeOutput } from '../../generator/render/write.ts';
import type { Strength } from '../config.ts';
import { readRuleSources } from '../rule-sources.ts';
import { loadSubject } from '../subject.ts';
import { ExitCode, paletteFor, print, say } from '../terminal.ts';

export interface GenerateOptions {
  readonly spec?: string;
  readonly output?: string;
  readonly overlay?: readonly string[];
  readonly strength?: Strength;
  readonly check?: boolean;
}

/** Writes the SDK of a document, or says which of its files are stale. */
export async function generate(options: GenerateOptions): Promise<ExitCode> {
  const { contract, config } = await loadSubject(options.spec, options.overlay, options.strength);
  const folder = options.output ?? config?.output;
  if (folder === undefined)
    return fail({
      code: 'no-output',
      message: 'where to? give -o <dir>, or `output` in plumbline.config.ts',
    });
  for (const { severity, pointer, message } of slowPatterns(contract.document))
    say(`${severity} ${pointer}: ${message}`);
  const files = await renderSdk(contract, {
    rules: await readRuleSources(config?.sdkRules ?? []),
    ...(config?.package?.name === undefined ? {} : { packageName: config.package.name }),
    ...(config?.package?.version === undefined ? {} : { packageVersion: config.package.version }),
  });
  const code = await bring(folder, files, options);
  // Contract tests belong to the configured document only.
  if (config?.contractTests === undefined) return code;
  const tests = await render(await contractTests.emit(contract, {}));
  return (await bring(config.contractTests, tests, options)) === ExitCode.clean ? code : ExitCode.findings;
}

/** Writes a folder, or with `check` compares it, and says what came of it. */
async function bring(
  folder: string,
  files: readonly RenderedFile[],
  options: GenerateOptions,
): Promise<ExitCode> {
  const shown = `${relative(process.cwd(), folder) || '.'}/`;
  const { red, green, dim } = paletteFor(process.stdout);
  if (options.check === true) {
    const stale = compareOutput(folder, files);
    for (const { path, diff } of stale) print(`${red(`stale ${shown}${path}`)}\n${diff}`);
    print(
      stale.length === 0
        ? green(`${shown} is up to date (${files.length} files)`)
        : `${stale.length} of ${files.length} files are stale: run plumbline generate`,
    );
    return stale.length === 0 ? ExitCode.clean : ExitCode.findings;
  }
  const changes = writeOutput(folder, files);
  for (const { path, kind } of changes) print(dim(`${kind} ${shown}${path}`));
  print(
    green(
      changes.length === 0
        ? `${shown} is up to date (${files.length} files)`
        : `${shown} is written (${changes.length} of ${files.length} files changed)`,
    ),
  );
  return ExitCode.clean;
}

/** Every file of the generated package, as text. */
export async function renderSdk(contract: Contract, options: EmitOptions): Promise<readonly RenderedFile[]> {
  const files = await Promise.all(emitters.map((emitter) => emitter.emit(contract, options)));
  return render(files.flat());
}
