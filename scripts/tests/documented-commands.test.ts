import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { figure, isFull } from '../../generator/testing/figure.ts';
import { documentedBlocks, markdownFiles } from './testing/documented.ts';

/**
 * Every command and snippet of README and docs, run outside of the clone with the packed package. Only in `npm run
 * verify`.
 */

const root = resolve(import.meta.dirname, '../..');
const blocks = documentedBlocks(root);
const running: ChildProcess[] = [];
let project = '';
let ran = 0;

/** What stands in the package, as npm would pack it, installed beside the dependencies of the clone. */
beforeAll(() => {
  if (!isFull) return;
  project = mkdtempSync(join(tmpdir(), 'plumbline-documented-'));
  expect(spawnSync('npm', ['run', 'build'], { cwd: root }).status).toBe(0);
  const packed = spawnSync('npm', ['pack', '--ignore-scripts', '--pack-destination', project], { cwd: root });
  const tarball = String(packed.stdout).trim().split('\n').at(-1) ?? '';
  const modules = join(project, 'node_modules');
  mkdirSync(join(modules, '.bin'), { recursive: true });
  expect(spawnSync('tar', ['-xzf', tarball], { cwd: project }).status).toBe(0);
  for (const name of readdirSync(join(root, 'node_modules')))
    if (!name.startsWith('.')) symlinkSync(join(root, 'node_modules', name), join(modules, name));
  cpSync(join(project, 'package'), join(modules, 'openapi-plumbline'), { recursive: true });
  const bin = join(modules, 'openapi-plumbline/dist/scripts/plumbline.js');
  chmodSync(bin, 0o755);
  symlinkSync(bin, join(modules, '.bin/plumbline'));
  writeFileSync(join(project, 'package.json'), '{"name":"documented","private":true,"type":"module"}');
  const document = readFileSync(join(root, 'conformance/examples/print-shop/openapi.json'), 'utf8');
  writeFileSync(join(project, 'openapi.json'), document);
  writeFileSync(
    join(project, 'old.json'),
    document.replace(/"description": "[^"]*"/, '"description": "As it was."'),
  );
  writeFileSync(join(project, 'seed.json'), blockWith('json', '"/documents"'));
  writeFileSync(join(project, 'validators.js'), blockWith('js', 'validate = (schema, value)', 'start-'));
  // Pages that judge a package speak of one that is there.
  expect(
    spawnSync(process.execPath, [bin, 'generate', 'openapi.json', '-o', 'sdk'], { cwd: project }).status,
  ).toBe(0);
  // A page that speaks of the configured document speaks of a folder that has a configuration, and of a newer document.
  const configured = join(project, 'configured');
  mkdirSync(configured);
  writeFileSync(join(configured, 'openapi.json'), document);
  writeFileSync(
    join(configured, 'next.json'),
    document.replace(/"description": "[^"]*"/, '"description": "As it is."'),
  );
  expect(spawnSync(process.execPath, [bin, 'init', 'openapi.json'], { cwd: configured }).status).toBe(0);
}, 300_000);

afterAll(() => {
  // npx starts the command below itself: the signal goes to the whole group.
  for (const { pid } of running) if (pid !== undefined) process.kill(-pid, 'SIGINT');
  if (project !== '') rmSync(project, { recursive: true, force: true });
});

/** The text of a block of the pages, by its language and a text in it. */
const blockWith = (language: string, part: string, file = ''): string =>
  blocks.find(
    (block) => block.language === language && block.text.includes(part) && block.file.includes(file),
  )?.text ?? expect.fail(`no ${language} block with ${part}`);

/** A free port of this machine. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function run(line: string, cwd: string): Promise<void> {
  ran++;
  const child = spawn('bash', ['-c', `exec ${line}`], {
    cwd,
    env: { ...process.env, NO_COLOR: '1' },
    detached: true,
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data) => {
      said += String(data);
    });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  if (/ (mock|proxy) /.test(line.replace(/--target mock.*/, ''))) {
    running.push(child);
    await Promise.race([
      once(child.stdout, 'data'),
      ended.then((code) => expect.fail(`${line}: exit ${code}\n${said}`)),
    ]);
    return;
  }
  const code = await ended;
  expect([0, 1], `${line}\n${said}`).toContain(code);
  // Findings are a valid outcome; wrong usage, a failed start and our own bugs are not.
  expect(said).not.toMatch(/could not run|bug of plumbline|^error:/m);
}

const pages = markdownFiles(root).filter((file) =>
  blocks.some((block) => block.file === file && block.language === 'sh'),
);

