/** `openapi-plumbline/vitest`: the suite as vitest files, one an operation. */
import { beforeAll, describe, expect, it } from 'vitest';
import { runSuite } from '../../conformance/engine/run-suite.ts';
import type { CasePlan, Finding } from '../../conformance/model.ts';
import { curlScript } from '../../conformance/report/curl.ts';
import { fail } from '../../generator/contract/diagnostics.ts';
import { safeText } from '../../generator/json/safe-text.ts';
import { choosePlans } from '../run/conform-plans.ts';
import { loadSubject } from '../run/subject.ts';
import { isElsewhere, openSuite } from '../run/suite.ts';

/** Milliseconds that one operation may take. */
const longest = 600_000;

/**
 * Declares the tests of one operation of the configured document: one for each phase, one for each discriminator value. The
 * target is `PLUMBLINE_TARGET`, else the built-in mock; the seed is `PLUMBLINE_SEED`, else 1. A server on another machine is
 * rejected: workers of vitest share neither a pace nor a budget.
 */
export async function describeContract(operationId: string): Promise<void> {
  const target = process.env['PLUMBLINE_TARGET'] ?? 'mock';
  if (isElsewhere(target))
    fail({
      code: 'usage',
      message: `${target} is on another machine, and vitest runs files side by side`,
      hint: 'Use plumbline conform --target: it plans, paces and keeps a journal.',
    });
  const subject = await loadSubject(undefined);
  const { contract } = subject;
  const seed = Number(process.env['PLUMBLINE_SEED'] ?? 1);
  const { parts, redact, shown } = openSuite(subject, { target, seed });
  const operation = contract.operations.find((each) => each.operationId === operationId);
  const plans = operation === undefined ? [] : choosePlans(subject, { seed, include: [operationId] }).plans;
  const names = [...new Set(plans.map(nameOf))];
  const found = new Map<string, Finding[]>();
  const report = (finding: Finding): string =>
    safeText(
      `${finding.fingerprint} ${finding.check}: ${finding.message}\n${curlScript(contract, finding, shown)}`,
    );
  const check = (name: string): void => {
    const findings = found.get(name) ?? [];
    if (findings.length > 0) throw new Error(findings.map(report).join('\n\n'));
  };
  describe(
    operation === undefined
      ? operationId
      : `${operationId}: ${operation.method.toUpperCase()} ${operation.path}`,
    () => {
      beforeAll(async () => {
        for await (const raw of runSuite({ ...parts, plans })) {
          const event = redact.event(raw);
          if (event.event !== 'failure' || event.finding.severity !== 'error') continue;
          const name = nameOf(event.finding.exchange.testCase);
          const known = names.includes(name) ? name : others;
          found.set(known, [...(found.get(known) ?? []), event.finding]);
        }
      }, longest);
      it('stands in the document', () => {
        expect(operation).toBeDefined();
      });
      it.each([...names, others])('%s', check);
    },
  );
}

/** Calls without a row of their own: the set-up of other operations. */
const others = 'what it needs';

const nameOf = ({ discriminatorValue, phase }: Pick<CasePlan, 'discriminatorValue' | 'phase'>): string =>
  discriminatorValue ?? phase;
