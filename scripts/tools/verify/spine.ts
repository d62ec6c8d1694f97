import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Figure } from '../../../generator/testing/figure.ts';
import { packageRoot } from '../../run/package-info.ts';
import { run } from './run.ts';

const key = 'sk-verify-0123456789-key';

/** Every line of the spine's "Done when", in a fresh clone in `folder`. */
export async function verifySpine(
  folder: string,
  add: (figure: Omit<Figure, 'issue'>) => void,
): Promise<void> {
  const shared = join(packageRoot, '..', 'shared');
  const clone = join(folder, 'clone');
  execFileSync('git', ['clone', '-q', packageRoot, clone]);
  if (existsSync(shared)) cpSync(shared, join(folder, 'shared'), { recursive: true });
  const bin = join(clone, 'dist', 'scripts', 'plumbline.js');
  const plumbline = (args: readonly string[], env = {}) => run(process.execPath, [bin, ...args], clone, env);

  const install = await run('npm', ['ci', '--no-audit', '--no-fund'], clone);
  add({ what: 'npm ci', expected: 'exit 0', seen: `exit ${install.code}`, ok: install.code === 0 });
  const start = await run('npm', ['start'], clone);
  const rows = start.output.match(/^✓ {1,3}\S+/gm)?.length ?? 0;
  add({
    what: 'npm start',
    expected: 'exit 0, 13 + 14 rows, up to date, < 60 s',
    seen: `exit ${start.code}, ${rows} rows, ${/up to date/.test(start.output) ? 'up to date' : 'not up to date'}, ${start.seconds.toFixed(1)} s`,
    ok: start.code === 0 && rows === 27 && start.seconds < 60 && /up to date/.test(start.output),
  });
  const test = await run('npm', ['test'], clone, { MOONSHOT_API_KEY: '' });
  add({
    what: 'npm test',
    expected: 'exit 0, < 240 s',
    seen: `exit ${test.code}, ${test.seconds.toFixed(0)} s`,
    ok: test.code === 0 && test.seconds < 240,
  });

  for (const name of ['readme-3.1-petstore.json', 'readme-3.1-train-travel.json', 'asana.yaml']) {
    const out = join(folder, `sdk-${name}`);
    const generated = await plumbline(['generate', join(folder, 'shared', 'corpus', name), '-o', out]);
    const compiled = await run(
      process.execPath,
      [join(clone, 'node_modules', 'typescript', 'bin', 'tsc'), '--noEmit', '-p', out],
      clone,
    );
    add({
      what: `generate ${name}, tsc --strict`,
      expected: '0, 0',
      seen: `${generated.code}, ${compiled.code}`,
      ok: generated.code === 0 && compiled.code === 0,
    });
  }

  await verifyServed(folder, clone, bin, add);

  writeFileSync(join(folder, 'broken.json'), '{"openapi": "3.1.0",');
  writeFileSync(
    join(folder, 'bad-ref.json'),
    '{"openapi":"3.1.0","info":{"title":"T","version":"1"},"paths":{},"components":{"schemas":{"A":{"$ref":"#/nowhere"}}}}',
  );
  const wrong: readonly (readonly [what: string, args: readonly string[], place: RegExp])[] = [
    ['a missing file', ['generate', join(folder, 'none.json'), '-o', folder], /none\.json/],
    ['broken JSON', ['generate', join(folder, 'broken.json'), '-o', folder], /broken\.json:1:\d+/],
    ['a bad $ref', ['generate', join(folder, 'bad-ref.json'), '-o', folder], /bad-ref\.json:1:\d+/],
    ['an unknown flag', ['conform', '--target', 'mock', '--nonsense'], /unknown option/],
  ];
  for (const [what, args, place] of wrong) {
    const { code, output } = await plumbline(args);
    const ok = code === 2 && place.test(output) && !/\n\s+at /.test(output);
    add({
      what,
      expected: 'exit 2, one message with its place, no stack',
      seen: `exit ${code}: ${output.split('\n')[0]?.slice(0, 90)}`,
      ok,
    });
  }
  const unreachable = await plumbline(['conform', '--target', 'http://127.0.0.1:9']);
  add({
    what: 'an unreachable target',
    expected: 'exit 3, < 5 s',
    seen: `exit ${unreachable.code}, ${unreachable.seconds.toFixed(1)} s`,
    ok: unreachable.code === 3 && unreachable.seconds < 5,
  });

  const [first, second] = [join(folder, 'a.ndjson'), join(folder, 'b.ndjson')];
  for (const path of [first, second])
    await plumbline(['conform', '--target', 'mock', '--seed', '5', '--quiet', '--report', `ndjson=${path}`], {
      MOONSHOT_API_KEY: key,
    });
  const timeless = (path: string): string =>
    readFileSync(path, 'utf8').replace(/"timing":\{[^}]*\}|"seconds":[\d.]+/g, '');
  add({
    what: 'NDJSON of the same seed',
    expected: 'byte-identical but for times',
    seen: timeless(first) === timeless(second) ? 'identical' : 'different',
    ok: timeless(first) === timeless(second),
  });
  const leaks = [first, second].filter((path) =>
    [key, encodeURIComponent(key), Buffer.from(key).toString('base64').slice(0, 24)].some((form) =>
      readFileSync(path, 'utf8').includes(form),
    ),
  );
  add({
    what: 'the key in reports',
    expected: 'nowhere',
    seen: leaks.length === 0 ? 'nowhere' : leaks.join(', '),
    ok: leaks.length === 0,
  });
  const again = await run('npm', ['run', '-s', 'generate'], clone);
  const clean = execFileSync('git', ['status', '--porcelain', 'generated', 'spec'], {
    cwd: clone,
  }).toString();
  add({
    what: 'generate twice',
    expected: 'identical bytes',
    seen: clean === '' ? 'identical' : clean.slice(0, 80),
    ok: again.code === 0 && clean === '',
  });

  await verifyOutsider(folder, clone, add);
  await verifyNewVersion(clone, bin, add);
}

