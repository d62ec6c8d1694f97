import { countOf } from '../change.ts';
import { changelogOf } from '../changelog.ts';
import { shownWitness } from '../place-name.ts';
import type { DriftReport, PlacedChange } from '../report.ts';
import { spelledPlace, spelledStep } from '../report.ts';
import { summaryTable } from './changelog.ts';
import { code, fenced, fold, plain } from './markdown-text.ts';

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
    .map(({ own, list }) => fold(`${marks[own]} ${countOf(list, own)} ${own}`, list.map(item).join('\n')));
  return [
    `### API drift: ${verdict === 'none' ? 'no change' : verdict}`,
    `${code(base)} → ${code(head)}${step === 'none' ? '' : `, recommended version step: **${step}**`}`,
    ...(changes.length === 0 ? [] : [summaryTable(changelogOf(report))]),
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
    ...(witness === undefined ? [] : [`${plain(witness.where)}:\n\n${fenced(shownWitness(witness, 2))}`]),
    ...(hint === undefined ? [] : [plain(hint)]),
  ].join('\n\n');
}
