import type { Contract } from '../../generator/contract/model.ts';
import { escapeGithubData, escapeGithubProperty } from '../../generator/json/escape.ts';
import { causesOf, otherPlaces } from './causes.ts';
import { againBy, placeOf } from './place.ts';
import type { RunRecord } from './record.ts';

/** GitHub shows ten annotations of a kind per step; the rest is in the summary. */
const shown = 10;

/** Workflow commands, one per line, each at the violated line of the document. */
export function githubReport(contract: Contract, { findings }: RunRecord): string {
  const lines = (['error', 'warning'] as const).flatMap((severity) => {
    const own = causesOf(findings.filter((finding) => finding.severity === severity));
    const first = own.slice(0, shown).flatMap((cause) => {
      const [finding] = cause;
      if (finding === undefined) return [];
      const elsewhere = otherPlaces(cause);
      const { operationId, check, message, fingerprint } = finding;
      const place = placeOf(contract, finding);
      const properties = [
        ...(place === undefined
          ? []
          : [
              `file=${escapeGithubProperty(place.file)}`,
              ...(place.line === undefined ? [] : [`line=${place.line}`, `col=${place.column ?? 1}`]),
            ]),
        `title=${escapeGithubProperty(`${operationId}: ${check}`)}`,
      ];
      const text = `${message}${elsewhere === undefined ? '' : `\nalso ${elsewhere}`}\nfingerprint ${fingerprint}, again with ${againBy(finding)}`;
      return `::${severity} ${properties.join(',')}::${escapeGithubData(text)}`;
    });
    const more = own.length - first.length;
    return more > 0
      ? [...first, `::notice title=conformance::and ${more} more of severity ${severity}`]
      : first;
  });
  return lines.map((line) => `${line}\n`).join('');
}
