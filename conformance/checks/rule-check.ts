import { fail } from '../../generator/contract/diagnostics.ts';
import { essence, isJson } from '../../generator/json/media-type.ts';
import type { Check, Exchange, Failure, Rule, RuleExchange, RunCheck, TestCase } from '../model.ts';
import { severityByEvidence } from '../model.ts';
import { dataOf } from './event-stream.ts';
import { failed, headerOf, isInconclusive, notApplicable, passed, undetermined } from './verdict.ts';

/** A rule as a check; its evidence class decides the severity. */
export const ruleCheck = (rule: Rule): Check => ({
  id: rule.id,
  check(exchange) {
    const { testCase } = exchange;
    if (testCase.rule === rule.id) return wasRefused(this, rule, exchange);
    const { check } = rule;
    if (check === undefined) return notApplicable('the rule judges requests or whole runs');
    if (!rule.appliesTo.includes(testCase.operationId))
      return notApplicable('the rule applies to other operations');
    const verdict = guarded(rule, () => check(asRuleExchange(exchange)));
    if (verdict.kind !== 'fail') return verdict;
    const { message, instanceLocation } = verdict;
    return failed(this, exchange, {
      message,
      instanceLocation,
      keywordLocation: placeOf(rule),
      severity: severityByEvidence[rule.evidence],
    });
  },
});

/** A server that accepts what only a rule forbids is laxer than the rule: a warning, never an error. */
function wasRefused(check: Check, rule: Rule, exchange: Exchange) {
  const { status } = exchange.response;
  if (isInconclusive(status) || status >= 500) return undetermined(`${status} says nothing about the rule`);
  if (status >= 400) return passed;
  return failed(check, exchange, {
    severity: 'warning',
    keywordLocation: placeOf(rule),
    message: `accepted (${status}), so our rule is stricter than the server: ${exchange.testCase.title}`,
  });
}

/** The part of a rule that judges a whole run, as a check. */
export const ruleRunCheck = (rule: Rule): RunCheck | undefined => {
  const { across } = rule;
  if (across === undefined) return undefined;
  return {
    id: rule.id,
    appliesTo: rule.appliesTo,
    check(exchanges) {
      const seen = new Map(exchanges.map((exchange) => [asRuleExchange(exchange), exchange]));
      return guarded(rule, () => across([...seen.keys()])).flatMap(
        ({ exchange, against = [], message, instanceLocation }) => {
          const shownBy = [...against, exchange].flatMap((each) => seen.get(each) ?? []);
          const shown = seen.get(exchange);
          if (shown === undefined) return [];
          const failure: Failure = {
            check: rule.id,
            operationId: shown.testCase.operationId,
            severity: severityByEvidence[rule.evidence],
            keywordLocation: placeOf(rule),
            message,
            instanceLocation,
          };
          return [{ failure, shownBy }];
        },
      );
    },
  };
};

/** The first rule that a request breaks by itself; requests that are invalid on purpose are skipped. */
export function brokenRule(
  rules: readonly Rule[],
  { operationId, intent, arguments: call }: TestCase,
): string | undefined {
  if (intent !== 'valid') return undefined;
  const breaks = (rule: Rule): boolean =>
    rule.appliesTo.includes(operationId) && guarded(rule, () => rule.request?.(call))?.kind === 'fail';
  return rules.find(breaks)?.id;
}

/** The verdict of a rule. A rule that throws is a defect of the rule, not a verdict on a server. */
function guarded<Result>(rule: Rule, run: () => Result): Result {
  try {
    return run();
  } catch (cause) {
    return fail({
      code: 'rule-threw',
      message: `the rule ${rule.id} threw: ${cause instanceof Error ? cause.message : String(cause)}`,
      hint: 'Return pass, fail, notApplicable or undetermined for every possible response.',
    });
  }
}

/** The pointer at the start of a rule's source; the rule itself where its source is a page. */
const placeOf = ({ id, source }: Rule): string => /^#[^\s:]*/.exec(source)?.[0] ?? `#rule/${id}`;

const known = new WeakMap<Exchange, RuleExchange>();

/** An exchange in the form that rules and features receive. */
export function asRuleExchange(exchange: Exchange): RuleExchange {
  const made = known.get(exchange) ?? read(exchange);
  known.set(exchange, made);
  return made;
}

function read(exchange: Exchange): RuleExchange {
  const { testCase, response } = exchange;
  const contentType = headerOf(exchange, 'content-type') ?? '';
  const text = new TextDecoder().decode(response.body);
  return {
    operationId: testCase.operationId,
    intent: testCase.intent,
    arguments: testCase.arguments,
    status: response.status,
    contentType,
    body: isJson(contentType) ? parse(text) : text,
    ...(essence(contentType) === 'text/event-stream'
      ? {
          events: dataOf(exchange)
            .map(parse)
            .filter((event) => typeof event !== 'string'),
        }
      : {}),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
