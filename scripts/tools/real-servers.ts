import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ExitCode, print, say } from '../cli/terminal.ts';
import { packageRoot } from '../run/package-info.ts';
import { loadSubject } from '../run/subject.ts';
import { installPython, python, type RealServer, realServers } from './real-servers/servers.ts';

/**
 * `tsx scripts/tools/real-servers.ts <folder> [name...]`: installs servers of other people from their registries into a folder,
 * runs conform against each and Schemathesis beside it, and prints a table. What both say of each operation is written to
 * `<folder>/<name>.txt`, to be read: whether a finding is true is for a person to judge.
 */
async function main([folder, ...names]: readonly string[]): Promise<ExitCode> {
  if (folder === undefined) {
    say('usage: tsx scripts/tools/real-servers.ts <folder for installations> [name...]');
    return ExitCode.usage;
  }
  const where = resolve(folder);
  mkdirSync(where, { recursive: true });
  installPython(where);
  const rows: string[] = [];
  for (const server of realServers) {
    if (names.length > 0 && !names.some((name) => server.name.toLowerCase().includes(name.toLowerCase())))
      continue;
    const missing = server.needs.find((program) => !isThere(program));
    if (missing !== undefined) {
      print(`${server.name}: skipped, ${missing} is not on this machine`);
      continue;
    }
    await server.install(where);
    const ours = await withServer(server, where, (url) => runConform(server, where, url));
    const peers = await withServer(server, where, (url) => runPeer(server, where, url));
    writeFileSync(join(where, `${fileName(server)}.txt`), `${ours.text}\n\n${peers.text}`);
    rows.push(
      `| ${server.name} | ${ours.summary} | ${ours.causes} | ${ours.exercised} | ${ours.cpu.toFixed(1)} | ${peers.failures} | ${peers.cases} | ${peers.cpu.toFixed(1)} |`,
    );
    print(rows.at(-1) ?? '');
    const only = [...peers.checks].filter(([operation]) => !ours.operations.has(operation));
    for (const [operation, checks] of only)
      print(`  only the peer: ${operation}: ${[...checks].sort().join(', ')}`);
  }
  print('');
  print(
    '| server | conform | causes | exercised | CPU s | Schemathesis: failures | cases | CPU s |\n| --- | --- | --- | --- | --- | --- | --- | --- |',
  );
  for (const row of rows) print(row);
  return ExitCode.clean;
}

const fileName = ({ name }: RealServer): string => name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');

