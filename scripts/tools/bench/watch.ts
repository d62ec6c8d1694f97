import { spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
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
import { isObject } from '../../../generator/json/pointer.ts';
import type { JsonObject } from '../../../generator/json/types.ts';
import { figure } from '../../../generator/testing/figure.ts';
import { say } from '../../cli/terminal.ts';
import { packageRoot } from '../../run/package-info.ts';
import { plumbline } from './generate.ts';

/** One change of the document, from its writing until the output is written. */
export interface WatchRow {
  readonly milliseconds: number;
  /**
   * Of those, how many it computed, on all its threads; where others keep the machine busy the rest is waiting.
   * Linux only.
   */
  readonly cpu: number | undefined;
  /** Files with another time on disk. */
  readonly files: number;
  readonly of: number;
  readonly isWarmingUp: boolean;
}

const [warming, counted] = [3, 10];
const bound = 300;

/** `plumbline generate --watch` of the configured document: each change gives another named schema one more member. */
export async function benchWatch(): Promise<readonly WatchRow[]> {
  if (!existsSync(plumbline)) {
    say('skipped: watch needs npm run build');
    return [];
  }
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-watched-'));
  for (const name of ['spec', 'generated', 'plumbline.config.ts', 'package.json'])
    cpSync(join(packageRoot, name), join(folder, name), { recursive: true });
  symlinkSync(join(packageRoot, 'node_modules'), join(folder, 'node_modules'));
  const child = spawn(process.execPath, [plumbline, 'generate', '--watch'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  let notify = (): void => {};
  child.stderr.on('data', (chunk) => {
    said += chunk;
    notify();
  });
  child.once('exit', () => notify());
  const ready = async (): Promise<void> => {
    while (!said.includes('Ctrl-C ends')) {
      if (child.exitCode !== null) throw new Error(`generate --watch ended with ${child.exitCode}:\n${said}`);
      await new Promise<void>((done) => {
        notify = done;
      });
    }
    said = '';
  };
  const path = join(folder, 'spec/openapi.json');
  const document = JSON.parse(readFileSync(path, 'utf8')) as JsonObject;
  const rows: WatchRow[] = [];
  try {
    await ready();
    for (let change = 0; change < warming + counted; change++) {
      addMember(document, change);
      const text = JSON.stringify(document, null, 2);
      const before = timesOf(folder);
      // What a person does between two changes.
      await new Promise((done) => setTimeout(done, 300));
      const [started, computed] = [performance.now(), cpuOf(child.pid)];
      writeFileSync(path, text);
      await ready();
      const milliseconds = performance.now() - started;
      const cpu = (cpuOf(child.pid) ?? 0) - (computed ?? 0);
      const after = timesOf(folder);
      const files = [...after].filter(([name, time]) => before.get(name) !== time).length;
      rows.push({
        milliseconds,
        cpu: computed === undefined ? undefined : cpu,
        files,
        of: after.size,
        isWarmingUp: change < warming,
      });
    }
  } finally {
    child.kill('SIGINT');
    rmSync(folder, { recursive: true, force: true });
  }
  note(rows.filter(({ isWarmingUp }) => !isWarmingUp));
  return rows;
}

function note(rows: readonly WatchRow[]): void {
  const most = Math.max(...rows.map(({ files }) => files));
  const of = rows[0]?.of ?? 0;
  figure({
    issue: 11,
    what: 'generate --watch of the configured document, from the change to the files',
    expected: `under ${bound} ms, median of ${counted} after ${warming} warm ones`,
    seen: `${median(rows).toFixed(0)} ms`,
    ok: median(rows) < bound,
  });
  figure({
    issue: 11,
    what: 'files that generate --watch writes for one more member of a schema',
    expected: 'only those that changed',
    seen: `at most ${most} of ${of}`,
    ok: most < of / 2,
  });
}

function median(rows: readonly WatchRow[]): number {
  const sorted = rows.map(({ milliseconds }) => milliseconds).sort((left, right) => left - right);
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle) - 1] ?? 0)) / 2;
}

/** The rows as a table. */
export const formatWatchRows = (rows: readonly WatchRow[]): string =>
  [
    'change     ms  CPU ms  files written',
    ...rows.map(
      ({ milliseconds, cpu, files, of, isWarmingUp }, index) =>
        `${String(index + 1).padStart(6)}  ${milliseconds.toFixed(0).padStart(5)}  ${(cpu?.toFixed(0) ?? '-').padStart(6)}  ${files} of ${of}${isWarmingUp ? '  (warming up)' : ''}`,
    ),
    `median ${median(rows.filter(({ isWarmingUp }) => !isWarmingUp)).toFixed(0)} ms`,
  ].join('\n');

/** Milliseconds of user and system time so far, as proc(5) has them: in hundredths of a second. */
function cpuOf(pid: number | undefined): number | undefined {
  const path = `/proc/${pid}/stat`;
  if (!existsSync(path)) return undefined;
  const fields = readFileSync(path, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Every file of the output, to when it was put there. */
function timesOf(folder: string): ReadonlyMap<string, number> {
  const out = join(folder, 'generated');
  const names = readdirSync(out, { recursive: true, encoding: 'utf8' });
  const stats = names.map((name) => [name, statSync(join(out, name))] as const);
  return new Map(stats.flatMap(([name, stat]) => (stat.isFile() ? [[name, stat.ctimeMs]] : [])));
}

function addMember(document: JsonObject, change: number): void {
  const { components } = document;
  const schemas = isObject(components) && isObject(components['schemas']) ? components['schemas'] : {};
  const objects = Object.values(schemas).filter(
    (schema): schema is JsonObject => isObject(schema) && isObject(schema['properties']),
  );
  const schema = objects[change % objects.length];
  if (schema === undefined) throw new Error('the document has no object schema');
  Object.assign(schema['properties'] as object, { [`member_${change}`]: { type: 'string' } });
}
