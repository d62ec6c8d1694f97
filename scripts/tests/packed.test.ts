import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { library } from '../../conformance/examples/index.ts';
import { figure, isFull } from '../../generator/testing/figure.ts';

/**
 * Programs of users against the package as npm would publish it: built, packed, unpacked, used. Only with
 * PLUMBLINE_FULL=1.
 */

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');

/** An output of one's own, a check of one's own and a run from code, as one TypeScript file that is also compiled. */
const program = `import { type Check, conform, type Emitter, generate, loadContract } from 'openapi-plumbline';
import { limitsOf } from './limits.js';

const markdown: Emitter = {
  name: 'operations-as-markdown',
  emit: ({ info, operations, inferred }) => {
    const line = (operation: (typeof operations)[number]): string => {
      const { method, path, operationId, summary = '' } = operation;
      const inferredRole = inferred.roles.get(operationId);
      const role = inferredRole?.resource === undefined ? 'action' : inferredRole.role + ' of ' + inferredRole.resource.path;
      return '| ' + [operationId, method.toUpperCase() + ' ' + path, role, summary].join(' | ') + ' |';
    };
    const head = ['# ' + info.title, '', '| operation | request | role | about |', '| --- | --- | --- | --- |'];
    return [{ kind: 'text', path: 'OPERATIONS.md', text: [...head, ...operations.map(line), ''].join('\\n') }];
  },
};

const limits: Emitter = {
  name: 'limits-as-text',
  emit: (contract) => {
    const { schemas } = contract;
    const line = ({ name, use }: (typeof schemas)[number]) =>
      name + ': ' + limitsOf(use.normal.schema, contract).join(', ') + '\\n';
    return [{ kind: 'text', path: 'LIMITS.txt', text: schemas.map(line).join('') }];
  },
};

const noLongIds: Check = {
  id: 'no-long-ids',
  check({ response, testCase }) {
    const text = new TextDecoder().decode(response.body);
    const isLong = /"id":"[^"]{20,}"/.test(text);
    if (!isLong) return { kind: 'pass' };
    const { operationId } = testCase;
    return {
      kind: 'fail',
      failure: { check: 'no-long-ids', severity: 'error', operationId, message: 'the id is long' },
    };
  },
};

const contract = await loadContract(process.argv[2] ?? '');
const files = await generate(contract, { emitters: [markdown, limits] });
for (const name of ['OPERATIONS.md', 'LIMITS.txt']) console.log(files.find(({ path }) => path === name)?.text);
const found = new Set<string>();
for await (const event of conform(contract, { target: 'mock', maxRequests: 60, checks: [noLongIds] }))
  if (event.event === 'failure') found.add(event.finding.message);
console.log(JSON.stringify([...found]));
`;

/** The reading of schemas that the page about the API shows. */
const documented = [...readFileSync(join(root, 'docs/api.md'), 'utf8').matchAll(/```ts\n(.*?)```/gs)]
  .map(([, text = '']) => text)
  .find((text) => text.includes('SchemaVisitor'));

it.skipIf(!isFull)(
  'an output, a check and a run of conform() work from the packed package, and are typed',
  async () => {
    await mkdir(join(root, 'node_modules/.cache'), { recursive: true });
    const folder = await mkdtemp(join(root, 'node_modules/.cache/plumbline-packed-'));
    const [copy, user] = [join(folder, 'package'), join(folder, 'user')];
    const bin = (name: string): string => join(root, 'node_modules/.bin', name);
    await run(bin('tsx'), ['scripts/tools/build.ts', '--out', join(copy, 'dist')], { cwd: root });
    await cp(join(root, 'package.json'), join(copy, 'package.json'));
    const { files } = JSON.parse(await readFile(join(copy, 'package.json'), 'utf8')) as {
      readonly files: readonly string[];
    };
    for (const path of files.filter((each) => each !== 'dist' && !each.startsWith('!')))
      await cp(join(root, path), join(copy, path), { recursive: true });
    await run('npm', ['pack', '--ignore-scripts'], { cwd: copy });
    const tarball = (await readdir(copy)).find((name) => name.endsWith('.tgz')) ?? '';
    const installed = join(user, 'node_modules/openapi-plumbline');
    await mkdir(installed, { recursive: true });
    await run('tar', ['-xzf', join(copy, tarball), '-C', installed, '--strip-components=1']);
    const compiler = {
      module: 'nodenext',
      target: 'es2023',
      strict: true,
      skipLibCheck: true,
      outDir: 'out',
      types: ['node'],
    };
    await writeFile(join(user, 'package.json'), JSON.stringify({ type: 'module' }));
    await writeFile(join(user, 'program.ts'), program);
    await writeFile(join(user, 'limits.ts'), documented ?? '');
    await writeFile(
      join(user, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: compiler, files: ['program.ts', 'limits.ts'] }),
    );
    await run(bin('tsc'), ['-p', user], { cwd: user });
    // A keyword that is forgotten does not compile.
    await writeFile(join(user, 'limits.ts'), documented?.replace(/^ {2}\$dynamicRef.*$/m, '') ?? '');
    await expect(run(bin('tsc'), ['-p', user, '--noEmit'], { cwd: user })).rejects.toMatchObject({
      stdout: expect.stringContaining("Property '$dynamicRef' is missing"),
    });
    const { stdout } = await run(process.execPath, ['out/program.js', library.document], { cwd: user });
    expect(stdout).toContain(
      '| createBook | POST /authors/{authorId}/books | create of /authors/{authorId}/books | Adds a book |',
    );
    expect(stdout).toContain('Country: type "string", pattern "^[A-Z]{2}$"');
    expect(stdout).toContain('Problem: type "object", required ["title"], type "string", type "string"');
    expect(stdout.trim().split('\n').at(-1)).toBe('["the id is long"]');
    figure({
      issue: 18,
      what: 'an emitter, a check and a script that calls conform(), from the packed package',
      expected: 'work',
      seen: 'work, and compile against its types',
      ok: true,
    });
    await rm(folder, { recursive: true });
  },
  300_000,
);
