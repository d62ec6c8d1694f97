import { helperClosure, helperNamed } from '../schema/code/runtime.ts';

/** What every package has, so that one more kind of check in the document does not change the shared file. */
const always = [
  ...[
    'no',
    'inside',
    'because',
    'because_all',
    'plainObject',
    'own',
    'token',
    'length',
    'guarded',
    'guarded_all',
  ],
  ...['errorOf', 'standard', 'formatError', 'lineOf', 'knows', 'opens', 'strangers'],
];

/** `runtime.js`: the helpers in use, exported; it holds nothing of the document. */
export function runtimeText(used: ReadonlySet<string>): string {
  return helperClosure([...always, ...used])
    .map((name) => helperNamed(name).text.replace(/^function /m, 'export function '))
    .join('\n\n');
}

/** `runtime.d.ts`: what callers see of it. */
export const runtimeTypes = `/** Which branch of a union was meant, and why: the value of the property that tells. */
export interface ChosenBranch {
  /** Pointer of the branch in the OpenAPI document. */
  readonly pointer: string;
  readonly propertyName: string;
  readonly value: string;
  /** The branch of a union further in. */
  readonly inner?: ChosenBranch;
}

/** One cause why a value is refused; plain data that JSON can hold. */
export interface ValidationError {
  /** JSON Pointer into the value, e.g. \`/messages/0/role\`; empty for the whole. */
  readonly instanceLocation: string;
  /** Pointer of the violated keyword in the OpenAPI document. */
  readonly keywordLocation: string;
  readonly keyword: string;
  readonly message: string;
  readonly expected?: unknown;
  readonly actual?: unknown;
  readonly branch?: ChosenBranch;
}

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
}

/** An error in two lines: what is wrong where, and by which keyword of the document; given the document's JSON text, on which line. */
export declare function formatError(error: ValidationError, text?: string): string;

/**
 * The line of the document's JSON text on which a pointer leads, such as an error's \`keywordLocation\`. Of what an overlay
 * added it is the line of the nearest place that the text has. Undefined when the text is not JSON.
 */
export declare function lineOf(text: string, pointer: string): number | undefined;
`;
