/** `openapi-plumbline/vitest`: the suite as vitest files, one an operation. */
import { describe, expect, it } from 'vitest';
import { planCases } from '../../conformance/cases/plan-cases.ts';
import { runSuite } from '../../conformance/engine/run-suite.ts';
import type { CasePlan } from '../../conformance/model.ts';
import { curlScript } from '../../conformance/report/curl.ts';
import { loadSubject } from '../subject.ts';
import { openSuite } from '../suite.ts';

/**
 * Declares the tests of one operation of the configured document: one for its auth and examples, one for each
 * discriminator value. The target is `PLUMBLINE_TARGET`, else the built-in mock; the seed is `PLUMBLINE_SEED`, else 1.
 */
export async function describeContract(operationId: string): Promise<void> {
  const subject = await loadSubject(undefined);
  const { contract } = subject;
  const seed = Number(process.env['PLUMBLINE_SEED'] ?? 1);
  const { parts, redact } = openSuite(subject, { target: process.env['PLUMBLINE_TARGET'] ?? 'mock', seed });
  const operation = contract.operations.find((each) => each.operationId === operationId);
  const tests = new Map<string, CasePlan[]>();
  for (const plan of planCases(contract, { seed, include: [operationId] })) {
    const name = plan.discriminatorValue ?? plan.phase;
    tests.set(name, [...(tests.get(name) ?? []), plan]);
  }
  describe(
    operation === undefined
      ? operationId
      : `${operationId}: ${operation.method.toUpperCase()} ${operation.path}`,
    () => {
      it('stands in the document', () => {
        expect(operation).toBeDefined();
      });
      it.each([...tests])('%s', async (_, plans) => {
        const found: string[] = [];
        for await (const event of runSuite({ ...parts, plans })) {
          if (event.event !== 'failure' || event.finding.severity !== 'error' || operation === undefined)
            continue;
          const { finding } = event;
          found.push(
            redact(
              `${finding.oracle}: ${finding.message}\n${curlScript(contract, finding, parts.transport.baseUrl)}`,
            ),
          );
        }
        expect(found).toEqual([]);
      });
    },
  );
}
