import { escapeXmlAttribute, escapeXmlText } from '../../json/escape.ts';
import { shownWitness } from '../place-name.ts';
import type { DriftReport } from '../report.ts';
import { spelledPlace } from '../report.ts';

/** One test case a change; breaking and undecided ones fail. */
export function formatJunit(report: DriftReport): string {
  const bad = report.changes.filter(({ verdict }) => verdict === 'breaking' || verdict === 'unknown').length;
  const cases = report.changes.map((change) => {
    const place = change.head ?? change.base;
    const name = `${change.message}${place === undefined ? '' : ` (${spelledPlace(place)})`}`;
    const open = `    <testcase classname="${escapeXmlAttribute(`drift.${change.axis}.${change.code}`)}" name="${escapeXmlAttribute(name)}"`;
    if (change.verdict !== 'breaking' && change.verdict !== 'unknown') return `${open}/>`;
    const detail =
      change.witness === undefined
        ? (change.hint ?? '')
        : `${change.witness.where}: ${shownWitness(change.witness)}`;
    return `${open}>\n      <failure type="${escapeXmlAttribute(change.verdict)}" message="${escapeXmlAttribute(change.message)}">${escapeXmlText(detail)}</failure>\n    </testcase>`;
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
