import type { Contract } from '../../generator/contract/model.ts';
import { escapeXmlAttribute, escapeXmlText } from '../../generator/json/escape.ts';
import type { Finding } from '../model.ts';
import { curlScript, type ShownServer } from './curl.ts';
import { isExercised, markOf, whyNot } from './exercise-lines.ts';
import { againBy, placeOf } from './place.ts';
import type { RunRecord } from './record.ts';

/** One suite per operation, one test per check and discriminator value; a warning is in the output of a passed test. */
export function junitReport(contract: Contract, record: RunRecord, server: ShownServer): string {
  const suites = contract.operations.flatMap(({ operationId }) => {
    const rows = record.rows.filter((row) => row.operationId === operationId);
    const found = record.findings.filter((finding) => finding.operationId === operationId);
    const tests = new Map<string, { readonly name: string; readonly findings: Finding[] }>();
    const testOf = (check: string, value: string | undefined) => {
      const name = value === undefined ? check : `${check} (${value})`;
      const test = tests.get(name) ?? { name, findings: [] };
      tests.set(name, test);
      return test;
    };
    for (const { cells, discriminatorValue } of rows)
      for (const check of cells.keys()) testOf(check, discriminatorValue);
    for (const finding of found) testOf(finding.check, finding.discriminatorValue).findings.push(finding);
    const reach = record.exercise.operations.get(operationId);
    const skipped = new Map<string, string>();
    if (reach !== undefined && !isExercised(reach)) {
      testOf('exercised', undefined);
      skipped.set('exercised', `${markOf(reach)}: ${whyNot(reach)}`);
    }
    for (const { cells, discriminatorValue } of rows)
      for (const [check, { passed, failed, undetermined }] of cells)
        if (passed + failed === 0 && undetermined > 0)
          skipped.set(
            discriminatorValue === undefined ? check : `${check} (${discriminatorValue})`,
            reasonsOf(record, operationId, check, discriminatorValue),
          );
    if (tests.size === 0) return [];
    const seconds = rows.flatMap(({ latencies }) => latencies).reduce((sum, each) => sum + each, 0) / 1000;
    const cases = [...tests.values()].map(({ name, findings }) => {
      const open = `    <testcase classname="${escapeXmlAttribute(operationId)}" name="${escapeXmlAttribute(name)}" time="0"`;
      const failures = findings.filter(({ severity }) => severity === 'error');
      const [first] = failures;
      if (first !== undefined) {
        const text = failures.map((finding) => describe(contract, finding, server)).join('\n\n');
        return `${open}>\n      <failure type="${escapeXmlAttribute(first.check)}" message="${escapeXmlAttribute(first.message)}">${escapeXmlText(text)}</failure>\n    </testcase>`;
      }
      const skip = skipped.get(name);
      if (findings.length === 0)
        return skip === undefined
          ? `${open}/>`
          : `${open}>\n      <skipped type="skipped" message="${escapeXmlAttribute(skip)}"/>\n    </testcase>`;
      const text = findings.map((finding) => describe(contract, finding, server)).join('\n\n');
      return `${open}>\n      <system-out>${escapeXmlText(text)}</system-out>\n    </testcase>`;
    });
    const failures = [...tests.values()].filter(({ findings }) =>
      findings.some(({ severity }) => severity === 'error'),
    ).length;
    const left = [...tests.values()].filter(
      ({ name, findings }) => findings.length === 0 && skipped.has(name),
    ).length;
    return [
      `  <testsuite name="${escapeXmlAttribute(operationId)}" tests="${tests.size}" failures="${failures}" errors="0" skipped="${left}" time="${seconds.toFixed(3)}">\n${cases.join('\n')}\n  </testsuite>`,
    ];
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="plumbline">\n${suites.join('\n')}${suites.length > 0 ? '\n' : ''}</testsuites>\n`;
}

/** Why a check could decide nothing for a row, the most frequent reason first. */
const reasonsOf = (
  { exercise }: RunRecord,
  operationId: string,
  check: string,
  value: string | undefined,
): string =>
  `undetermined: ${exercise.undecided
    .filter(
      (each) => each.operationId === operationId && each.check === check && each.discriminatorValue === value,
    )
    .map(({ reason, count }) => `${count} times ${reason}`)
    .join('; ')}`;

function describe(contract: Contract, finding: Finding, server: ShownServer): string {
  const { severity, message, fingerprint } = finding;
  const place = placeOf(contract, finding);
  return [
    `${severity}: ${message}`,
    ...(place === undefined ? [] : [`document ${place.file}:${place.line ?? 1} ${place.pointer}`]),
    curlScript(contract, finding, server),
    `fingerprint ${fingerprint}, again with ${againBy(finding)}`,
  ].join('\n');
}
