import type { Inspector } from './config.js';
import { ValidationError } from './errors.js';

interface Problem {
  readonly instanceLocation: string;
  readonly message: string;
}

/** The validators of an operation, as the modules of `validators/` export them. */
export interface OperationValidators {
  validateRequest?(value: unknown): readonly Problem[] | undefined;
  validateResponse?(status: number, value: unknown): readonly Problem[] | undefined;
  /** Members that no schema names. */
  unknownInRequest?(value: unknown): readonly Problem[];
  unknownInResponse?(status: number, value: unknown): readonly Problem[];
}

/**
 * `warn` tells the logger, also of members that no schema names; `throw` gives a ValidationError. Values are never
 * changed.
 */
export type ValidationMode = 'off' | 'warn' | 'throw';

/** What is done about bodies that break their schema; each is `off` unless said. */
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
    const found =
      part === 'request'
        ? validators?.validateRequest?.(value)
        : validators?.validateResponse?.(status, value);
    // A member that is not named may be a misspelt one: worth a warning, never an error.
    const unknown =
      mode !== 'warn'
        ? undefined
        : part === 'request'
          ? validators?.unknownInRequest?.(value)
          : validators?.unknownInResponse?.(status, value);
    const problems = [...(found ?? []), ...(unknown ?? [])];
    if (problems.length === 0) return;
    const messages = problems.map(
      ({ instanceLocation, message }) => `${instanceLocation || 'body'}: ${message}`,
    );
    const error = new ValidationError(id, part, messages);
    if (mode === 'throw') throw error;
    logger?.({ kind: 'warning', operation, attempt: 0, message: error.message });
  };
