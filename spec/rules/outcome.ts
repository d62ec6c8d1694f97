import type { RuleExchange, RuleVerdict } from 'openapi-plumbline';
import { isObject, type Json } from './json.ts';

/** What is wrong, and where in the response or the request. */
export interface Wrong {
  readonly at: string;
  readonly message: string;
}

export const wrong = (at: string, message: string): Wrong => ({ at, message });

/** A verdict: failed where something is wrong, not applicable for a reason, else passed. */
export function verdictOf(outcome: Wrong | string | undefined): RuleVerdict {
  if (outcome === undefined) return { kind: 'pass' };
  if (typeof outcome === 'string') return { kind: 'notApplicable', reason: outcome };
  return { kind: 'fail', message: outcome.message, instanceLocation: outcome.at };
}

/** The JSON response to an accepted request, with that request; `undefined` without one. */
export function soundResponse({
  intent,
  status,
  arguments: { body: sent },
  body,
}: RuleExchange): { readonly request: Json; readonly response: Json } | undefined {
  if (intent !== 'valid' || status < 200 || status >= 300 || !isObject(body)) return undefined;
  return { request: isObject(sent?.value) ? sent.value : {}, response: body };
}

export const nothingToSee = 'no sound call was answered';
