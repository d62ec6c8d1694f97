import { DiagnosticError, fail } from '../../generator/contract/diagnostics.ts';
import type { Contract, SecurityScheme } from '../../generator/contract/model.ts';
import { oneLine } from '../../generator/json/safe-text.ts';
import { fromEnvironment } from './environment.ts';
import {
  clientCredentials,
  type LoginAccess,
  type LoginCall,
  type LoginResult,
  loginCall,
  tokenUrlOf,
} from './logins.ts';

/** Where the credential of one security scheme comes from; secrets are named by their environment variables. */
export type CredentialSource =
  | { readonly keyEnv: string }
  /** Basic credentials. */
  | { readonly userEnv: string; readonly passwordEnv: string }
  /**
   * OAuth2 client credentials (RFC 6749, 4.4). `tokenUrl` is the document's when absent, if that is at the target's own host: a
   * document does not decide where a secret goes.
   */
  | {
      readonly clientIdEnv: string;
      readonly clientSecretEnv: string;
      readonly tokenUrl?: string;
      readonly scopes?: readonly string[];
    }
  /** An operation of the document that returns a token. */
  | LoginCall
  /** A function that returns a token, or one with its life in seconds. */
  | { readonly login: (context: LoginContext) => LoginResult | Promise<LoginResult> };

/** What a login function gets. */
export interface LoginContext {
  readonly baseUrl: string;
  readonly contract: Contract;
}

/** Credentials by security scheme: https://spec.openapis.org/oas/v3.1.1#security-scheme-object. */
export type CredentialSources = Readonly<Record<string, CredentialSource>>;

/** The credentials of a run. */
export interface RunCredentials {
  /** Names of the schemes that have a source. */
  readonly schemes: readonly string[];
  /** The current credential of a scheme. */
  keyOf(scheme: SecurityScheme): string | undefined;
  /** Logs in where no credential is known yet, or its life is nearly over; `undefined` where nothing is to be done. */
  ready(): Promise<void> | undefined;
  /** Secrets that are known before any login. */
  readonly secrets: readonly string[];
}

/** What logins need of a run. */
interface Access extends LoginAccess {
  /** Called with each credential that a login returns. */
  onSecret(secret: string): void;
  readonly now?: () => number;
}

interface Known {
  readonly key: string;
  /** When to log in again, in milliseconds of `now`. */
  readonly until: number;
}

/** A credential is renewed after this part of its life. */
const freshPart = 0.8;

/** Reads the sources of a configuration. Throws a DiagnosticError for an unknown scheme or operation, and for empty variables. */
export function credentialSources(
  contract: Contract,
  sources: CredentialSources,
  access: Access,
): RunCredentials {
  const { now = Date.now } = access;
  const known = new Map<string, Known>();
  const secrets: string[] = [];
  const logins = new Map<string, () => Promise<LoginResult>>();
  for (const [name, source] of Object.entries(sources)) {
    const scheme = contract.securitySchemes.get(name);
    if (scheme === undefined)
      fail({
        code: 'usage',
        message: `credentials: the document has no security scheme ${JSON.stringify(name)}`,
        hint: `Known: ${[...contract.securitySchemes.keys()].join(', ') || 'none'}`,
      });
    const secret = (variable: string): string => {
      const value = fromEnvironment(variable, `credentials of ${name}`);
      secrets.push(value);
      return value;
    };
    if ('keyEnv' in source) known.set(name, { key: secret(source.keyEnv), until: Number.POSITIVE_INFINITY });
    else if ('userEnv' in source) {
      const password = secret(source.passwordEnv);
      const user = fromEnvironment(source.userEnv, `credentials of ${name}`);
      known.set(name, { key: `${user}:${password}`, until: Number.POSITIVE_INFINITY });
    } else if ('clientIdEnv' in source) {
      const id = fromEnvironment(source.clientIdEnv, `credentials of ${name}`);
      const url = tokenUrlOf(contract, name, source.tokenUrl, access.baseUrl);
      const client = { id, secret: secret(source.clientSecretEnv), scopes: source.scopes ?? [] };
      logins.set(name, () => clientCredentials(url, client, access));
    } else if ('operation' in source) {
      const operation = contract.operations.find(({ operationId }) => operationId === source.operation);
      if (operation === undefined)
        return fail({
          code: 'unknown-operation',
          message: `credentials of ${name}: the document has no operation ${JSON.stringify(source.operation)}`,
        });
      logins.set(name, loginCall(operation, source, secret, access));
    } else logins.set(name, async () => source.login({ baseUrl: access.baseUrl, contract }));
  }

  const logIn = async (names: readonly string[]): Promise<void> => {
    for (const name of names) {
      const result = await named(name, logins.get(name));
      const { token, expiresIn } = typeof result === 'string' ? { token: result } : result;
      if (typeof token !== 'string' || token === '')
        fail({ code: 'login-failed', message: `the login of ${name} returned no token` }, 3);
      const life = expiresIn === undefined ? Number.POSITIVE_INFINITY : expiresIn * 1000 * freshPart;
      access.onSecret(token);
      known.set(name, { key: token, until: now() + life });
    }
  };
  return {
    schemes: Object.keys(sources),
    secrets,
    keyOf: ({ name }) => known.get(name)?.key,
    ready() {
      const due = [...logins.keys()].filter((name) => (known.get(name)?.until ?? 0) <= now());
      return due.length === 0 ? undefined : logIn(due);
    },
  };
}

/** The result of a login, its failure as "could not run". */
async function named(name: string, login: (() => Promise<LoginResult>) | undefined): Promise<LoginResult> {
  try {
    return (await login?.()) ?? '';
  } catch (cause) {
    if (!(cause instanceof Error) || cause instanceof DiagnosticError) throw cause;
    return fail(
      { code: 'login-failed', message: `the login of ${name} failed: ${oneLine(cause.message)}` },
      3,
    );
  }
}

/** What stands after `$` where a line of a shell shows a credential; `undefined` for one that a login returns. */
export function shownAs(source: CredentialSource): string | undefined {
  if ('keyEnv' in source) return source.keyEnv;
  // `${USER}:${PASSWORD}` after the dollar sign.
  return 'userEnv' in source ? `{${source.userEnv}}:\${${source.passwordEnv}}` : undefined;
}
