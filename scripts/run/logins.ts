import { preferredMediaType } from '../../conformance/cases/slots.ts';
import { httpTransport } from '../../conformance/transport/http.ts';
import { fail } from '../../generator/contract/diagnostics.ts';
import type { Contract, Operation } from '../../generator/contract/model.ts';
import { isObject, valueAt } from '../../generator/json/pointer.ts';
import { oneLine } from '../../generator/json/safe-text.ts';
import type { NetworkLimits } from '../../generator/network/client.ts';
import { TransportError } from '../../generator/network/transport-error.ts';
import { encodeRequest } from '../../generator/wire/encode.ts';
import type { Arguments, WireRequest, WireResponse } from '../../generator/wire/message.ts';
import { withVariables } from './environment.ts';

/** What a login returns: a token, or one with its life in seconds. */
export type LoginResult = string | { readonly token: string; readonly expiresIn?: number };

/** Where logins are sent, and within which limits. */
export interface LoginAccess {
  readonly baseUrl: string;
  readonly limits: NetworkLimits;
}

/** A call of a login operation; `$NAME` in its values is taken from the environment. */
export interface LoginCall {
  readonly operation: string;
  readonly body?: unknown;
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** The pointer of the token in the response: `/access_token`. */
  readonly token: string;
  /** The pointer of its life in seconds. */
  readonly expiresIn?: string;
}

/** The token URL of a scheme: the given one, else the document's, if that is at the target. */
export function tokenUrlOf(
  contract: Contract,
  name: string,
  given: string | undefined,
  baseUrl: string,
): URL {
  if (given !== undefined) return new URL(given, `${baseUrl}/`);
  const scheme = contract.securitySchemes.get(name);
  const documented =
    scheme && valueAt(contract.document, `${scheme.pointer}/flows/clientCredentials/tokenUrl`);
  const hint = 'Give tokenUrl in the credentials of the configuration.';
  if (typeof documented !== 'string')
    return fail({
      code: 'usage',
      message: `credentials of ${name}: the document has no tokenUrl for it`,
      hint,
    });
  const url = new URL(documented, `${baseUrl}/`);
  return url.origin === new URL(baseUrl).origin
    ? url
    : fail({
        code: 'usage',
        message: `credentials of ${name}: the document's tokenUrl is at ${url.origin}, not at the target`,
        hint: 'A document does not decide where a secret goes: give this tokenUrl in the configuration if you trust it.',
      });
}

/** A token by RFC 6749, 4.4: the client's credentials as Basic ones, else in the body (2.3.1). */
export async function clientCredentials(
  url: URL,
  {
    id,
    secret,
    scopes,
  }: { readonly id: string; readonly secret: string; readonly scopes: readonly string[] },
  access: LoginAccess,
): Promise<LoginResult> {
  const scope = scopes.length === 0 ? {} : { scope: scopes.join(' ') };
  const form = (members: Readonly<Record<string, string>>, headers: WireRequest['headers']): WireRequest => ({
    method: 'POST',
    target: url.pathname + url.search,
    headers: [
      ['content-type', 'application/x-www-form-urlencoded'],
      ['accept', 'application/json'],
      ...headers,
    ],
    body: Buffer.from(
      new URLSearchParams({ grant_type: 'client_credentials', ...scope, ...members }).toString(),
    ),
  });
  const basic = Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64');
  let response = await post(url.origin, form({}, [['authorization', `Basic ${basic}`]]), access);
  if (response.status === 400 || response.status === 401)
    response = await post(url.origin, form({ client_id: id, client_secret: secret }, []), access);
  return tokenIn(response, '/access_token', '/expires_in', `POST ${url.href}`);
}

function tokenIn(
  { status, body }: WireResponse,
  token: string,
  expiresIn: string | undefined,
  what: string,
): LoginResult {
  const text = new TextDecoder().decode(body);
  if (status < 200 || status >= 300)
    return fail({ code: 'login-failed', message: `${what} responded ${status}: ${excerpt(text)}` }, 3);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return fail({ code: 'login-failed', message: `the response to ${what} is not JSON` }, 3);
  }
  const found = valueAt(value, `#${token}`);
  const life = expiresIn === undefined ? undefined : valueAt(value, `#${expiresIn}`);
  // The response is not shown: it may hold the token elsewhere.
  if (typeof found !== 'string' || found === '')
    return fail({ code: 'login-failed', message: `the response to ${what} has no token at ${token}` }, 3);
  return typeof life === 'number' && life > 0 ? { token: found, expiresIn: life } : found;
}

const excerpt = (text: string): string => oneLine(text.replaceAll(/\s+/g, ' ').slice(0, 160));

async function post(baseUrl: string, request: WireRequest, { limits }: LoginAccess): Promise<WireResponse> {
  const transport = httpTransport(baseUrl, limits, false);
  try {
    return (await transport.send(request)).response;
  } catch (cause) {
    if (!(cause instanceof TransportError)) throw cause;
    return fail({ code: 'login-failed', message: `no login at ${baseUrl}: ${cause.message}` }, 3);
  } finally {
    await transport.close();
  }
}

/** The arguments of a login operation, with values of the environment. */
function argumentsOf(
  { body, parameters = {} }: LoginCall,
  operation: Operation,
  secret: (variable: string) => string,
): Arguments {
  const filled = (value: unknown): unknown => {
    if (typeof value === 'string') return withVariables(value, secret);
    if (Array.isArray(value)) return value.map(filled);
    return isObject(value)
      ? Object.fromEntries(Object.entries(value).map(([name, member]) => [name, filled(member)]))
      : value;
  };
  const at = (location: string): Record<string, unknown> =>
    Object.fromEntries(
      operation.parameters.flatMap(({ in: place, name }) =>
        place === location && Object.hasOwn(parameters, name) ? [[name, filled(parameters[name])]] : [],
      ),
    );
  const contentType = preferredMediaType(operation)?.contentType;
  return {
    path: at('path'),
    query: at('query'),
    header: at('header'),
    cookie: at('cookie'),
    ...(body === undefined || contentType === undefined
      ? {}
      : { body: { contentType, value: filled(body) } }),
  };
}

/** A login by an operation of the document. */
export function loginCall(
  operation: Operation,
  call: LoginCall,
  secret: (variable: string) => string,
  access: LoginAccess,
): () => Promise<LoginResult> {
  const request = encodeRequest(operation, argumentsOf(call, operation, secret));
  return async () =>
    tokenIn(await post(access.baseUrl, request, access), call.token, call.expiresIn, call.operation);
}
