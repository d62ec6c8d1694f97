import type { Oracle, Rule } from '../model.ts';
import { severityByEvidence } from '../model.ts';
import { isJson } from '../wire/media-type.ts';
import { failed, headerOf, notApplicable } from './verdict.ts';

/** A rule as a check; what it rests on decides the severity. */
export const ruleOracle = (rule: Rule): Oracle => ({
  id: rule.id,
  check(exchange) {
    const { testCase, response } = exchange;
    if (!rule.appliesTo.includes(testCase.operationId))
      return notApplicable('the rule speaks of other operations');
    const contentType = headerOf(exchange, 'content-type') ?? '';
    const text = new TextDecoder().decode(response.body);
    const verdict = rule.check({
      intent: testCase.intent,
      arguments: testCase.arguments,
      status: response.status,
      contentType,
      body: isJson(contentType) ? parse(text) : text,
    });
    if (verdict.kind !== 'fail') return verdict;
    const { message, instanceLocation } = verdict;
    return failed(this, exchange, { message, instanceLocation, severity: severityByEvidence[rule.evidence] });
  },
});

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
