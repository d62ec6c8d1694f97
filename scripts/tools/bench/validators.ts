import { type Contender, contenders, model, values } from '../../../spec/bench/validators.ts';
import { print } from '../../cli/terminal.ts';
import { loadSubject } from '../../run/subject.ts';

const rounds = 11;
const sliceMilliseconds = 40;

/** Microseconds for one call, in one slice of time. */
function timeOnce(call: () => unknown, count: number): number {
  const started = process.hrtime.bigint();
  for (let index = 0; index < count; index++) call();
  return Number(process.hrtime.bigint() - started) / count / 1000;
}

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;

/** How many calls fill a slice; warms the code up on the way. */
function countFor(call: () => unknown): number {
  for (let count = 16; ; count *= 2) {
    const total = (timeOnce(call, count) * count) / 1000;
    if (total > sliceMilliseconds / 2) return Math.max(1, Math.round((count * sliceMilliseconds) / total));
  }
}

/**
 * Validators against JSON.parse of the same text: medians of interleaved rounds, as ratios, which hold on any machine.
 * A contender that decides wrongly is reported and not measured. typia is not among them: it is a transformer of the
 * compiler, and its present version (14) runs in ttsc, on TypeScript 7, beside which openapi-typescript does not run.
 */
export async function benchValidators(): Promise<readonly Row[]> {
  // Those that read a document get the one that the validators were emitted from: with the configured overlays.
  const { contract } = await loadSubject(undefined);
  const all = [...(await emitted()), ...contenders(contract.document)];
  const rows: Row[] = [];
  for (const { name, value, valid } of values) {
    const text = JSON.stringify(value);
    const calls = [
      { name: 'JSON.parse', call: () => JSON.parse(text) },
      ...all
        .filter(({ name: contender, accepts }) => {
          if (accepts(value) === valid) return true;
          print(`${contender} decides wrongly on ${name}`);
          return false;
        })
        .map(({ name: contender, accepts }) => ({ name: contender, call: () => accepts(value) })),
    ].map((entry) => ({ ...entry, count: countFor(entry.call), times: [] as number[] }));
    for (let round = 0; round < rounds; round++)
      for (const entry of calls) entry.times.push(timeOnce(entry.call, entry.count));
    const parse = median(calls[0]?.times ?? []);
    for (const entry of calls) {
      const time = median(entry.times);
      rows.push({
        value: `${name}, ${text.length} B`,
        name: entry.name,
        microseconds: time,
        ratio: time / parse,
      });
    }
  }
  return rows;
}

/** The generated validators. */
async function emitted(): Promise<readonly Contender[]> {
  const path: string = new URL('../../../generated/src/validators/index.ts', import.meta.url).href;
  const module: Readonly<Record<string, (value: unknown) => unknown>> = await import(path);
  const [is, validate] = [module[`is${model}`], module[`validate${model}`]];
  if (is === undefined || validate === undefined) throw new Error(`${model} has no validator`);
  return [
    { name: 'plumbline is', note: 'verdict only', accepts: (value) => is(value) === true },
    {
      name: 'plumbline validate',
      note: 'with the first error',
      accepts: (value) => (validate(value) as readonly unknown[]).length === 0,
    },
  ];
}

/** One contender on one value. */
export interface Row {
  readonly value: string;
  readonly name: string;
  readonly microseconds: number;
  /** To JSON.parse of the same text. */
  readonly ratio: number;
}

/** A table with bars; one character of a bar is a factor of 1.5 above 0.01. */
export function formatRows(rows: readonly Row[]): string {
  const lines: string[] = [];
  for (const value of new Set(rows.map((row) => row.value))) {
    lines.push('', value);
    for (const { name, microseconds, ratio } of rows.filter((row) => row.value === value)) {
      const bar = '█'.repeat(Math.max(1, Math.round(Math.log(ratio / 0.01) / Math.log(1.5))));
      lines.push(
        `  ${name.padEnd(20)}${microseconds.toFixed(3).padStart(10)} us${ratio.toFixed(3).padStart(9)}x  ${bar}`,
      );
    }
  }
  return lines.join('\n').trimStart();
}
