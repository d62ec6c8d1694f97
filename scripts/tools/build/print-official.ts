import standaloneCode from 'ajv/dist/standalone/index.js';
import { buildSync } from 'esbuild';
import { compileOfficial } from '../../../generator/load/official-validators.ts';
import type { OfficialSchema } from '../../../generator/load/printed-validators.ts';
import { packageRoot } from '../../run/package-info.ts';

/** The validator of an official schema as a CommonJS module that needs no other one. */
export function printOfficial(name: OfficialSchema): string {
  const { engine, validate } = compileOfficial(name, true);
  const contents = standaloneCode.default(engine, validate);
  const stdin = { contents, resolveDir: packageRoot };
  const { outputFiles } = buildSync({ stdin, bundle: true, format: 'cjs', platform: 'node', write: false });
  return outputFiles[0]?.text ?? '';
}
