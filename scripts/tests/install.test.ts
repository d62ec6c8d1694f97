import { execFileSync, spawnSync } from 'node:child_process';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publint } from 'publint';
import { expect, it } from 'vitest';
import { figure, isFull } from '../../generator/testing/figure.ts';
import { packageRoot } from '../run/package-info.ts';

/** What a project gets that installs the package: how much, from whom, and with which names in it. */

interface Locked {
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly peer?: boolean;
  readonly license?: string;
  readonly hasInstallScript?: boolean;
}

const { packages } = JSON.parse(readFileSync(join(packageRoot, 'package-lock.json'), 'utf8')) as {
  readonly packages: { readonly [path: string]: Locked };
};

/** The packages that are installed with this one, by their folders. */
const installed = Object.entries(packages).filter(
  ([path, { dev, optional, peer }]) =>
    path !== '' && dev !== true && optional !== true && peer !== true && !isOnlyPeer(path),
);

/** Optional peers stand in the lock file because our tests use them. */
function isOnlyPeer(path: string): boolean {
  const { devDependencies } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
    readonly devDependencies: { readonly [name: string]: string };
  };
  return Object.hasOwn(devDependencies, path.replace('node_modules/', ''));
}

it('few packages come with it, none runs a script, all are free to use', () => {
  expect(installed.map(([path]) => path.replace('node_modules/', ''))).toEqual([
    'fast-check',
    'jiti',
    'pure-rand',
  ]);
  for (const [path, { license = '', hasInstallScript }] of installed) {
    expect(hasInstallScript, path).toBeUndefined();
    expect(license, path).toMatch(/^(MIT|ISC|Apache-2\.0|BSD-[23]-Clause|0BSD)$/);
  }
});

const sizeOf = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);

/** The bundled command reads what other libraries convert, bundle and parse: Swagger 2.0, several files, YAML with places. */
function reads(folder: string, command: string): void {
  symlinkSync(join(packageRoot, 'node_modules'), join(folder, 'node_modules'));
  const written = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return name;
  };
  const pet = 'type: object\nproperties: { id: { type: integer } }\n';
  const responses = (ref: string) =>
    `{ 200: { description: ok, content: { application/json: { schema: { $ref: "${ref}" } } } } }`;
  written('pet.yaml', pet);
  const documents = [
    written(
      'two.json',
      JSON.stringify({
        swagger: '2.0',
        info: { title: 'A', version: '1' },
        paths: { '/a': { get: { responses: { 200: { description: 'ok', schema: { type: 'string' } } } } } },
      }),
    ),
    written(
      'split.yaml',
      `openapi: 3.1.0\ninfo: { title: A, version: "1" }\npaths: { /a: { get: { responses: ${responses('pet.yaml')} } } }\n`,
    ),
    written(
      'old.yaml',
      `openapi: 3.0.3\ninfo: { title: A, version: "1" }\npaths:\n  /a: { get: { responses: { 4xx: { description: no } } } }\n`,
    ),
  ];
  const run = (...words: readonly string[]) =>
    spawnSync(process.execPath, [command, ...words], { cwd: folder, encoding: 'utf8' });
  for (const document of documents) {
    const { status, stderr } = run('generate', document, '-o', `out-${document}`);
    expect({ document, status, stderr: stderr.replace(/^.*: (?:warning|info) .*$/gm, '').trim() }).toEqual({
      document,
      status: 0,
      stderr: '',
    });
  }
  expect(run('lint', 'old.yaml').stdout).toContain('old.yaml:4:');
  const drift = run('drift', 'split.yaml', 'old.yaml', '--format', 'json');
  expect({
    status: drift.status,
    stderr: drift.stderr.replace(/^.*: (?:warning|info) .*$/gm, '').trim(),
  }).toEqual({
    status: 1,
    stderr: '',
  });
}

// Before dist/ was bundled, with 88 packages.
const before = { megabytes: 78.5, packages: 88 };

it.runIf(isFull)(
  'the packed package is valid, typed, free of names of strangers, and half as large as it was',
  { timeout: 600_000 },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'plumbline-install-'));
    try {
      execFileSync('npm', ['run', '-s', 'build'], { cwd: packageRoot });
      const tarball = execFileSync(
        'npm',
        ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder],
        { cwd: packageRoot, encoding: 'utf8' },
      ).trim();
      execFileSync('tar', ['-xzf', tarball], { cwd: folder });
      const unpacked = join(folder, 'package');
      const { messages } = await publint({ pkgDir: unpacked, level: 'suggestion', strict: true });
      expect(messages).toEqual([]);
      const attw = join(packageRoot, 'node_modules/@arethetypeswrong/cli/dist/index.js');
      const words = [attw, join(folder, tarball), '--profile', 'esm-only', '--format', 'json', '--quiet'];
      execFileSync(process.execPath, words);
      const files = readdirSync(unpacked, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name));
      // The first API of the repository, and whoever builds the package, are nobody's business who installs it.
      const names = /moonshot|kimi|\/(?:home|Users|root|tmp)\/[\w-]+\//i;
      const own = files.filter(
        (file) => !/\/(?:shared\/lib(?:rary-|\.)|LICENSES\.txt|README\.md)/.test(file),
      );
      const naming = own.filter((file) => names.test(readFileSync(file, 'utf8')));
      expect(naming.map((file) => file.slice(unpacked.length))).toEqual([]);
      expect(readFileSync(join(unpacked, 'dist/LICENSES.txt'), 'utf8')).toMatch(
        /--- typescript .*--- yaml /s,
      );
      reads(folder, join(unpacked, 'dist/scripts/plumbline.js'));
      const bytes = installed.reduce(
        (sum, [path]) => sum + sizeOf(join(packageRoot, path)),
        sizeOf(unpacked),
      );
      const megabytes = Math.round(bytes / 100_000) / 10;
      const count = installed.length + 1;
      const ok = megabytes <= before.megabytes / 2 && count <= before.packages / 2;
      figure({
        issue: 27,
        what: 'what an install takes: MB and packages',
        expected: `at most half of ${before.megabytes} MB, ${before.packages} packages`,
        seen: `${megabytes} MB, ${count} packages`,
        ok,
      });
      expect(ok).toBe(true);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
);
