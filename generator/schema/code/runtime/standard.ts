import { type Check, errorsOf, undeclared, type ValidationError } from './errors.ts';

/** Standard Schema, version 1: what form and router libraries take. */
export interface StandardSchema<T> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: 'plumbline';
    readonly validate: (
      value: unknown,
    ) =>
      | { readonly value: T; readonly issues?: undefined }
      | { readonly issues: readonly { readonly message: string; readonly path: readonly string[] }[] };
    readonly types?: { readonly input: T; readonly output: T };
  };
  /** Members that the document does not name; warnings, as the value may be valid all the same. */
  undeclared(value: unknown): readonly ValidationError[];
}

/** A check as a Standard Schema; it gives the first error. */
export const standard = <T>(check: Check): StandardSchema<T> => ({
  '~standard': {
    version: 1,
    vendor: 'plumbline',
    validate(value) {
      const errors = errorsOf(check, value);
      if (errors.length === 0) return { value: value as T };
      const issues = errors.map(({ message, instanceLocation }) => ({
        message,
        path: steps(instanceLocation),
      }));
      return { issues };
    },
  },
  undeclared: (value) => undeclared(check, value),
});

const steps = (pointer: string): readonly string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((token) => token.replace(/~1/g, '/').replace(/~0/g, '~'));
