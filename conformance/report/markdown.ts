import type { Contract } from '../../generator/contract/model.ts';
import { safeText, visibleText } from '../../generator/json/safe-text.ts';
import { shorten } from '../../generator/json/shorten.ts';
import type { Finding } from '../model.ts';
import { causesOf, otherPlaces } from './causes.ts';
import { curlScript, type ShownServer } from './curl.ts';
import { notExercisedLines, undecidedLines } from './exercise-lines.ts';
import { againBy, fragmentOf, placeOf } from './place.ts';
import type { RunRecord } from './record.ts';

/** GitHub accepts 65,536 characters in a comment and 1 MiB in a step summary; the smaller limit applies to both. In UTF-16 units. */
const limit = 60_000;

/** Text shown literally, whatever Markdown or HTML it contains. */
const plain = (text: string): string =>
  visibleText(text.replace(/\s+/g, ' ')).replace(
    /[\\`*_{}[\]()#+\-.!|<>~&@:]/g,
    (mark) => `&#${mark.charCodeAt(0)};`,
  );

/** A code block that no line of its text can end. */
function fenced(language: string, text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${safeText(text)}\n${fence}`;
}

/** The totals, the matrix and the findings, long parts folded; as many findings as GitHub's limit allows. */
export function markdownReport(
  contract: Contract,
  record: RunRecord,
  server: ShownServer,
  notes: readonly string[],
): string {
  const { findings, summary, rows } = record;
  const head = [
    `## ${plain(contract.info.title)} ${plain(contract.info.version)}: ${verdict(record)}`,
    ...(summary === undefined
      ? ['The run did not finish.']
      : [
          `${summary.cases} cases, ${summary.requests} requests, ${summary.seconds.toFixed(1)} s, seed ${record.seed}, ${plain(record.target)}${summary.aborted === undefined ? '' : ` (stopped early: ${plain(summary.aborted)})`}`,
        ]),
    ...notes.map((note) => `> ${plain(note)}`),
  ];
  const table = [
    '<details><summary>Operations</summary>\n',
    '| operation | value | passed | failed | undetermined |\n| --- | --- | ---: | ---: | ---: |',
    ...rows.map(({ operationId, discriminatorValue = '', cells }) => {
      const sum = (of: 'passed' | 'failed' | 'undetermined'): number =>
        [...cells.values()].reduce((total, cell) => total + cell[of], 0);
      return `| ${plain(operationId)} | ${plain(discriminatorValue)} | ${sum('passed')} | ${sum('failed')} | ${sum('undetermined')} |`;
    }),
    '\n</details>',
  ];
  const missed = notExercisedLines(record.exercise);
  const undecided = undecidedLines(record.exercise.undecided);
  const listed = (lines: readonly string[]): string =>
    shorten(lines.map((line) => `- ${plain(line)}`).join('\n'), limit / 8);
  let text = `${head.join('\n\n')}\n\n`;
  if (missed.length > 0) text += `${listed(missed)}\n\n`;
  if (undecided.length > 0)
    text += `<details><summary>Undetermined</summary>\n\n${listed(undecided)}\n\n</details>\n\n`;
  const matrix = `${table.join('\n')}\n`;
  if (text.length + matrix.length < limit / 2) text += `${matrix}\n`;
  const causes = causesOf(findings);
  let left = causes.length;
  for (const cause of causes) {
    const part = describe(contract, cause, server);
    if (text.length + part.length > limit) break;
    text += `${part}\n`;
    left--;
  }
  return left > 0 ? `${text}And ${left} more causes: see the html report.\n` : text;
}

function verdict({ findings }: RunRecord): string {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  return errors === 0 ? 'no failures' : `${errors} failure${errors === 1 ? '' : 's'}`;
}

function describe(contract: Contract, cause: readonly Finding[], server: ShownServer): string {
  const [finding] = cause;
  if (finding === undefined) return '';
  const elsewhere = otherPlaces(cause);
  const { severity, operationId, discriminatorValue, check, message, exchange, fingerprint } = finding;
  const place = placeOf(contract, finding);
  const fragment = fragmentOf(contract, place?.pointer);
  const value = discriminatorValue === undefined ? '' : ` (${plain(discriminatorValue)})`;
  const body = shorten(new TextDecoder().decode(exchange.response.body), 1500);
  return [
    `<details><summary>${severity === 'error' ? '❌' : '⚠️'} <b>${plain(operationId)}</b>${value}: ${plain(shorten(message, 300))}</summary>\n`,
    `check ${plain(check)}, fingerprint ${fingerprint}${place === undefined ? '' : `, ${plain(`${place.file}:${place.line ?? 1}`)} ${plain(place.pointer)}`}\n`,
    ...(elsewhere === undefined ? [] : [`also ${plain(elsewhere)}\n`]),
    ...(fragment === undefined ? [] : [fenced('json', fragment)]),
    fenced('sh', shorten(curlScript(contract, finding, server), 2500)),
    fenced('', `${exchange.response.status}\n${body}`),
    `again: ${plain(againBy(finding))}`,
    '</details>\n',
  ].join('\n');
}
