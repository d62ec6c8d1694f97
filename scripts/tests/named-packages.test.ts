import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../run/package-info.ts';

/** Every module that a module reaches by imports with a value, static or dynamic, and the packages among them. */
function reachable(entry: string): {
  readonly files: ReadonlySet<string>;
  readonly packages: ReadonlySet<string>;
} {
  const files = new Set<string>();
  const packages = new Set<string>();
  const pending = [resolve(packageRoot, entry)];
  for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
    if (files.has(file) || !existsSync(file)) continue;
    files.add(file);
    const text = readFileSync(file, 'utf8');
    const imports = text.matchAll(
      /(?:^(?:import|export) (?!type )[^;]*?from |\bimport\(|\brequire\()'([^']+)'/gms,
    );
    for (const [, name = ''] of imports) {
      if (name.startsWith('.')) pending.push(join(dirname(file), name));
      else packages.add(name.split('/', name.startsWith('@') ? 2 : 1).join('/'));
    }
  }
  return { files, packages };
}

describe('each named package does its work on the path of a default command', () => {
  it.each([
    { name: '@apidevtools/swagger-parser', entry: 'scripts/cli/verbs/generate.ts' },
    { name: 'openapi-typescript', entry: 'scripts/cli/verbs/generate.ts' },
    { name: 'ts-morph', entry: 'scripts/cli/verbs/generate.ts' },
    { name: 'handlebars', entry: 'scripts/cli/verbs/generate.ts' },
    { name: 'ajv', entry: 'scripts/cli/verbs/conform.ts' },
    { name: 'ajv-formats', entry: 'scripts/cli/verbs/conform.ts' },
    { name: 'fast-check', entry: 'scripts/cli/verbs/conform.ts' },
    { name: 'vitest', entry: 'scripts/api/vitest.ts' },
  ])('$name in $entry', ({ name, entry }) => {
    expect([...reachable(entry).packages]).toContain(name);
  });

  it('the command reaches every verb', () => {
    const { files } = reachable('scripts/plumbline.ts');
    for (const verb of [
      'generate',
      'drift',
      'mock',
      'conform',
      'fuzz',
      'lint',
      'proxy',
      'report',
      'check-schema',
    ])
      expect([...files]).toContain(resolve(packageRoot, `scripts/cli/verbs/${verb}.ts`));
  });

  it('a package that is imported for its types alone does not count', () => {
    expect([...reachable('generator/contract/model.ts').packages]).toEqual([]);
  });
});
