import type { Contract } from '../../generator/contract/model.ts';
import { oneLine } from '../../generator/json/safe-text.ts';
import { shorten } from '../../generator/json/shorten.ts';
import type { Reach } from '../coverage/exercise.ts';
import type { Finding } from '../model.ts';
import { causesOf, otherPlaces } from './causes.ts';
import { curlScript, type ShownServer } from './curl.ts';
import { isExercised, markOf, notExercisedLines, undecidedLines } from './exercise-lines.ts';
import { againBy } from './place.ts';
import type { Row, Tally } from './tally.ts';

/** How text is coloured; plain where colours are off. */
export interface Palette {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
  readonly yellow: (text: string) => string;
}

export interface ConsoleOptions {
  readonly palette: Palette;
  /** Sentences under the title: what the run shows and what it does not. */
  readonly notes: readonly string[];
  /** Leave the table out. */
  readonly findingsOnly: boolean;
  /** Other clients sent the traffic: operations that were not exercised are not reported. */
  readonly isTraffic?: boolean;
}

/** The lines before a run. */
export function consoleHeader(
  contract: Contract,
  target: string,
  seed: number,
  { palette, notes }: ConsoleOptions,
): string {
  const { title, version } = contract.info;
  return [
    `${palette.bold(oneLine(`${title} ${version}`))}  ${oneLine(target)}  seed ${seed}`,
    ...notes.map((note) => palette.dim(oneLine(note))),
    '',
    '',
  ].join('\n');
}

/** The table of operations and discriminator values, the findings, the totals. */
export function consoleReport(
  contract: Contract,
  tally: Tally,
  server: ShownServer,
  options: ConsoleOptions,
): string {
  const { palette } = options;
  const lines = options.findingsOnly ? [] : [...table(contract, tally, palette), ''];
  const groups = causesOf(tally.findings);
  const findings = groups.flatMap((group, index) =>
    describeFinding(contract, group, index + 1, server, options),
  );
  return [
    ...findings,
    ...lines,
    ...exerciseLines(tally, options),
    summaryLine(tally, groups, palette),
    '',
  ].join('\n');
}

/** What was not exercised, and why checks could not decide: a run that reached nothing must not look like a pass. */
function exerciseLines({ exercise }: Tally, { palette, isTraffic }: ConsoleOptions): readonly string[] {
  if (isTraffic === true) return [];
  const missed = notExercisedLines(exercise).map((line) => palette.yellow(oneLine(line)));
  const undecided = undecidedLines(exercise.undecided).map((line) => palette.dim(oneLine(`  ${line}`)));
  return [
    ...missed,
    ...(missed.length > 0 ? [''] : []),
    ...(undecided.length > 0 ? [palette.dim('undetermined:'), ...undecided, ''] : []),
  ];
}

function table(contract: Contract, tally: Tally, palette: Palette): readonly string[] {
  const { operations: reached, variants } = tally.exercise;
  const rows: (readonly [name: string, where: string, row: Row, reach: Reach | undefined])[] =
    contract.operations.flatMap((operation) => {
      const row = tally.operations.get(operation.operationId);
      // What was left out on purpose is counted, not listed.
      if (row === undefined || !tally.planned.has(operation.operationId)) return [];
      const values = [...(tally.values.get(operation.operationId) ?? [])].map(
        ([value, each]) =>
          [`  ${oneLine(value)}`, '', each, variants.get(operation.operationId)?.get(value)] as const,
      );
      return [
        [
          oneLine(operation.operationId),
          oneLine(`${operation.method.toUpperCase()} ${operation.path}`),
          row,
          reached.get(operation.operationId),
        ] as const,
        ...values,
      ];
    });
  const skipped = contract.operations.length - rows.filter(([name]) => !name.startsWith('  ')).length;
  const outcomes = rows.map(([, , row, reach]) => outcome(row, reach, plain));
  // What is left of a line beside the mark, the numbers and the outcomes.
  const room = Math.max(screen - 23 - Math.max(...outcomes.map((text) => text.length), 6), 30);
  const longest = (texts: readonly string[], least: number): number =>
    texts.reduce((most, text) => Math.max(most, text.length), least);
  const places = rows.map(([, where]) => where);
  const names = rows.flatMap(([name, where]) => (where === '' ? [] : [name]));
  const wanted = longest(places, 4);
  const nameWidth = Math.min(longest(names, 9), Math.max(room - wanted, Math.floor(room / 2)));
  const whereWidth = Math.min(wanted, room - nameWidth);
  const head = `  ${'operation'.padEnd(nameWidth)}  ${''.padEnd(whereWidth)} valid wrong auth  result`;
  return [
    palette.dim(head),
    ...rows.map(([name, where, row, reach]) => {
      const exercised = isExercised(reach);
      const mark = row.failures > 0 ? palette.red('✗') : exercised ? palette.green('✓') : palette.yellow('·');
      const numbers = [
        String(row.valid).padStart(5),
        String(row.invalid).padStart(5),
        String(row.auth).padStart(4),
      ].join(' ');
      // A discriminator value has the line of its operation above it, and the width of both columns.
      const shown =
        where === ''
          ? shorten(name, nameWidth + 2 + whereWidth).padEnd(nameWidth + 2 + whereWidth)
          : `${shorten(name, nameWidth).padEnd(nameWidth)}  ${palette.dim(pathEnd(where, whereWidth).padEnd(whereWidth))}`;
      return `${mark} ${shown} ${numbers}  ${outcome(row, reach, palette)}`;
    }),
    ...(skipped > 0 ? [palette.dim(`  and ${count(skipped, 'operation')} not part of this run`)] : []),
  ];
}

