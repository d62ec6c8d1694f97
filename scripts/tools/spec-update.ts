import { createHash } from 'node:crypto';
import { copyFile, readFile, rename, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fail } from '../../generator/contract/diagnostics.ts';
import { loadContract } from '../../generator/index.ts';
import { reportError } from '../cli/report-error.ts';
import { type ExitCode, print } from '../cli/terminal.ts';
import { generate } from '../cli/verbs/generate.ts';
import { loadConfig } from '../run/config.ts';

/**
 * `npm run spec:update -- <file>`: takes a new version of the document, renews its record in `provenance.json` beside
 * it, and regenerates. The new document is checked first, overlays included; a bad one changes nothing.
 */
async function specUpdate(file: string | undefined): Promise<ExitCode> {
  if (file === undefined) return fail({ code: 'usage', message: 'usage: npm run spec:update -- <file>' });
  const config = await loadConfig(process.cwd());
  if (config === undefined)
    return fail({ code: 'no-config', message: 'there is no plumbline.config.ts here' });
  const contract = await loadContract(file, { overlays: config.overlays });
  const bytes = await readFile(file);
  const record = {
    file: basename(config.document),
    sha256: createHash('sha256').update(bytes).digest('hex'),
    bytes: bytes.byteLength,
    recorded: new Date().toISOString().slice(0, 10),
    source: `spec:update from ${basename(file)}`,
  };
  const provenance = join(dirname(config.document), 'provenance.json');
  await copyFile(file, `${config.document}.new`);
  await writeFile(`${provenance}.new`, `${JSON.stringify(record, null, 2)}\n`);
  await rename(`${config.document}.new`, config.document);
  await rename(`${provenance}.new`, provenance);
  print(
    `${contract.info.title} ${contract.info.version}: ${contract.operations.length} operations, sha256 ${record.sha256}`,
  );
  return generate({});
}

try {
  process.exitCode = await specUpdate(process.argv[2]);
} catch (cause) {
  process.exitCode = reportError(cause);
}
