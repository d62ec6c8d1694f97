import { type Changelog, type ChangelogItem, changelogOf } from '../changelog.ts';
import { shownWitness } from '../place-name.ts';
import { type DriftReport, spelledPlace } from '../report.ts';
import { code, fenced, fold, plain } from './markdown-text.ts';

/** A changelog for people, in Markdown: the summary, what breaks and for whom, then endpoint by endpoint. */
export function formatChangelog(report: DriftReport): string {
  const log = changelogOf(report);
  return [
    `# ${plain(log.title)}: ${plain(log.versions)}`,
    summaryTable(log),
    `**Version step: ${log.step}.** ${plain(log.reason)}.`,
    ...(log.breaking.length === 0
      ? ['Nothing breaks.']
      : ['## What breaks', ...log.breaking.map((item, index) => loud(item, index + 1))]),
    ...(log.sections.length === 0
      ? []
      : [
          '## What else changed',
          ...log.sections.map(({ title, items }) => `### ${plain(title)}\n\n${items.map(quiet).join('\n')}`),
        ]),
    ...(log.remarks.length === 0
      ? []
      : ['## New remarks on the document', log.remarks.map((remark) => `- ${plain(remark)}`).join('\n')]),
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

function loud({ change, who, todo }: ChangelogItem, number: number): string {
  const { message, witness } = change;
  const place = change.head ?? change.base;
  return [
    `### ${number}. ${plain(message)}`,
    ...(who === undefined ? [] : [`- **For whom:** ${plain(who)}`]),
    ...(todo === undefined ? [] : [`- **What to do:** ${plain(todo)}`]),
    ...(place === undefined ? [] : [`- **Where:** ${code(spelledPlace(place))}`]),
    ...(witness === undefined
      ? []
      : [
          `\n${fold('A message that shows it', `${plain(witness.where)}:\n\n${fenced(shownWitness(witness, 2))}`)}`,
        ]),
  ].join('\n');
}

const quiet = ({ change }: ChangelogItem): string => `- ${plain(change.message)}`;