/** Columns of a terminal; reports in files have every name whole. */
const screen = 80;

const same = (text: string): string => text;
const plain: Palette = { bold: same, dim: same, red: same, green: same, yellow: same };

/** A method and a path in at most `width` characters: the end of a path says most. */
function pathEnd(where: string, width: number): string {
  if (where.length <= width) return where;
  const [method = ''] = where.split(' ', 1);
  const left = width - method.length - 2;
  return left < 4 ? where.slice(0, width) : `${method} …${where.slice(-left)}`;
}

function outcome(row: Row, reach: Reach | undefined, palette: Palette): string {
  const { failures, warnings, undetermined } = row;
  const parts = [
    ...(isExercised(reach) ? [] : [palette.yellow(markOf(reach))]),
    ...(failures > 0 ? [palette.red(count(failures, 'failure'))] : []),
    ...(warnings > 0 ? [palette.yellow(count(warnings, 'warning'))] : []),
  ];
  // Beside something worse it only makes the line longer: the reasons stand below the table.
  if (parts.length === 0 && undetermined > 0) return palette.dim(`${undetermined} undetermined`);
  return parts.length === 0 ? palette.green('ok') : parts.join(', ');
}

/** One defect with several discriminator values is reported once, with the values listed. */
function describeFinding(
  contract: Contract,
  group: readonly Finding[],
  number: number,
  server: ShownServer,
  { palette }: ConsoleOptions,
): readonly string[] {
  const [finding] = group;
  if (finding === undefined) return [];
  const { check, operationId, severity, message, keywordLocation, exchange, fingerprint } = finding;
  const values = [
    ...new Set(
      group.flatMap(({ discriminatorValue }) =>
        discriminatorValue === undefined ? [] : [discriminatorValue],
      ),
    ),
  ];
  const paint = severity === 'error' ? palette.red : palette.yellow;
  const elsewhere = otherPlaces(group);
  const place = keywordLocation === undefined ? undefined : contract.origin(keywordLocation);
  const position = place?.position();
  const where =
    place === undefined
      ? []
      : [
          oneLine(
            `   document  ${place.file}${position === undefined ? '' : `:${position.line}:${position.column}`} ${keywordLocation}`,
          ),
        ];
  return [
    paint(oneLine(`${number}. ${operationId}: ${message}`)),
    ...(elsewhere === undefined ? [] : [oneLine(`   also      ${elsewhere}`)]),
    `   check     ${check} (${severity}, ${fingerprint})${values.length > 0 ? ` for ${oneLine(values.join(', '))}` : ''}`,
    ...where,
    `   response  ${exchange.response.status} ${oneLine(excerpt(exchange.response.body))}`,
    ...curlScript(contract, finding, server)
      .split('\n')
      .map((line, index) => `   ${index === 0 ? 'try' : '   '}       ${fitted(line)}`),
    `   again     ${oneLine(againBy(finding))}`,
    '',
  ];
}

/** A line that fits a screen; the NDJSON report has the whole text. */
const fitted = (line: string): string =>
  line.length > 4_000 ? `${shorten(line, 4_000)} (whole in --report ndjson=<path>)` : line;

function excerpt(body: Uint8Array): string {
  const text = new TextDecoder().decode(body).replaceAll(/\s+/g, ' ');
  return shorten(text, 160);
}

function summaryLine(
  { summary, exercise }: Tally,
  causes: readonly (readonly Finding[])[],
  palette: Palette,
): string {
  if (summary === undefined) return palette.yellow('The run did not finish.');
  const { requests, cases, failures, warnings, seconds, aborted } = summary;
  const wrong = causes.filter(([first]) => first?.severity === 'error').length;
  const ofCauses = wrong === failures ? '' : ` of ${count(wrong, 'cause')}`;
  const isAnyExercised = [...exercise.operations.values()].some(isExercised);
  const verdict =
    failures > 0
      ? palette.red(`${count(failures, 'failure')}${ofCauses}`)
      : isAnyExercised
        ? palette.green('no failures')
        : 'no failures, but nothing was exercised';
  const warned = warnings > 0 ? `, ${palette.yellow(count(warnings, 'warning'))}` : '';
  const stopped = aborted === undefined ? '' : `  (stopped early: ${oneLine(aborted)})`;
  return `${verdict}${warned}  ${count(cases, 'case')}, ${count(requests, 'request')}, ${seconds.toFixed(1)} s${stopped}`;
}

const count = (amount: number, noun: string): string =>
  `${amount.toLocaleString('en-US')} ${noun}${amount === 1 ? '' : 's'}`;
