import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { isObject } from '../../../generator/json/pointer.ts';
import type { JsonObject } from '../../../generator/json/types.ts';
import { figure } from '../../../generator/testing/figure.ts';
import { say } from '../../cli/terminal.ts';
import { packageRoot } from '../../run/package-info.ts';
import { type Cost, costOf } from './cost.ts';
import { plumbline } from './generate.ts';

/** `plumbline generate` of a document of some size. */
export interface GrowthRow {
  readonly operations: number;
  readonly megabytes: number;
  readonly cost: Cost;
}

/** So many operations, and so many renamed copies of Stripe's document side by side. */
const sizes: readonly (readonly [paths: number, copies: number])[] = [
  [0.125, 1],
  [0.25, 1],
  [0.5, 1],
  [1, 1],
  [1, 2],
];
/** The exponent of time over size that is still linear; the rest is noise of the machine. */
const exponentBound = 1.15;

/** Stripe's document cut down with all that its paths refer to, whole, and several times. */
export async function benchGrowth(): Promise<readonly GrowthRow[]> {
  const source = resolve(packageRoot, '../shared/corpus/stripe.json');
  if (!existsSync(plumbline) || !existsSync(source)) {
    say('skipped: growth needs npm run build and ../shared/corpus beside the project');
    return [];
  }
  const document = JSON.parse(readFileSync(source, 'utf8')) as JsonObject;
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-growth-'));
  const rows: GrowthRow[] = [];
  const measure = async (name: string, value: JsonObject): Promise<GrowthRow> => {
    const path = join(folder, `${name}.json`);
    const text = JSON.stringify(value);
    writeFileSync(path, text);
    const args = (round: number) => [plumbline, 'generate', path, '-o', join(folder, `${name}-${round}`)];
    return {
      operations: operationsOf(value),
      megabytes: text.length / 1e6,
      cost: await costOf(args, folder, 1),
    };
  };
  try {
    const empty = await measure('empty', { ...document, paths: {}, components: {} });
    for (const [paths, copies] of sizes)
      rows.push(await measure(`${paths}-${copies}`, copied(cut(document, paths), copies)));
    const exponent = exponentOf(rows, empty.cost.cpuSeconds);
    figure({
      issue: 11,
      what: 'CPU of generate over the size of the document, as a power of it',
      expected: `linear: at most ${exponentBound}`,
      seen: exponent.toFixed(2),
      ok: exponent <= exponentBound,
    });
    return [empty, ...rows];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** By least squares through the logarithms, less the cost of an empty document. */
function exponentOf(rows: readonly GrowthRow[], start: number): number {
  const points = rows.map(({ megabytes, cost }) => ({
    x: Math.log(megabytes),
    y: Math.log(cost.cpuSeconds - start),
  }));
  const mean = (of: (point: { readonly x: number; readonly y: number }) => number): number =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [x0, y0] = [mean(({ x }) => x), mean(({ y }) => y)];
  return mean(({ x, y }) => (x - x0) * (y - y0)) / mean(({ x }) => (x - x0) ** 2);
}

/** The rows as a table and a plot; the slope holds where bars grow as sizes do. */
export function formatGrowthRows(rows: readonly GrowthRow[]): string {
  const [empty] = rows;
  if (empty === undefined) return '';
  const most = Math.max(...rows.map(({ cost }) => cost.cpuSeconds));
  return [
    'operations  document MB  CPU s   MB',
    ...rows.map(
      ({ operations, megabytes, cost }) =>
        `${String(operations).padStart(10)}  ${megabytes.toFixed(1).padStart(11)}  ${cost.cpuSeconds.toFixed(1).padStart(5)}  ${cost.megabytes.toFixed(0).padStart(4)}  ` +
        '#'.repeat(Math.round((60 * cost.cpuSeconds) / most)),
    ),
    `CPU over a document of nothing grows as size to the power of ${exponentOf(rows.slice(1), empty.cost.cpuSeconds).toFixed(2)}`,
  ].join('\n');
}

const methods = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']);

const operationsOf = ({ paths }: JsonObject): number =>
  Object.values(isObject(paths) ? paths : {}).reduce(
    (sum: number, item) => sum + Object.keys(item as object).filter((key) => methods.has(key)).length,
    0,
  );

/** The first of the paths, with the components that they lead to. */
function cut(document: JsonObject, share: number): JsonObject {
  const all = Object.entries(document['paths'] as JsonObject);
  const paths = Object.fromEntries(all.slice(0, Math.ceil(all.length * share)));
  const components = document['components'] as Record<string, JsonObject>;
  const kept: Record<string, Record<string, unknown>> = {
    securitySchemes: { ...components['securitySchemes'] },
  };
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, member] of Object.entries(value)) {
      if (key === '$ref' && typeof member === 'string') keep(member);
      else visit(member);
    }
  };
  const keep = (ref: string): void => {
    const [, , section = '', name = ''] = ref.split('/');
    const target = components[section]?.[name];
    const list = kept[section] ?? {};
    kept[section] = list;
    if (target === undefined || Object.hasOwn(list, name)) return;
    list[name] = target;
    visit(target);
  };
  visit(paths);
  return { ...document, paths, components: kept };
}

/** The paths and schemas so many times, each time under other names. */
function copied(document: JsonObject, times: number): JsonObject {
  const components = document['components'] as Record<string, JsonObject>;
  const copies = Array.from({ length: times }, (_, index) => {
    const suffix = index === 0 ? '' : `_copy${index}`;
    const rename = (value: unknown, key?: string): unknown => {
      if (typeof value === 'string') {
        if (key === '$ref') return `${value}${suffix}`;
        return key === 'operationId' ? `${value}${suffix}` : value;
      }
      if (Array.isArray(value)) return value.map((item) => rename(item));
      if (!isObject(value)) return value;
      return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, rename(member, name)]));
    };
    const named = (
      members: unknown,
      name: (old: string) => string,
    ): readonly (readonly [string, unknown])[] =>
      Object.entries(members as JsonObject).map(([old, member]) => [name(old), rename(member)]);
    return {
      paths: named(document['paths'], (path) => (index === 0 ? path : `/copy${index}${path}`)),
      schemas: named(components['schemas'] ?? {}, (name) => `${name}${suffix}`),
    };
  });
  return {
    ...document,
    paths: Object.fromEntries(copies.flatMap(({ paths }) => paths)),
    components: { ...components, schemas: Object.fromEntries(copies.flatMap(({ schemas }) => schemas)) },
  };
}
