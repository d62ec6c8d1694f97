import type { Check } from './config.js';

interface Problem {
  readonly instanceLocation: string;
  readonly message: string;
}

/** A module of `validators/operations/`. */
export interface OperationValidators {
  validateRequest?(value: unknown): readonly Problem[] | undefined;
  validateResponse?(status: number, value: unknown): readonly Problem[] | undefined;
  readonly [other: string]: unknown;
}

/** A check for the option `validate`, by operation id; operations that are not named are not checked. */
export const checker =
  (operations: { readonly [operationId: string]: OperationValidators }): Check =>
  (operationId, part, value, { status }) => {
    const validators = Object.hasOwn(operations, operationId) ? operations[operationId] : undefined;
    const problems =
      part === 'request' ? validators?.validateRequest?.(value) : validators?.validateResponse?.(status, value);
    return (problems ?? []).map(({ instanceLocation, message }) => `${instanceLocation || 'the body'}: ${message}`);
  };