function isThere(program: string): boolean {
  try {
    execFileSync('which', [program], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((done) => server.close(done));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Starts a server with empty storage, waits until it responds, and stops it after the work. */
async function withServer<Result>(
  server: RealServer,
  folder: string,
  work: (url: string) => Promise<Result>,
): Promise<Result> {
  const port = await freePort();
  const [command = '', ...words] = server.command(folder, port);
  const child = spawn(command, words, { cwd: folder, stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  try {
    for (let attempt = 0; ; attempt++) {
      if (await responds(url)) break;
      if (attempt > 300) throw new Error(`${server.name} does not respond at ${url}`);
      await new Promise((done) => setTimeout(done, 300));
    }
    return await work(url);
  } finally {
    child.kill();
    await Promise.race([once(child, 'exit'), new Promise((done) => setTimeout(done, 5000))]);
    child.kill('SIGKILL');
  }
}

async function responds(url: string): Promise<boolean> {
  try {
    await (await fetch(url)).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

/** The document of a running server, as a file. */
async function documentOf(server: RealServer, folder: string, url: string): Promise<string> {
  const { document } = server;
  if (!('path' in document)) return document.file(folder);
  const file = join(folder, `${fileName(server)}.json`);
  writeFileSync(file, await (await fetch(url + document.path)).text());
  return file;
}

interface Output {
  readonly text: string;
  /** Seconds of user and system time. */
  readonly cpu: number;
}

/** Longest run in milliseconds. */
const patience = 15 * 60_000;

function run(cwd: string, words: readonly string[], env: Readonly<Record<string, string>>): Promise<Output> {
  return new Promise((done) => {
    const child = spawn('bash', ['-c', '"$@"; times', 'bash', ...words], {
      cwd,
      env: { ...process.env, NO_COLOR: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: patience,
    });
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (data) => {
        text += String(data);
      });
    child.on('close', () => {
      const times = [...text.matchAll(/(\d+)m([\d.]+)s/g)].slice(-2);
      const cpu = times.reduce(
        (sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds),
        0,
      );
      done({ text, cpu });
    });
  });
}

/** What conform makes of a server, in a folder of its own with a configuration. */
async function runConform(server: RealServer, folder: string, url: string) {
  const document = await documentOf(server, folder, url);
  const place = mkdtempSync(join(tmpdir(), 'plumbline-real-'));
  try {
    const conform = {
      target: url + (server.base ?? ''),
      report: ['ndjson=run.ndjson'],
      values: server.values,
    };
    const network = server.header === undefined ? {} : { headers: [server.header] };
    writeFileSync(
      join(place, 'plumbline.config.mjs'),
      `export default ${JSON.stringify({ document, conform, network })};`,
    );
    const command = [process.execPath, '--import', import.meta.resolve('tsx')];
    const words = [...command, join(packageRoot, 'scripts/plumbline.ts'), 'conform'];
    const { text, cpu } = await run(place, words, server.env ?? {});
    const [summary = 'did not run'] = /^.*\d+ requests?, .* s.*$/m.exec(text) ?? [];
    const findings = readFileSync(join(place, 'run.ndjson'), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('{"event":"failure"'))
      .map((line) => String((JSON.parse(line) as { readonly operationId?: unknown }).operationId));
    const { contract } = await loadSubject(document);
    const marks = text.split('\n').filter((line) => /^[✓✗·] /.test(line));
    const missed = marks.filter((line) => line.includes('NOT EXERCISED') || line.startsWith('·')).length;
    return {
      text,
      cpu,
      summary: summary.replace(/\s+/g, ' '),
      causes: (text.match(/^\d+\. /gm) ?? []).length,
      exercised: `${marks.length - missed} of ${marks.length}`,
      operations: new Set(
        contract.operations
          .filter(({ operationId }) => findings.includes(operationId))
          .map(({ method, path }) => `${method.toUpperCase()} ${path}`),
      ),
    };
  } finally {
    rmSync(place, { recursive: true });
  }
}

/** What Schemathesis makes of the same server, with the same credential. */
async function runPeer(server: RealServer, folder: string, url: string) {
  const document = await documentOf(server, folder, url);
  const header = server.header?.replaceAll(/\$(\w+)/g, (_, name: string) => server.env?.[name] ?? '');
  const place = mkdtempSync(join(tmpdir(), 'plumbline-real-'));
  const words = [
    python(folder, 'schemathesis'),
    ...['run', document, '--url', url + (server.base ?? '')],
    ...(header === undefined ? [] : ['--header', header]),
    ...['--phases', 'examples,coverage,fuzzing,stateful', '--max-examples', '20', '--seed', '1'],
    ...['--generation-database', 'none', '--no-color', '--continue-on-failure'],
  ];
  try {
    const { text, cpu } = await run(place, words, {});
    const checks = new Map<string, Set<string>>();
    let operation = '';
    for (const line of text.split('\n')) {
      operation = /^_+ ([A-Z]+ \/\S*) _+$/.exec(line)?.[1] ?? operation;
      const check = /^- (.+)$/.exec(line)?.[1];
      if (check !== undefined && operation !== '')
        checks.set(operation, (checks.get(operation) ?? new Set()).add(check));
    }
    return {
      text: `$ ${words.map((word) => (word === header ? server.header : word)).join(' ')}\n${text}`,
      cpu,
      failures: /(\d+) (?:unique )?failures?\b/.exec(text)?.[1] ?? '0',
      cases: /(\d+) generated/.exec(text)?.[1] ?? '?',
      checks,
    };
  } finally {
    rmSync(place, { recursive: true });
  }
}

process.exitCode = await main(process.argv.slice(2));
