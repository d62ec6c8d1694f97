import type { Inspector } from './config.js';
import { ValidationError } from './errors.js';

interface Problem {
  readonly instanceLocation: string;
  readonly message: string;
}

/** The validators of an operation, as the modules of `validators/` export them. */
export interface OperationValidators {
  validateRequest?(value: unknown): readonly Problem[] | undefined;
  /** The member of a request whose value says which variant it is. */
  readonly tag?: string | undefined;
  /** The errors of a request of a variant that the document does not list; `undefined` where it takes none. */
  validateUnlisted?(value: unknown): readonly Problem[] | undefined;
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
    const tag = isRequest ? validators?.tag : undefined;
    const variant = tag && (value as { readonly [name: string]: unknown } | null | undefined)?.[tag];
    const isNamed = typeof variant === 'string';
    const unlisted =
      isNamed && listed?.[0]?.instanceLocation === `/${tag}` ? validators?.validateUnlisted?.(value) : undefined;
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
    const at = isNamed ? `${id} (${tag} ${JSON.stringify(variant)})` : id;
    const error = new ValidationError(at, part, messages);
    if (mode === 'throw') throw error;
    logger?.({ kind: 'warning', operation, attempt: 0, message: error.message });
  };
