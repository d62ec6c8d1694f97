import { createHash } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fail } from '../../../generator/contract/diagnostics.ts';
import { loadContract } from '../../../generator/index.ts';
import { loadDocument } from '../../../generator/load/load.ts';
import { type Part, readNamed } from '../../../generator/load/named.ts';
import { loadConfig } from '../../run/config.ts';
import { unusedActions } from '../../run/overlay-use.ts';
import { placeFromHere } from '../../run/subject.ts';
import { type LoadingFlags, loadingHints } from '../loading.ts';
import { ExitCode, print } from '../terminal.ts';
import { drift } from './drift.ts';
import { generate } from './generate.ts';

/** The options of `plumbline update`. */
export interface UpdateOptions extends Omit<LoadingFlags, 'spec'> {
  /** The new version: a file, a URL, `git:REV:path`. */
  readonly newest: string;
}

/**
 * Replaces the configured document by a new version: reports what changed and which overlay actions are no longer needed, replaces the
 * document and the files that it refers to, renews the record in `provenance.json` beside it, and generates. The new document is checked first, overlays
 * included; a bad one changes nothing, nor does one that an overlay action no longer fits (exit 1).
 */
export async function update(options: UpdateOptions): Promise<ExitCode> {
  const { newest } = options;
  const config = await loadConfig(process.cwd());
  if (config === undefined)
    return fail({
      code: 'no-config',
      message: 'no plumbline.config.ts in this folder',
      hint: 'plumbline update replaces the document that a configuration names.',
    });
  const { onWarning: _, ...hints } = loadingHints(options);
  const text = await readNamed(newest);
  const overlays = [...config.overlays, ...(config.strengthOverlays ?? [])];
  // Actions without a target are reported below.
  const unmatched = (): void => undefined;
  const parts = new Map<string, Part>();
  const onPart = (part: Part): void => void parts.set(part.file, part);
  const contract = await loadContract(newest, {
    ...hints,
    unmatched,
    onPart,
    overlays: config.overlays,
    text,
  });
  const elsewhere = [...parts.values()].find(({ path }) => path === undefined);
  if (elsewhere !== undefined)
    return fail({
      code: 'files-elsewhere',
      file: newest,
      message: `the document refers to ${elsewhere.file}, which is not in its folder and would not be found from ${placeFromHere(config.document)}`,
      hint: 'Put the files of the new version into one folder, or bundle them into one file first.',
    });
  const base = placeFromHere(config.document);
  await drift({ ...options, base, head: newest, format: 'text', failOn: 'none' });
  const bare = await loadDocument(newest, { ...hints, text, tolerant: true });
  const unused = await unusedActions(bare.value, overlays);
  for (const { file, action, target, why } of unused)
    print(
      `overlay ${placeFromHere(file)}, action ${action} (${target}): ${why === 'no-match' ? 'its target is not there any more' : 'no longer needed, the document is the same without it'}`,
    );
  if (unused.some(({ why }) => why === 'no-match')) {
    print('Nothing was replaced: take out or correct the actions without a target, then run this again.');
    return ExitCode.findings;
  }
  const folder = dirname(config.document);
  const others = [...parts.values()].flatMap(({ path = '', text: content }) =>
    join(folder, path) === config.document ? [] : [{ path, content }],
  );
  const record = {
    file: basename(config.document),
    ...fingerprint(text),
    recorded: new Date().toISOString().slice(0, 10),
    source: `plumbline update ${basename(newest)}`,
    ...(others.length === 0
      ? {}
      : { files: others.map(({ path, content }) => ({ file: path, ...fingerprint(content) })) }),
  };
  await replace([
    ...others.map(({ path, content }) => ({ path: join(folder, path), content })),
    { path: config.document, content: text },
    { path: join(folder, 'provenance.json'), content: `${JSON.stringify(record, null, 2)}\n` },
  ]);
  print(
    `${contract.info.title} ${contract.info.version}: ${contract.operations.length} operations, sha256 ${record.sha256}`,
  );
  return generate({});
}

/** What a file is known by in the record. */
function fingerprint(text: string): { readonly sha256: string; readonly bytes: number } {
  const bytes = Buffer.from(text);
  return { sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.byteLength };
}

/** Writes all files beside their places, then puts each into its place: a full disk replaces none of them. */
async function replace(files: readonly { readonly path: string; readonly content: string }[]): Promise<void> {
  for (const { path, content } of files) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(`${path}.new`, content);
  }
  for (const { path } of files) await rename(`${path}.new`, path);
}
