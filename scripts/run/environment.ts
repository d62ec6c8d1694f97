import { fail } from '../../generator/contract/diagnostics.ts';

/** The value of an environment variable; an empty one is a DiagnosticError that says what it is for. */
export function fromEnvironment(
  name: string,
  what: string,
  env: { readonly [name: string]: string | undefined } = process.env,
): string {
  const value = env[name];
  return value
    ? value
    : fail({ code: 'no-key', message: `${what}: the environment variable ${name} is empty` });
}

/** A text with `$NAME` and `${NAME}` replaced by what `valueIn` returns. */
export const withVariables = (text: string, valueIn: (name: string) => string): string =>
  text.replaceAll(variables, (_, braced?: string, plain?: string) => valueIn(braced ?? plain ?? ''));

/** References to variables of the environment. */
export const variables = /\$(?:\{(\w+)\}|(\w+))/g;
