import type { Contract, Operation } from '../../generator/contract/model.ts';
import type { Arguments } from '../../generator/wire/message.ts';
import type { CasePlan, Rule, TestCase } from '../model.ts';
import type { Sampler } from './sampler.ts';
import { sendableIn } from './sendable.ts';
import { testCase } from './test-case.ts';

/** Calls that are valid against the document and break one rule of requests each, with the least call as their twin. */
export function planRuleBreaks(
  contract: Contract,
  operation: Operation,
  sampler: Sampler,
  rules: readonly Rule[],
): CasePlan {
  const { operationId } = operation;
  const slot = sampler.slots.find(({ kind }) => kind === 'body');
  // A refusal by the schemas proves nothing about the rule.
  const shows = (rule: Rule, { body, ...call }: Arguments): boolean =>
    (slot === undefined || body === undefined || sendableIn(contract, slot)(body.value)) &&
    rule.request?.({ ...call, ...(body === undefined ? {} : { body }) }).kind === 'fail';
  const cases = rules
    .filter(({ appliesTo }) => appliesTo.includes(operationId))
    .flatMap((rule): readonly TestCase[] => {
      for (const value of sampler.columns) {
        const least = sampler.leastCall(value);
        const call = least === undefined ? undefined : rule.breakRequest?.(least);
        if (least === undefined || call === undefined || !shows(rule, call)) continue;
        const column = value === undefined ? {} : { discriminatorValue: value };
        const context = { contract, operation, phase: 'negative', ...column } as const;
        const edit = {
          keyword: 'rule',
          keywordLocation: `#rule/${rule.id}`,
          instanceLocation: '/body',
          before: least.body?.value,
          after: call.body?.value,
        };
        const twin = testCase(context, `rule/${rule.id}/twin`, `satisfies the rule ${rule.id}`, least);
        const title = `the request breaks the rule ${rule.id}`;
        return [{ ...testCase(context, `rule/${rule.id}`, title, call, { edit, twin }), rule: rule.id }];
      }
      return [];
    });
  return { operationId, phase: 'negative', cases };
}
