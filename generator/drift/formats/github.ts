import { escapeGithubData, escapeGithubProperty } from '../../json/escape.ts';
import { shownWitness } from '../place-name.ts';
import { type DriftReport, spelledStep } from '../report.ts';

/** Annotations on the lines of the head document; words-only changes get none. */
export function formatGithub(report: DriftReport): string {
  const lines = report.changes
    .filter(({ verdict }) => verdict !== 'docs-only')
    .map((change) => {
      const { verdict, severity, code, message, witness } = change;
      const level =
        verdict === 'breaking'
          ? 'error'
          : verdict === 'unknown' || severity === 'warning'
            ? 'warning'
            : 'notice';
      const place = change.head ?? change.base;
      const properties = [
        ...(place === undefined ? [] : [`file=${escapeGithubProperty(place.file)}`]),
        ...(place?.line === undefined ? [] : [`line=${place.line}`]),
        ...(place?.column === undefined ? [] : [`col=${place.column}`]),
        `title=${escapeGithubProperty(`${verdict}: ${code}`)}`,
      ];
      const shown =
        witness === undefined || verdict !== 'breaking' ? '' : `\n${witness.where}: ${shownWitness(witness)}`;
      return `::${level} ${properties.join(',')}::${escapeGithubData(message + shown)}`;
    });
  return [
    ...lines,
    `::notice title=API drift::${escapeGithubData(`${report.verdict}, recommended version step: ${spelledStep(report)}`)}`,
  ].join('\n');
}
