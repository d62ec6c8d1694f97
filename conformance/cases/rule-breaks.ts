import type { Contract, Operation } from '../../generator/contract/model.ts';
import type { Arguments, CasePlan, Rule, TestCase } from '../model.ts';
import { bodyDiscriminator, type Draws } from './draws.ts';
import { holdsAt } from './holds.ts';
import { firstValue } from './rotation.ts';
import { testCase } from './test-case.ts';

/** Calls that keep the document and break one rule of requests each, beside the least call that keeps it. */
export function planRuleBreaks(
  contract: Contract,
  operation: Operation,
  draws: Draws,
  rules: readonly Rule[],
): CasePlan {
  const { operationId } = operation;
  const value = firstValue(bodyDiscriminator(contract, operation));
  const context = {
    contract,
    operation,
    phase: 'negative',
    ...(value === undefined ? {} : { discriminatorValue: value }),
  } as const;
  const least = draws.leastCall(value);
  const slot = draws.slots.find(({ kind }) => kind === 'body');
  const valid = ({ body }: Arguments): boolean =>
    slot === undefined || body === undefined || holdsAt(contract, slot)(body.value);
  const cases = rules
    .filter(({ appliesTo }) => appliesTo.includes(operationId))
    .flatMap((rule): readonly TestCase[] => {
      const call = least === undefined ? undefined : rule.breakRequest?.(least);
      // What the schemas refuse shows nothing of the rule.
      if (least === undefined || call === undefined || !valid(call) || rule.request?.(call).kind !== 'fail')
        return [];
      const edit = {
        keyword: 'rule',
        keywordLocation: `#rule/${rule.id}`,
        instanceLocation: '/body',
        before: least.body?.value,
        after: call.body?.value,
      };
      const twin = testCase(context, `rule/${rule.id}/twin`, `keeps the rule ${rule.id}`, least);
      return [
        {
          ...testCase(context, `rule/${rule.id}`, `the request breaks the rule ${rule.id}`, call, {
            edit,
            twin,
          }),
          rule: rule.id,
        },
      ];
    });
  return {
    operationId,
    phase: 'negative',
    ...(value === undefined ? {} : { discriminatorValue: value }),
    cases,
  };
}
