import type { DriftReport } from '../report.ts';
import { spelledPlace } from '../report.ts';

/** XML 1.0 text: markup escaped, characters that XML has no spelling for left out. */
const escaped = (text: string): string =>
  text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;')
    .replaceAll('\r', '&#13;')
    .replaceAll('\t', '&#9;');

/** One test case a change; breaking and undecided ones fail. */
export function formatJunit(report: DriftReport): string {
  const bad = report.changes.filter(({ verdict }) => verdict === 'breaking' || verdict === 'unknown').length;
  const cases = report.changes.map((change) => {
    const place = change.head ?? change.base;
    const name = `${change.message}${place === undefined ? '' : ` (${spelledPlace(place)})`}`;
    const open = `    <testcase classname="${escaped(`drift.${change.axis}.${change.code}`)}" name="${escaped(name)}"`;
    if (change.verdict !== 'breaking' && change.verdict !== 'unknown') return `${open}/>`;
    const detail =
      change.witness === undefined
        ? (change.hint ?? '')
        : `${change.witness.where}: ${JSON.stringify(change.witness.value)}`;
    return `${open}>\n      <failure type="${escaped(change.verdict)}" message="${escaped(change.message)}">${escaped(detail)}</failure>\n    </testcase>`;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    `  <testsuite name="drift" tests="${report.changes.length}" failures="${bad}">`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
  ].join('\n');
}
