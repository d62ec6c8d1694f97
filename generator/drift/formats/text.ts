import { countOf, type Verdict } from '../change.ts';
import { shownWitness } from '../place-name.ts';
import type { DriftReport, PlacedChange } from '../report.ts';
import { spelledPlace, spelledStep } from '../report.ts';

/** Colours, as functions of text; identity functions for plain output. */
export interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
  readonly yellow: (text: string) => string;
}

/** Gives a line (from 1) of a file for a code frame; `undefined` when there is none, or the file is not at hand. */
export type ReadLine = (file: string, line: number) => string | undefined;

/** For people at a terminal: one paragraph a change, with its place, its witness and what to do. */
export function formatText(report: DriftReport, paint: Paint, readLine: ReadLine): string {
  const { changes, verdict, ignored, notes } = report;
  const paragraphs = changes
    .filter(({ verdict: own }) => own !== 'docs-only')
    .map((change) => paragraph(change, paint, readLine));
  const words = countOf(changes, 'docs-only');
  const example = changes.find(({ verdict: own }) => own === 'docs-only')?.pointer;
  const docs =
    words === 0
      ? []
      : [paint.dim(`${words} ${words === 1 ? 'change' : 'changes'} of words only, e.g. ${example}`)];
  const extra = [
    ...ignored.map(({ change, entry }) =>
      paint.dim(`ignored ${change.code} at ${change.pointer}: ${entry.reason}`),
    ),
    ...notes.map((note) => paint.dim(`note: ${note}`)),
  ];
  return [...paragraphs, ...docs, ...extra, summary(report, paint, verdict)].join('\n\n');
}

function summary(report: DriftReport, paint: Paint, verdict: string): string {
  const { changes } = report;
  const step = spelledStep(report);
  const colour = verdict === 'breaking' ? paint.red : verdict === 'unknown' ? paint.yellow : paint.green;
  const wire = changes.filter((change) => change.axis !== 'source');
  const count = (of: Verdict): number => countOf(wire, of);
  const source = changes.filter(({ axis, verdict: own }) => axis === 'source' && own === 'breaking').length;
  return [
    `${paint.bold(colour(verdict === 'none' ? 'no change' : verdict))}: ${count('breaking')} breaking, ${count('unknown')} undecided, ${count('non-breaking')} non-breaking, ${count('docs-only')} of words`,
    ...(source > 0
      ? [
          `${source} ${source === 1 ? 'change breaks' : 'changes break'} code written against the generated SDK`,
        ]
      : []),
    ...(step === 'none' ? [] : [`recommended version step: ${step}`]),
  ].join('\n');
}

function paragraph(change: PlacedChange, paint: Paint, readLine: ReadLine): string {
  const { verdict, severity, code, axis, message, witness, hint, operations } = change;
  const colour =
    verdict === 'breaking'
      ? paint.red
      : verdict === 'unknown' || severity === 'warning'
        ? paint.yellow
        : paint.green;
  const place = change.head ?? change.base;
  return [
    `${colour(verdict)} ${paint.bold(code)} ${paint.dim(axis === 'wire' ? '' : `(${axis}) `)}${message}`,
    ...(place === undefined
      ? []
      : [
          paint.dim(
            `  ${spelledPlace(place)}  ${place.pointer}${change.head === undefined ? ' (in the base document)' : ''}`,
          ),
        ]),
    ...(place === undefined || verdict === 'non-breaking' ? [] : frame(place, paint, readLine)),
    ...(operations.length === 0
      ? []
      : [
          `  in ${operations.slice(0, 4).join(', ')}${operations.length > 4 ? ` and ${operations.length - 4} more` : ''}`,
        ]),
    ...(witness === undefined || verdict === 'non-breaking'
      ? []
      : [
          `  ${witness.where}: ${shownWitness(witness)}${witness.confirmed === true ? paint.dim(' (checked under both documents)') : ''}`,
        ]),
    ...(hint === undefined ? [] : [paint.dim(`  ${hint}`)]),
  ].join('\n');
}

/** The line of the place, and one line before and after it. */
function frame(
  { file, line, column }: { readonly file: string; readonly line?: number; readonly column?: number },
  paint: Paint,
  readLine: ReadLine,
): readonly string[] {
  if (line === undefined) return [];
  const width = String(line + 1).length;
  return [line - 1, line, line + 1].flatMap((number) => {
    const code = readLine(file, number)?.slice(0, 120);
    if (code === undefined) return [];
    const text = `  ${number === line ? '>' : ' '} ${String(number).padStart(width)} | ${code}`;
    const marker =
      number === line && column !== undefined && column <= 120
        ? [`    ${' '.repeat(width)} | ${' '.repeat(column - 1)}^`]
        : [];
    return [number === line ? text : paint.dim(text), ...marker];
  });
}
