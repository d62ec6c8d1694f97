/** The part of Standard Schema (standardschema.dev) that is used here: zod, valibot, arktype and others have it. */
export interface StandardSchema<Output = unknown> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    validate(value: unknown): StandardResult<Output> | Promise<StandardResult<Output>>;
    /** How Standard JSON Schema gives the schema; older versions of a library may lack it. */
    readonly jsonSchema?: {
      input(options: { readonly target: 'draft-2020-12' }): { readonly [keyword: string]: unknown };
    };
  };
}

type StandardResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly StandardIssue[] };

interface StandardIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** A JSON Schema as an object of keywords. */
export type JsonSchemaObject = { readonly [keyword: string]: unknown };

/** True for a Standard Schema, which libraries make as objects or functions. */
export const isStandardSchema = (value: unknown): value is StandardSchema =>
  ((typeof value === 'object' && value !== null) || typeof value === 'function') && '~standard' in value;

/** `/city/0: must be a string`, one line for each issue. */
export const issueLines = (issues: readonly StandardIssue[]): string =>
  issues
    .map(({ message, path = [] }) => {
      const tokens = path.map((part) => String(typeof part === 'object' ? part.key : part));
      return tokens.length === 0 ? message : `/${tokens.join('/')}: ${message}`;
    })
    .join('; ');
