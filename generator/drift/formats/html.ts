import { escapeHtml } from '../../json/escape.ts';
import { htmlPage } from '../../json/html-page.ts';
import { type Changelog, type ChangelogItem, changelogOf } from '../changelog.ts';
import { shownWitness } from '../place-name.ts';
import type { DriftReport } from '../report.ts';

/** A changelog for people as one HTML page that loads nothing else; readable without style or script. */
export function formatHtml(report: DriftReport): string {
  const log = changelogOf(report);
  const title = `${log.title}: ${log.versions}`;
  const body = [
    '<main>',
    `<h1>${escapeHtml(title)}</h1>`,
    table(log),
    `<p><strong>Recommended version step: ${escapeHtml(log.step)}.</strong> ${text(log.reason)}.</p>`,
    log.breaking.length === 0
      ? '<p>Nothing breaks.</p>'
      : `<h2 id="breaking">What breaks</h2>\n<ol>\n${log.breaking.map(loud).join('\n')}\n</ol>`,
    ...(log.sections.length === 0 ? [] : ['<h2 id="other">What else changed</h2>']),
    ...log.sections.map(
      ({ title: heading, items }) =>
        `<h3>${escapeHtml(heading)}</h3>\n<ul>\n${items.map((item) => `<li>${text(item.title)}</li>`).join('\n')}\n</ul>`,
    ),
    ...(log.words === undefined ? [] : [`<p>${escapeHtml(log.words)}</p>`]),
    ...list('Remarks on the new document, for its authors', log.remarks),
    ...list('Taken as it is', log.ignored),
    ...list('Notes', log.notes),
    '</main>',
  ].join('\n');
  return htmlPage({ title, style, body });
}

const style = `main { max-width: 52rem; margin: 0 auto; } caption { text-align: left; color: var(--dim); } td { text-align: right; }
code { background: var(--soft); padding: 0 .2rem; } li { margin: .4rem 0; } .what { font-weight: 600; }`;

/** Text of a report: what stands in backticks is code. */
const text = (sentence: string): string =>
  escapeHtml(sentence).replace(/`([^`]+)`/g, (_, code: string) => `<code>${code}</code>`);

const table = ({ counts }: Changelog): string =>
  `<table><caption>Changes</caption>\n${counts
    .filter(([what, count]) => count > 0 || what === 'Breaking')
    .map(([what, count]) => `<tr><th scope="row">${escapeHtml(what)}</th><td>${count}</td></tr>`)
    .join('\n')}\n</table>`;

const loud = ({ title, who, todo, where, example }: ChangelogItem): string =>
  [
    `<li><span class="what">${text(title)}</span><br>`,
    ...(who === undefined ? [] : [`For whom: ${text(who)}<br>`]),
    ...(todo === undefined ? [] : [`What to do: ${text(todo)}<br>`]),
    ...(where === undefined ? [] : [`Where: <code>${escapeHtml(where)}</code>`]),
    ...(example === undefined
      ? []
      : [
          `<details><summary>${escapeHtml(example.title)}</summary>${text(example.where)}:<pre>${escapeHtml(shownWitness(example, 2))}</pre></details>`,
        ]),
    '</li>',
  ].join('\n');

const list = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0
    ? []
    : [
        `<h2>${escapeHtml(title)}</h2>\n<ul>\n${lines.map((line) => `<li>${text(line)}</li>`).join('\n')}\n</ul>`,
      ];
