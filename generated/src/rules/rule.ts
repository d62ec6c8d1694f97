import type { Inspector } from '../runtime/config.js';
import { ValidationError } from '../runtime/errors.js';
import type { ValidationMode } from '../runtime/validation.js';

/** The arguments of a call, which a rule judges. */
export interface Arguments {
  readonly path: { readonly [name: string]: unknown };
  readonly query: { readonly [name: string]: unknown };
  readonly header: { readonly [name: string]: unknown };
  readonly cookie: { readonly [name: string]: unknown };
  readonly body?: { readonly contentType: string; readonly value: unknown };
}

export type RuleVerdict =
  | { readonly kind: 'pass' }
  | { readonly kind: 'fail'; readonly message: string; readonly instanceLocation: string }
  | { readonly kind: 'notApplicable'; readonly reason: string }
  | { readonly kind: 'undetermined'; readonly reason: string };

/** A requirement on requests that no schema can express. */
export interface Rule {
  readonly id: string;
  /** What it rests on: the document's own words, measurements, the vendor's code or pages, reports. */
  readonly evidence: string;
  readonly source: string;
  /** Operation ids. */
  readonly appliesTo: readonly string[];
  readonly sdk?: true;
  request?(call: Arguments): RuleVerdict;
  breakRequest?(call: Arguments): Arguments | undefined;
}

/** Checks JSON bodies by rules, after `validate`: `warn` calls the logger, `throw` throws a ValidationError. */
export const inspectWith =
  (rules: readonly Rule[], mode: ValidationMode, validate?: Inspector): Inspector =>
  (body) => {
    validate?.(body);
    const { operation, part, value, logger } = body;
    if (mode === 'off' || part !== 'request') return;
    const call = { path: {}, query: {}, header: {}, cookie: {}, body: { contentType: 'application/json', value } };
    const messages = rules
      .filter(({ appliesTo }) => appliesTo.includes(operation.id))
      .flatMap((rule) => {
        const verdict = rule.request?.(call);
        return verdict?.kind === 'fail'
          ? [`${verdict.instanceLocation || 'body'}: ${verdict.message} (${rule.id}, ${rule.evidence})`]
          : [];
      });
    if (messages.length === 0) return;
    const error = new ValidationError(operation.id, part, messages);
    if (mode === 'throw') throw error;
    logger?.({ kind: 'warning', operation, attempt: 0, message: error.message });
  };
