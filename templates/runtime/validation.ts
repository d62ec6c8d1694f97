import type { Inspector } from './config.js';
import { ValidationError } from './errors.js';

interface Problem {
  readonly instanceLocation: string;
  readonly message: string;
}

/** The validators of an operation, as the modules of `validators/` export them. */
export interface OperationValidators {
  validateRequest?(value: unknown): readonly Problem[] | undefined;
  /** The variant that a request is meant as. */
  variantOf?(value: unknown): string | undefined;
  /**
   * Of a request whose variant the document does not list, by what all variants share; `undefined` of others. `found`
   * are the errors of `validateRequest`.
   */
  validateUnlisted?(
    value: unknown,
    found: readonly Problem[] | undefined,
  ): readonly Problem[] | undefined;
  validateResponse?(status: number, value: unknown): readonly Problem[] | undefined;
  /** Undeclared members. */
  unknownInRequest?(value: unknown): readonly Problem[];
  unknownInResponse?(status: number, value: unknown): readonly Problem[];
}

/**
 * `warn` calls the logger, also for undeclared members; `throw` throws a ValidationError. Values are never
 * changed.
 */
export type ValidationMode = 'off' | 'warn' | 'throw';

/** What happens to invalid bodies; `off` by default. */
export interface ValidationModes {
  readonly requests?: ValidationMode;
  readonly responses?: ValidationMode;
}

/** For the option `validate`: checks the JSON bodies of the operations given, by operation id. */
export const inspector =
  (
    { requests = 'off', responses = 'off' }: ValidationModes,
    operations: { readonly [operationId: string]: OperationValidators },
  ): Inspector =>
  ({ operation, part, value, status, logger }) => {
    const { id } = operation;
    const mode = part === 'request' ? requests : responses;
    const validators = mode !== 'off' && Object.hasOwn(operations, id) ? operations[id] : undefined;
    const isRequest = part === 'request';
    const listed = isRequest
      ? validators?.validateRequest?.(value)
      : validators?.validateResponse?.(status, value);
    const unlisted = isRequest ? validators?.validateUnlisted?.(value, listed) : undefined;
    const found = unlisted ?? listed;
    // An undeclared member may be misspelt: worth a warning, never an error.
    const unknown =
      mode !== 'warn' || unlisted
        ? undefined
        : isRequest
          ? validators?.unknownInRequest?.(value)
          : validators?.unknownInResponse?.(status, value);
    const problems = [...(found ?? []), ...(unknown ?? [])];
    if (problems.length === 0) return;
    const messages = problems.map(
      ({ instanceLocation, message }) => `${instanceLocation || 'body'}: ${message}`,
    );
    const variant = isRequest ? validators?.variantOf?.(value) : undefined;
    const error = new ValidationError(variant === undefined ? id : `${id} (${variant})`, part, messages);
    if (mode === 'throw') throw error;
    logger?.({ kind: 'warning', operation, attempt: 0, message: error.message });
  };
