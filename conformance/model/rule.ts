import type { EvidenceClass } from '../../generator/contract/model.ts';
import type { Arguments } from '../../generator/wire/message.ts';
import type { Intent } from './test-case.ts';

/**
 * What no schema can express: a relation between request and response, an invariant, a property of a whole run. One rule per
 * file, pure; in the harness every rule is a check. It has one or more of `request`, `check` and `across`.
 */
export interface Rule {
  readonly id: string;
  readonly evidence: EvidenceClass;
  /** The pointer or page that it rests on, and the words there. */
  readonly source: string;
  /** The operations that it applies to. */
  readonly appliesTo: readonly string[];
  /** The SDK's `validate` applies it too: its file has type-only imports, and its text is printed into the package. */
  readonly sdk?: true;
  /** Judges a request alone. The server need not accept a request that breaks the rule, whatever its schema allows. */
  request?(call: Arguments): RuleVerdict;
  /** The call changed so that it breaks this rule only; `undefined` where that is impossible. */
  breakRequest?(call: Arguments): Arguments | undefined;
  /** A call that breaks the rule changed so that it satisfies it; unchanged parts stay the same objects. */
  repairRequest?(call: Arguments): Arguments | undefined;
  /** Judges an exchange of those operations; returns the reason when it does not apply. */
  check?(exchange: RuleExchange): RuleVerdict;
  /** Judges all exchanges of those operations, in order, at the end of a run: returns contradictions. */
  across?(exchanges: readonly RuleExchange[]): readonly RuleConflict[];
}

/** A contradiction that a rule found in a run, and the exchange that shows it. */
export interface RuleConflict {
  readonly exchange: RuleExchange;
  /** Earlier exchanges that it contradicts. */
  readonly against?: readonly RuleExchange[];
  readonly message: string;
  readonly instanceLocation: string;
}

/** An exchange in the form that rules receive: decoded, without keys. */
export interface RuleExchange {
  readonly operationId: string;
  readonly intent: Intent;
  readonly arguments: Arguments;
  readonly status: number;
  readonly contentType: string;
  /** Parsed where the type is JSON, else text. */
  readonly body: unknown;
  /** The events of a stream, parsed where they are JSON, without the end mark. */
  readonly events?: readonly unknown[];
}

/** What a rule returns. */
export type RuleVerdict =
  | { readonly kind: 'pass' }
  | { readonly kind: 'fail'; readonly message: string; readonly instanceLocation: string }
  | { readonly kind: 'notApplicable'; readonly reason: string }
  | { readonly kind: 'undetermined'; readonly reason: string };