it.runIf(isFull).each(pages)('the commands of %s', { timeout: 600_000 }, async (page) => {
  const lines = blocks
    .filter(({ file, language }) => file === page && language === 'sh')
    .flatMap(({ text }) => text.split('\n'))
    // A server of somebody else, and a key for it, are not for tests.
    .filter((line) => line !== '' && !/^export |https:\/\/|plumbline-api\./.test(line));
  const ports = new Map<string, number>();
  const portOf = async (port: string): Promise<number> => {
    const own = ports.get(port) ?? (await freePort());
    ports.set(port, own);
    return own;
  };
  for (const port of new Set(lines.join('\n').match(/\b40\d\d\b/g))) await portOf(port);
  const own = (line: string): string => line.replace(/\b40\d\d\b/g, (port) => String(ports.get(port)));
  // A page that judges a server of its own stands for one that is there.
  const usesMock = lines.some((line) => line.includes('127.0.0.1:4010'));
  if (usesMock && !lines.some((line) => line.includes('mock openapi.json --port 4010')))
    await run(own('npx --no -- plumbline mock openapi.json --port 4010'), project);
  for (const line of lines) {
    // These install and pack: the package of this test is what comes of them.
    if (/^npm (ci|pack|install)\b/.test(line)) continue;
    const here = line.includes(' plumbline update ') ? join(project, 'configured') : project;
    await run(own(line), line.startsWith('npm ') ? root : here);
  }
});

it('no snippet of the pages lacks what it needs: each compiles by itself', () => {
  const partial = blocks.filter(
    ({ language, text }) => language === 'ts' && !/^(?:import|export) /m.test(text),
  );
  expect(partial).toEqual([]);
});

it.runIf(isFull)('the snippets compile under every strict flag, and run', { timeout: 300_000 }, async () => {
  const snippets = blocks.filter(({ language }) => language === 'ts');
  expect(snippets.length).toBeGreaterThan(2);
  const names = snippets.map(({ text }, index) => {
    const name = text.includes('defineConfig') ? `config-${index}.ts` : `snippet-${index}.ts`;
    writeFileSync(join(project, name), text);
    return name;
  });
  const flags = [
    '--noEmit',
    '--strict',
    '--module',
    'nodenext',
    '--target',
    'es2022',
    '--skipLibCheck',
    '--types',
    'node',
  ];
  const checked = spawnSync(join(root, 'node_modules/.bin/tsc'), [...flags, ...names], { cwd: project });
  expect(String(checked.stdout)).toBe('');
  for (const name of names) {
    const outcome = spawnSync(process.execPath, ['--import', 'tsx', name], {
      cwd: project,
      timeout: 120_000,
    });
    expect(outcome.status, `${name}\n${outcome.stderr}`).toBe(0);
  }
  figure({
    issue: 17,
    what: 'commands and TypeScript snippets of README and docs, run outside of the clone from the packed package',
    expected: 'all run',
    seen: `${ran} commands, ${names.length} snippets`,
    ok: ran > 20,
  });
});

it('the JSON and YAML of the pages can be read', () => {
  const data = blocks.filter(({ language }) => language === 'json' || language === 'yaml');
  expect(data.length).toBeGreaterThan(2);
  for (const { language, text } of data)
    expect(language === 'json' ? JSON.parse(text) : parse(text), text).toBeTypeOf('object');
});

it.runIf(isFull)('the overlays of the pages apply', () => {
  const overlays = blocks.filter(({ language, text }) => language === 'yaml' && /^overlay: /m.test(text));
  expect(overlays.length).toBeGreaterThan(0);
  for (const { text } of overlays) {
    writeFileSync(join(project, 'overlay.yaml'), text);
    const bin = join(project, 'node_modules/.bin/plumbline');
    const words = ['explain', 'openapi.json', '--overlay', 'overlay.yaml'];
    const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...words], {
      cwd: project,
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    for (const [, name = ''] of text.matchAll(/x-plumbline-method: (\w+)/g))
      expect(stdout).toContain(`.${name},`);
  }
});

it.runIf(isFull)('the package holds what it runs with, and nothing else', () => {
  const folder = join(project, 'package');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  expect(
    files.filter(
      (file) =>
        !/^(dist|templates|generator\/schema\/code\/runtime)\/|^(package\.json|README\.md|LICENSE)$/.test(
          file,
        ),
    ),
  ).toEqual([]);
  expect(files.filter((file) => /\.test\.|moonshot|kimi/i.test(file))).toEqual([]);
  const { name } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    readonly name: string;
  };
  expect(name).toBe('openapi-plumbline');
  expect(existsSync(join(folder, 'dist/scripts/plumbline.js'))).toBe(true);
});
