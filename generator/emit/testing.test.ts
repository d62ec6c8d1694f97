import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { loadContract } from '../index.ts';
import type { GeneratedFile } from './emitter.ts';
import { testing } from './testing.ts';

const full = process.env['PLUMBLINE_FULL'] === '1';
const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), 'plumbline-testing-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const emitted = async (file: string): Promise<ReadonlyMap<string, GeneratedFile>> => {
  const contract = await loadContract(file);
  const files = await testing.emit(contract, { packageName: 'an-sdk' });
  return new Map(files.map((each) => [each.path, each]));
};

const textOf = (file: GeneratedFile | undefined): string => (file?.kind === 'text' ? file.text : '');

describe('the testing entry', () => {
  it('has one arbitrary for each model, in code and in types', async () => {
    const files = await emitted(path.join(root, 'spec/openapi.json'));
    const named = (text: string): readonly string[] =>
      [...text.matchAll(/^export .*?const (any\w+)/gm)].map(([, name = '']) => name);
    const code = named(textOf(files.get('testing/index.js')));
    expect(code).toContain('anyMessage');
    expect(code.length).toBeGreaterThanOrEqual(20);
    expect(named(textOf(files.get('testing/index.d.ts')))).toEqual(code);
  });

  it('takes the whole document along where a reference leads out of the components', async () => {
    const file = path.join(folder, 'elsewhere.json');
    const schema = { type: 'object', properties: { id: { type: 'integer' } } };
    writeFileSync(
      file,
      JSON.stringify({
        openapi: '3.1.0',
        info: { title: 'Elsewhere', version: '1' },
        paths: {
          '/a': {
            get: { responses: { '200': { description: '', content: { 'application/json': { schema } } } } },
          },
          '/b': { get: { responses: { '200': { $ref: '#/components/responses/B' } } } },
        },
        components: {
          responses: { B: { description: 'a response that no schema refers to' } },
          schemas: { A: { $ref: '#/paths/~1a/get/responses/200/content/application~1json/schema' } },
        },
      }),
    );
    const document = (await emitted(file)).get('testing/document.json');
    const { paths, components } = JSON.parse(document?.kind === 'text' ? document.text : '{}');
    expect(Object.keys(paths)).toEqual(['/a']);
    expect(Object.keys(components)).toEqual(['schemas']);
  });

  it.runIf(full)(
    'works and type-checks where both packages are installed from their tarballs',
    () => {
      const run = (command: string, args: readonly string[], cwd: string): string =>
        execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
      const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
      const main = path.join(folder, 'main');
      for (const part of ['package.json', 'LICENSE', 'templates'])
        cpSync(path.join(root, part), path.join(main, part), { recursive: true });
      run(
        'node',
        [
          tsc,
          '-p',
          path.join(root, 'tsconfig.build.json'),
          '--outDir',
          path.join(main, 'dist'),
          '--noCheck',
          '--tsBuildInfoFile',
          path.join(folder, 'main.tsbuildinfo'),
        ],
        root,
      );
      const sdk = path.join(folder, 'sdk');
      cpSync(path.join(root, 'generated'), sdk, {
        recursive: true,
        filter: (source) => !/node_modules|\/dist$/.test(source.slice(root.length)),
      });
      symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
      run('node', [tsc, '-p', path.join(sdk, 'tsconfig.build.json')], sdk);
      cpSync(path.join(sdk, 'src/validators'), path.join(sdk, 'dist/validators'), { recursive: true });
      const tarballs = [main, sdk].map((from) =>
        path.join(
          folder,
          run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], from).trim(),
        ),
      );
      rmSync(path.join(folder, 'node_modules'));
      const app = path.join(folder, 'app');
      cpSync(path.join(root, 'LICENSE'), path.join(app, 'LICENSE'));
      writeFileSync(
        path.join(app, 'package.json'),
        JSON.stringify({ name: 'app', private: true, type: 'module' }),
      );
      run(
        'npm',
        [
          'install',
          '--no-audit',
          '--no-fund',
          '--ignore-scripts',
          '--prefer-offline',
          ...tarballs,
          'fast-check@4',
          'typescript@5.9',
          '@types/node@20',
        ],
        app,
      );
      writeFileSync(
        path.join(app, 'use.ts'),
        `import fc from 'fast-check';
import type { Message } from 'moonshot-plumbline';
import { anyFileUploadRequest, anyMessage, anyMoonshotV1ChatRequest } from 'moonshot-plumbline/testing';
const message: fc.Arbitrary<Message> = anyMessage({ realistic: true });
fc.assert(fc.property(message, ({ role }) => ['system', 'user', 'assistant', 'tool'].includes(role)));
fc.assert(fc.property(anyMoonshotV1ChatRequest({ size: 'least' }), ({ model }) => model.startsWith('moonshot-v1')));
fc.assert(fc.property(anyFileUploadRequest(), ({ file }) => file instanceof Blob));
console.log('used');
`,
      );
      run(
        'node',
        [
          'node_modules/typescript/bin/tsc',
          '--strict',
          '--target',
          'es2022',
          '--module',
          'nodenext',
          '--types',
          'node',
          '--skipLibCheck',
          'use.ts',
        ],
        app,
      );
      expect(run('node', ['use.js'], app).trim()).toBe('used');
    },
    400_000,
  );
});
