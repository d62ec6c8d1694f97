import type { RuleExchange, RuleVerdict } from 'openapi-plumbline';

/** A JSON object. */
export type Json = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The answer to a sound call, and its request; `undefined` when there is none to look at. */
export function soundAnswer({
  intent,
  status,
  arguments: { body: sent },
  body,
}: RuleExchange): { readonly request: Json; readonly answer: Json } | undefined {
  if (intent !== 'valid' || status < 200 || status >= 300 || !isObject(body)) return undefined;
  return { request: isObject(sent?.value) ? sent.value : {}, answer: body };
}

export const nothingToSee: RuleVerdict = { kind: 'notApplicable', reason: 'no sound call was answered' };

/** Pass, or fail with a message about the place. */
export const verdict = (holds: boolean, message: string, instanceLocation: string): RuleVerdict =>
  holds ? { kind: 'pass' } : { kind: 'fail', message, instanceLocation };
