import type { DriftReport, PlacedChange } from '../report.ts';
import { spelledPlace, spelledStep } from '../report.ts';

/** Inline code that no text inside can end: the fence is longer than any run of backticks in it. */
function code(text: string): string {
  const flat = text.replace(/[\r\n\u2028\u2029]+/g, ' ');
  const longest = Math.max(0, ...[...flat.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = flat.startsWith('`') || flat.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${flat}${pad}${fence}`;
}

/** Text from a document, without markup of its own. */
const plain = (text: string): string =>
  text.replace(/[\r\n\u2028\u2029]+/g, ' ').replace(/[\\*_~[\]<>|#!&@]/g, (character) => `\\${character}`);

function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}json\n${text}\n${fence}`;
}

const marks = { breaking: '🔴', unknown: '🟠', 'non-breaking': '🟢', 'docs-only': '⚪' } as const;

/** For a comment on a pull request: what breaks in sight, the rest folded, longest first. */
export function formatMarkdown(report: DriftReport): string {
  const { verdict, changes, base, head, notes, ignored } = report;
  const step = spelledStep(report);
  const groups = (['breaking', 'unknown', 'non-breaking', 'docs-only'] as const).map((own) => ({
    own,
    list: changes.filter((change) => change.verdict === own),
  }));
  const loud = groups
    .filter(({ own }) => own === 'breaking' || own === 'unknown')
    .flatMap(({ list }) => list);
  const quiet = groups
    .filter(({ own }) => own === 'non-breaking' || own === 'docs-only')
    .filter(({ list }) => list.length > 0);
  const folded = [...quiet]
    .sort((a, b) => b.list.length - a.list.length)
    .map(({ own, list }) => fold(`${marks[own]} ${list.length} ${own}`, list.map(item).join('\n')));
  return [
    `### API drift: ${verdict === 'none' ? 'no change' : verdict}`,
    `${code(base)} → ${code(head)}${step === 'none' ? '' : `, recommended version step: **${step}**`}`,
    ...loud.map((change) => section(change)),
    ...folded,
    ...(ignored.length === 0
      ? []
      : [
          fold(
            `${ignored.length} ignored`,
            ignored
              .map(
                ({ change, entry }) =>
                  `- ${code(change.code)} ${code(change.pointer)}: ${plain(entry.reason)}`,
              )
              .join('\n'),
          ),
        ]),
    ...(notes.length === 0 ? [] : [notes.map((note) => `> ${plain(note)}`).join('\n>\n')]),
  ].join('\n\n');
}

const fold = (title: string, body: string): string =>
  `<details><summary>${title}</summary>\n\n${body}\n\n</details>`;

const item = (change: PlacedChange): string =>
  `- ${code(change.code)} ${plain(change.message)} (${code((change.head ?? change.base)?.pointer ?? change.pointer)})`;

function section(change: PlacedChange): string {
  const { verdict, message, witness, hint, operations, axis } = change;
  const place = change.head ?? change.base;
  return [
    `#### ${marks[verdict]} ${plain(message)}`,
    `${code(change.code)}${axis === 'wire' ? '' : ` (${axis})`}${place === undefined ? '' : ` at ${code(spelledPlace(place))} ${code(place.pointer)}`}`,
    ...(operations.length === 0
      ? []
      : [
          `In ${operations.slice(0, 6).map(code).join(', ')}${operations.length > 6 ? ` and ${operations.length - 6} more` : ''}.`,
        ]),
    ...(witness === undefined
      ? []
      : [`${plain(witness.where)}:\n\n${fenced(JSON.stringify(witness.value, null, 2) ?? '')}`]),
    ...(hint === undefined ? [] : [plain(hint)]),
  ].join('\n\n');
}
