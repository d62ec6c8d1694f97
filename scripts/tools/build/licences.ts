import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../run/package-info.ts';

/** Names and licence texts of libraries, given by their folders, as one text. Throws where a library has neither text nor name of a licence. */
export const licencesOf = (folders: readonly string[]): string =>
  `Libraries that are part of the files beside this one, and their licences.\n\n${folders.map(licenceOf).join('\n')}`;

function licenceOf(path: string): string {
  const folder = join(packageRoot, path);
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly version: string;
    readonly license?: string;
  };
  const file = readdirSync(folder).find((each) => /^(licen[cs]e|copying)/i.test(each));
  if (file === undefined && license === undefined) throw new Error(`${name} has no licence`);
  const text = file === undefined ? '' : readFileSync(join(folder, file), 'utf8').trim();
  return `--- ${name} ${version} (${license ?? 'see below'})\n\n${text}\n`;
}
