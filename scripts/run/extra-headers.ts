import type { Credentials } from '../../conformance/model.ts';
import type { ShownHeader } from '../../conformance/report/curl.ts';
import { fail } from '../../generator/contract/diagnostics.ts';
import type { Contract } from '../../generator/contract/model.ts';
import type { WireRequest } from '../../generator/wire/message.ts';
import { fromEnvironment, variables, withVariables } from './environment.ts';

/** Headers that a user gives for every request, and the parts of them that must not be shown. */
export interface ExtraHeaders {
  /** The request with the headers. A request without credentials, or with wrong ones, gets none that authenticates. */
  add(request: WireRequest, credentials: Credentials): WireRequest;
  /** Values that came from the environment. */
  readonly secrets: readonly string[];
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** The headers as lines of a shell show them: with the variables that were given, never a key. */
  readonly shown: readonly ShownHeader[];
}

const authenticates = /^(authorization|proxy-authorization|cookie|x-api-key|api-key|x-auth.*|.*-token)$/i;

/** Whether a text may be the value of a header: visible ASCII, spaces and tabs (RFC 9110, 5.5). */
export const isSendable = (value: string): boolean => /^[\t\x20-\x7e]*$/.test(value);

/** A variable for a key that was given on the command line: `X-Api-Key` is `X_API_KEY`. */
const variableOf = (name: string): string => name.toUpperCase().replaceAll(/\W/g, '_');

/** The text of a header for double quotes of a shell, where variables stay. */
const inShell = (text: string): string =>
  text
    .split(/(\$\{\w+\}|\$\w+)/)
    .map((part, index) => (index % 2 === 1 ? part : part.replaceAll(/[\\"`$]/g, '\\$&')))
    .join('');

/** The shortest part of a value that is taken for a key by itself. */
const leastPart = 8;

/**
 * A secret and what of it may come back alone: `token abc` and `session=abc` are echoed as `abc`, and the pair of Basic
 * credentials (RFC 7617) in clear.
 */
export function secretParts(secret: string): readonly string[] {
  const [scheme = '', ...rest] = secret.trim().split(/\s+/);
  const pair = /^basic$/i.test(scheme) ? Buffer.from(rest.join(''), 'base64').toString('utf8') : '';
  // Cookies and lists of parameters: `session=abc; theme=dark`.
  const values = secret
    .split(/[;,]\s*/)
    .flatMap((each) => (/^[\w.-]+=./.test(each) ? [each.slice(each.indexOf('=') + 1)] : []));
  const parts = [...rest, pair, pair.slice(pair.indexOf(':') + 1), ...values];
  return [...new Set([secret, ...parts.filter((part) => part.length >= leastPart)])];
}

/**
 * Reads `Name: value` lines; `$NAME` and `${NAME}` in a value are taken from the environment, so that a key stands on no command
 * line. Throws a DiagnosticError for a line without a name, and for a variable that is empty.
 */
export function extraHeaders(
  contract: Contract,
  lines: readonly string[],
  env: { readonly [name: string]: string | undefined } = process.env,
): ExtraHeaders {
  const secrets: string[] = [];
  const shown: ShownHeader[] = [];
  const ofSchemes = new Set(
    [...contract.securitySchemes.values()].flatMap((scheme) =>
      scheme.type === 'apiKey' && scheme.in === 'header' ? [(scheme.parameterName ?? '').toLowerCase()] : [],
    ),
  );
  const isCredential = (name: string): boolean =>
    authenticates.test(name) || ofSchemes.has(name.toLowerCase());
  const headers = lines.map((line): readonly [name: string, value: string] => {
    const [, name, text] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):\s*(.*)$/.exec(line) ?? [];
    if (name === undefined || text === undefined)
      return fail({
        code: 'usage',
        // The rest of the line may hold a key.
        message: `-H ${JSON.stringify(line.split(/[\s:=]/)[0])}... is not a header`,
        hint: "Expected 'Name: value'; $NAME in the value is taken from the environment.",
      });
    const value = withVariables(text, (variable) => {
      const found = fromEnvironment(variable, `-H ${name}`, env);
      secrets.push(found);
      return found;
    });
    if (!isSendable(value))
      return fail({
        code: 'usage',
        message: `-H ${name}: its value has characters that no header may have`,
        hint: 'Expected visible ASCII characters, spaces and tabs; a line break often comes from the end of a file.',
      });
    // A key on the command line is a key too.
    if (authenticates.test(name)) secrets.push(value.trim());
    shown.push({
      name,
      value: isCredential(name) && !text.match(variables) ? `$${variableOf(name)}` : inShell(text.trim()),
      authenticates: isCredential(name),
    });
    return [name.toLowerCase(), value.trim()];
  });
  return {
    headers,
    shown,
    secrets: [...new Set(secrets.flatMap(secretParts))],
    add(request, credentials) {
      const own = headers.filter(([name]) => credentials === 'valid' || !isCredential(name));
      if (own.length === 0) return request;
      const given = new Set(own.map(([name]) => name));
      return {
        ...request,
        headers: [...request.headers.filter(([name]) => !given.has(name.toLowerCase())), ...own],
      };
    },
  };
}
