import { type Changelog, type ChangelogItem, changelogOf } from '../changelog.ts';
import { shownWitness } from '../place-name.ts';
import type { DriftReport } from '../report.ts';
import { code, fenced, fold, plain } from './markdown-text.ts';

/** A changelog for people, in Markdown: the summary, what breaks and for whom, then endpoint by endpoint. */
export function formatChangelog(report: DriftReport): string {
  const log = changelogOf(report);
  return [
    `# ${plain(log.title)}: ${plain(log.versions)}`,
    summaryTable(log),
    `**Recommended version step: ${log.step}.** ${plain(log.reason)}.`,
    ...(log.breaking.length === 0
      ? ['Nothing breaks.']
      : ['## What breaks', ...log.breaking.map((item, index) => loud(item, index + 1))]),
    ...(log.sections.length === 0
      ? []
      : [
          '## What else changed',
          ...log.sections.map(({ title, items }) => `### ${plain(title)}\n\n${items.map(quiet).join('\n')}`),
        ]),
    ...(log.words === undefined ? [] : [log.words]),
    ...(log.remarks.length === 0
      ? []
      : [
          '## Remarks on the new document, for its authors',
          log.remarks.map((remark) => `- ${plain(remark)}`).join('\n'),
        ]),
    ...(log.ignored.length === 0
      ? []
      : ['## Taken as it is', log.ignored.map((line) => `- ${plain(line)}`).join('\n')]),
    ...(log.notes.length === 0 ? [] : [log.notes.map((note) => `> ${plain(note)}`).join('\n>\n')]),
  ].join('\n\n');
}

/** What changed, counted; a row where there is something. */
export const summaryTable = ({ counts }: Changelog): string =>
  [
    '| | Changes |',
    '| --- | ---: |',
    ...counts
      .filter(([what, count]) => count > 0 || what === 'Breaking')
      .map(([what, count]) => `| ${what} | ${count} |`),
  ].join('\n');

const loud = ({ title, who, todo, where, example }: ChangelogItem, number: number): string =>
  [
    `### ${number}. ${plain(title)}`,
    ...(who === undefined ? [] : [`- **For whom:** ${plain(who)}`]),
    ...(todo === undefined ? [] : [`- **What to do:** ${plain(todo)}`]),
    ...(where === undefined ? [] : [`- **Where:** ${code(where)}`]),
    ...(example === undefined
      ? []
      : [`\n${fold(example.title, `${plain(example.where)}:\n\n${fenced(shownWitness(example, 2))}`)}`]),
  ].join('\n');

const quiet = ({ title }: ChangelogItem): string => `- ${plain(title)}`;
