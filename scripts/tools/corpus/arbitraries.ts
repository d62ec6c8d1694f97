/**
 * Samples values for every schema of a folder of OpenAPI documents and has the judge validate each:
 * `tsx scripts/tools/corpus/arbitraries.ts [folder] [values per schema] [--only name]`. Exit code 1 below 99.9 % valid.
 */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { sample } from 'fast-check';
import { arbitrary } from '../../../conformance/arbitraries/index.ts';
import { DiagnosticError } from '../../../generator/contract/diagnostics.ts';
import { isObject } from '../../../generator/json/pointer.ts';
import type { JsonObject } from '../../../generator/json/types.ts';
import { createJudge } from '../../../generator/judge/judge.ts';
import { figure } from '../../../generator/testing/figure.ts';
import { readCorpusDocument } from './schemas-of.ts';

const only = process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1] : undefined;
const [folder = '../shared/corpus', count = '50'] = process.argv
  .slice(2)
  .filter((word) => !word.startsWith('--') && word !== only);
const slowest = 2_000;
const leastShare = 0.999;
const print = (line: string): void => void process.stdout.write(`${line}\n`);

interface Tally {
  schemas: number;
  values: number;
  invalid: number;
  explained: number;
  unexplained: number;
  unjudged: number;
  slow: number;
  longest: number;
}

const newTally = (): Tally => ({
  schemas: 0,
  values: 0,
  invalid: 0,
  explained: 0,
  unexplained: 0,
  unjudged: 0,
  slow: 0,
  longest: 0,
});

/** Draft 04 takes a member `id` for a schema's name wherever it stands, also in examples. */
function withoutExamples(document: JsonObject): JsonObject {
  const strip = (value: unknown, inside: string): unknown => {
    if (Array.isArray(value)) return value.map((part) => strip(part, ''));
    if (!isObject(value)) return value;
    const kept = Object.entries(value).filter(
      ([key]) => inside === 'properties' || (key !== 'example' && key !== 'examples'),
    );
    return Object.fromEntries(kept.map(([key, part]) => [key, strip(part, key)]));
  };
  return strip(document, '') as JsonObject;
}

function runDocument(file: string, name: string, runs: number): Tally | undefined {
  const read = readCorpusDocument(file);
  if (read === undefined) return undefined;
  const tally = newTally();
  const judge = createJudge(withoutExamples(read.document), read.dialect);
  for (const { schema, pointer } of read.schemas) {
    tally.schemas++;
    const started = process.cpuUsage();
    let values: readonly unknown[] = [];
    try {
      values = sample(arbitrary(schema, { document: read.document, pointer, dialect: read.dialect }), {
        numRuns: runs,
        seed: 1,
      });
    } catch (cause) {
      const known = cause instanceof DiagnosticError;
      if (known) tally.explained++;
      else tally.unexplained++;
      print(`  ${name} ${pointer}: ${cause instanceof Error ? cause.message.split('\n')[0] : String(cause)}`);
    }
    // Of the processor, so that a busy machine does not decide.
    const { user, system } = process.cpuUsage(started);
    const took = (user + system) / 1_000;
    tally.longest = Math.max(tally.longest, took);
    if (took > slowest) {
      tally.slow++;
      print(`  ${name} ${pointer}: took ${Math.round(took)} ms`);
    }
    let wrong = 0;
    for (const value of values) {
      try {
        if (!judge.accepts(pointer, value)) {
          wrong++;
          if (wrong === 1) {
            const violations = judge
              .errors(pointer, value)
              .map(({ instanceLocation, message }) => `${instanceLocation} ${message}`);
            print(
              `  ${name} ${pointer}: refused: ${violations.slice(0, 2).join('; ')}: ${JSON.stringify(value)?.slice(0, 160)}`,
            );
          }
        }
      } catch (cause) {
        tally.unjudged++;
        print(
          `  ${name} ${pointer}: not judged: ${cause instanceof Error ? cause.message.slice(0, 120) : ''}`,
        );
        break;
      }
    }
    tally.values += values.length;
    tally.invalid += wrong;
  }
  return tally;
}

function main(): number {
  if (!existsSync(folder)) {
    print(`${folder} does not exist: nothing to run over. Pass one as the first argument.`);
    return 0;
  }
  const total = newTally();
  const started = performance.now();
  for (const entry of readdirSync(folder).sort()) {
    if (!/\.(json|ya?ml)$/.test(entry) || (only !== undefined && !entry.includes(only))) continue;
    const before = performance.now();
    const tally = runDocument(path.join(folder, entry), entry, Number(count));
    if (tally === undefined) continue;
    for (const key of Object.keys(total) as (keyof Tally)[]) {
      total[key] = key === 'longest' ? Math.max(total[key], tally[key]) : total[key] + tally[key];
    }
    print(
      `${entry}: ${tally.schemas} schemas, ${tally.values} values, ${tally.invalid} refused, ${tally.explained} explained, ${Math.round(performance.now() - before)} ms`,
    );
  }
  const share = 1 - total.invalid / Math.max(1, total.values);
  print(
    `${total.schemas} schemas, ${total.values} values, ${(share * 100).toFixed(3)} % valid, ${total.explained} explained, ` +
      `${total.unexplained} not explained, ${total.unjudged} not judged, slowest ${Math.round(total.longest)} ms, ` +
      `${Math.round((performance.now() - started) / 1_000)} s`,
  );
  const ok = share >= leastShare && total.unexplained === 0 && total.slow === 0;
  figure({
    issue: 5,
    what: `${count} values of each of ${total.schemas} schemas of the corpus`,
    expected: '99.9 % valid, the rest explained, no schema over 2 s',
    seen: `${(share * 100).toFixed(3)} %, ${total.unexplained} not explained, slowest ${Math.round(total.longest)} ms`,
    ok,
  });
  return ok ? 0 : 1;
}

process.exitCode = main();