/** A server of its own: the same verdicts as in-process; a mutant is one finding. */
async function verifyServed(
  folder: string,
  clone: string,
  bin: string,
  add: (figure: Omit<Figure, 'issue'>) => void,
): Promise<void> {
  const serve = async (port: number, fault: readonly string[]): Promise<{ stop(): void }> => {
    const child = spawn(process.execPath, [bin, 'mock', '--port', String(port), ...fault], {
      cwd: clone,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    return { stop: () => child.kill('SIGINT') };
  };
  const verdicts = (path: string): string =>
    readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('{"event":"verdict"'))
      .join('\n');
  const [http, local] = [join(folder, 'http.ndjson'), join(folder, 'local.ndjson')];
  const server = await serve(4811, ['--lenient', '--steady-clock']);
  const overHttp = await run(
    process.execPath,
    [bin, 'conform', '--target', 'http://127.0.0.1:4811', '--quiet', '--report', `ndjson=${http}`],
    clone,
  );
  server.stop();
  const inProcess = await run(
    process.execPath,
    [bin, 'conform', '--target', 'mock', '--quiet', '--report', `ndjson=${local}`],
    clone,
  );
  const same = verdicts(http) === verdicts(local);
  add({
    what: 'conform over HTTP and in-process',
    expected: 'exit 0 twice, the same verdicts',
    seen: `exit ${overHttp.code}, ${inProcess.code}, ${same ? 'the same' : 'different'}`,
    ok: overHttp.code === 0 && inProcess.code === 0 && same,
  });
  const mutant = await serve(4812, ['--fault', 'AUTH_MODELS']);
  const found = await run(
    process.execPath,
    [bin, 'conform', '--target', 'http://127.0.0.1:4812', '--quiet'],
    clone,
  );
  mutant.stop();
  const count = found.output.match(/^\d+\. /gm)?.length ?? 0;
  add({
    what: 'conform against a mutant',
    expected: 'exit 1, one finding',
    seen: `exit ${found.code}, ${count}`,
    ok: found.code === 1 && count === 1,
  });
}

/** The packed tarball in an empty folder, with a configuration in TypeScript. */
async function verifyOutsider(
  folder: string,
  clone: string,
  add: (figure: Omit<Figure, 'issue'>) => void,
): Promise<void> {
  const home = join(folder, 'outsider');
  mkdirSync(home);
  await run('npm', ['pack', '--pack-destination', home], clone);
  const tarball = readdirSync(home).find((name) => name.endsWith('.tgz')) ?? '';
  cpSync(join(folder, 'shared', 'corpus', 'readme-3.1-petstore.json'), join(home, 'petstore.json'));
  writeFileSync(join(home, 'package.json'), '{"name":"outsider","private":true,"type":"module"}');
  writeFileSync(
    join(home, 'plumbline.config.ts'),
    "import { defineConfig } from 'openapi-plumbline';\nconst output: string = 'sdk';\nexport default defineConfig({ document: 'petstore.json', output });\n",
  );
  const install = await run('npm', ['i', '--no-audit', '--no-fund', `./${tarball}`], home);
  const codes: (number | null)[] = [install.code];
  for (const args of [
    ['generate', 'petstore.json', '-o', 'sdk'],
    ['generate', '--check'],
    ['conform', '--target', 'mock'],
  ]) {
    codes.push((await run('npx', ['plumbline', ...args], home)).code);
  }
  const mock = spawn('npx', ['plumbline', 'mock', '--port', '4813'], {
    cwd: home,
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  });
  await new Promise((resolve) => mock.stdout.once('data', resolve));
  codes.push((await run('npx', ['plumbline', 'conform', '--target', 'http://127.0.0.1:4813'], home)).code);
  if (mock.pid !== undefined) process.kill(-mock.pid, 'SIGINT');
  add({
    what: 'npm pack, install, generate, check, conform, mock',
    expected: 'exit 0 each',
    seen: codes.join(', '),
    ok: codes.every((code) => code === 0),
  });
}

/** A 15th model and a 14th operation, with no source edit. */
async function verifyNewVersion(
  clone: string,
  bin: string,
  add: (figure: Omit<Figure, 'issue'>) => void,
): Promise<void> {
  const path = join(clone, 'spec', 'openapi.json');
  const document = JSON.parse(readFileSync(path, 'utf8'));
  document.components.schemas.KimiK26ChatRequest.allOf[1].properties.model.enum.push('kimi-k9');
  document.paths['/v1/chat/completions'].post.requestBody.content[
    'application/json'
  ].schema.discriminator.mapping['kimi-k9'] = '#/components/schemas/KimiK26ChatRequest';
  document.paths['/v1/status'] = {
    get: {
      summary: 'Status',
      tags: ['Models'],
      security: [{ bearerAuth: [] }],
      responses: {
        200: {
          description: 'ok',
          content: {
            'application/json': {
              schema: { type: 'object', properties: { status: { type: 'string' } }, required: ['status'] },
            },
          },
        },
        401: document.paths['/v1/models'].get.responses['401'],
      },
    },
  };
  const next = join(clone, 'next.json');
  writeFileSync(next, JSON.stringify(document));
  const update = await run('npm', ['run', '-s', 'spec:update', '--', next], clone);
  rmSync(next);
  const test = await run('npm', ['test'], clone);
  const conform = await run(process.execPath, [bin, 'conform', '--target', 'mock'], clone);
  const rows = conform.output.match(/^✓ \S+/gm)?.length ?? 0;
  const columns = conform.output.match(/^✓ {3}\S+/gm)?.length ?? 0;
  add({
    what: 'a 15th model and a 14th operation',
    expected: 'update, test, conform exit 0; 14 rows, 15 columns',
    seen: `${update.code}, ${test.code}, ${conform.code}; ${rows}, ${columns}`,
    ok: update.code === 0 && test.code === 0 && conform.code === 0 && rows === 14 && columns === 15,
  });
}
