import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fail } from '../../generator/contract/diagnostics.ts';
import type { RuleSource } from '../../generator/emit/emitter.ts';

/** Reads the files of rules that go into the generated package; each must stand alone there. */
export const readRuleSources = (files: readonly string[]): Promise<readonly RuleSource[]> =>
  Promise.all(files.map(readRuleSource));

async function readRuleSource(path: string): Promise<RuleSource> {
  const text = await readFile(path, 'utf8').catch(() =>
    fail({ code: 'no-rule', file: path, message: 'the rule cannot be read' }),
  );
  const file = basename(path).replace(/\.ts$/, '');
  const [, name] = /^export const (\w+): Rule = /m.exec(text) ?? [];
  const imports = [...text.matchAll(/^import (type )?.* from ['"](.*)['"];$/gm)];
  if (
    name === undefined ||
    !/^[\w-]+$/.test(file) ||
    imports.some(([, type, from]) => type === undefined || from !== 'openapi-plumbline')
  )
    return fail({
      code: 'rule-not-alone',
      file: path,
      message:
        'a rule for the package exports one `const ...: Rule` and imports only types of openapi-plumbline',
    });
  return { file, name, text };
}
