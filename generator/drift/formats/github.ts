import type { DriftReport } from '../report.ts';

/** Text of a workflow command (https://docs.github.com/actions/reference/workflow-commands-for-github-actions). */
const escapeData = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const escapeProperty = (text: string): string =>
  escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

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
        ...(place === undefined ? [] : [`file=${escapeProperty(place.file)}`]),
        ...(place?.line === undefined ? [] : [`line=${place.line}`]),
        ...(place?.column === undefined ? [] : [`col=${place.column}`]),
        `title=${escapeProperty(`${verdict}: ${code}`)}`,
      ];
      const shown =
        witness === undefined || verdict !== 'breaking'
          ? ''
          : `\n${witness.where}: ${JSON.stringify(witness.value)}`;
      return `::${level} ${properties.join(',')}::${escapeData(message + shown)}`;
    });
  return [
    ...lines,
    `::notice title=API drift::${escapeData(`${report.verdict}, recommended SDK version step: ${report.bump}`)}`,
  ].join('\n');
}
