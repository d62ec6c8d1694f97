import { createHash } from 'node:crypto';
import { rename, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fail } from '../../../generator/contract/diagnostics.ts';
import { loadContract } from '../../../generator/index.ts';
import { loadDocument } from '../../../generator/load/load.ts';
import { readNamed } from '../../../generator/load/named.ts';
import { loadConfig } from '../../run/config.ts';
import { unusedActions } from '../../run/overlay-use.ts';
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
 * document, renews its record in `provenance.json` beside it, and generates. The new document is checked first, overlays
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
  const contract = await loadContract(newest, { ...hints, unmatched, overlays: config.overlays, text });
  await drift({ ...options, base: config.document, head: newest, format: 'text', failOn: 'none' });
  const bare = await loadDocument(newest, { ...hints, text, tolerant: true });
  const unused = await unusedActions(bare.value, overlays);
  for (const { file, action, target, why } of unused)
    print(
      `overlay ${file}, action ${action} (${target}): ${why === 'no-match' ? 'its target is not there any more' : 'no longer needed, the document is the same without it'}`,
    );
  if (unused.some(({ why }) => why === 'no-match')) {
    print('Nothing was replaced: take out or correct the actions without a target, then run this again.');
    return ExitCode.findings;
  }
  const bytes = Buffer.from(text);
  const record = {
    file: basename(config.document),
    sha256: createHash('sha256').update(bytes).digest('hex'),
    bytes: bytes.byteLength,
    recorded: new Date().toISOString().slice(0, 10),
    source: `plumbline update ${basename(newest)}`,
  };
  const provenance = join(dirname(config.document), 'provenance.json');
  await writeFile(`${config.document}.new`, bytes);
  await writeFile(`${provenance}.new`, `${JSON.stringify(record, null, 2)}\n`);
  await rename(`${config.document}.new`, config.document);
  await rename(`${provenance}.new`, provenance);
  print(
    `${contract.info.title} ${contract.info.version}: ${contract.operations.length} operations, sha256 ${record.sha256}`,
  );
  return generate({});
}
