import { ConfigurationError } from './errors.js';
import type { ApiDefinition } from './operation.js';

/** A credential, or what fetches one; called once a request. */
export type Credential = string | (() => string | Promise<string>);

/** `warn` tells the logger, `throw` gives a ValidationError; values are never changed. */
export type ValidationMode = 'off' | 'warn' | 'throw';

/** Checks a JSON body against its schema: one line for each complaint. With `lint` also keys that no schema names. */
export type Check = (
  operationId: string,
  part: 'request' | 'response',
  value: unknown,
  context: { readonly status: number; readonly lint: boolean },
) => readonly string[];

/** What is validated, and by what: `check` from the entry `validation`, or one made of few validators. */
export interface ValidationOptions {
  readonly requests?: ValidationMode;
  readonly responses?: ValidationMode;
  readonly check?: Check;
}

/** What the logger is told; holds no headers, bodies or keys. */
export interface LogEvent {
  readonly kind: 'request' | 'response' | 'retry' | 'warning';
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  /** From 0. */
  readonly attempt: number;
  readonly status?: number;
  readonly requestId?: string | undefined;
  /** Milliseconds: of the answer since the request, or of the pause before a retry. */
  readonly ms?: number;
  readonly message?: string;
}

/** What a client is made with; every option may be left out. */
export interface ClientOptions {
  /** For every security scheme that `credentials` does not name; else the environment is asked. */
  readonly apiKey?: Credential;
  /** By name of the security scheme. */
  readonly credentials?: { readonly [scheme: string]: Credential };
  /** Scheme, host and path prefix; else the environment is asked, else the API's own. */
  readonly baseUrl?: string;
  /** Milliseconds for one attempt; 600,000 by default. */
  readonly timeout?: number;
  /** Attempts after the first; 2 by default. */
  readonly maxRetries?: number;
  /** Sent with every request. */
  readonly headers?: { readonly [name: string]: string };
  /** In place of the platform's `fetch`. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  readonly logger?: (event: LogEvent) => void;
  readonly validate?: ValidationOptions;
  /** A key in a browser can be read by everyone who uses the page; say so that you know. */
  readonly allowBrowser?: boolean;
}

/** What one call may say otherwise. */
export interface RequestOptions {
  readonly signal?: AbortSignal;
  readonly timeout?: number;
  readonly maxRetries?: number;
  readonly headers?: { readonly [name: string]: string };
  /** Added to the query. */
  readonly query?: { readonly [name: string]: unknown };
  readonly validate?: ValidationOptions;
  /** For operations that take one; made up when absent. */
  readonly idempotencyKey?: string;
}

/** Checked options with the defaults filled in. */
export interface ClientConfig {
  readonly definition: ApiDefinition;
  /** Without a trailing slash. */
  readonly baseUrl: string;
  /** False: an operation with a base URL of its own goes there. */
  readonly isBaseUrlGiven: boolean;
  readonly options: ClientOptions;
}

/** A variable of the environment; `undefined` where there is none, as in a browser. */
export function environment(name: string): string | undefined {
  const { process } = globalThis as { process?: { env?: { [name: string]: string | undefined } } };
  return process?.env?.[name]?.trim() || undefined;
}

/** The credential of a scheme as the options or the environment have it. */
export const credentialOf = (
  { schemes }: ApiDefinition,
  { apiKey, credentials }: ClientOptions,
  scheme: string,
): Credential | undefined => credentials?.[scheme] ?? apiKey ?? environment(schemes[scheme]?.env ?? '');

/** Checks options; throws a ConfigurationError that names the option at fault. */
export function createConfig(definition: ApiDefinition, options: ClientOptions = {}): ClientConfig {
  const given = options.baseUrl ?? environment(definition.baseUrlEnv);
  const baseUrl = checkedUrl(given ?? definition.baseUrl, definition);
  checkNumber('timeout', options.timeout, 1);
  checkNumber('maxRetries', options.maxRetries, 0);
  const { security } = definition;
  const alternatives = security.filter((schemes) =>
    schemes.every((scheme) => credentialOf(definition, options, scheme) !== undefined),
  );
  if (security.length > 0 && alternatives.length === 0) {
    const names = security.flat().map((scheme) => definition.schemes[scheme]?.env);
    throw new ConfigurationError('apiKey', `missing: pass it to the client or set ${names.join(' or ')}`);
  }
  const { apiKey, credentials, allowBrowser } = options;
  for (const [name, key] of Object.entries({ apiKey, ...credentials })) checkCredential(name, key);
  if (security.length > 0 && 'document' in globalThis && allowBrowser !== true)
    throw new ConfigurationError('allowBrowser', 'a browser shows the key to its user; set it to true if that is meant');
  return { definition, options, baseUrl, isBaseUrlGiven: given !== undefined };
}

function checkedUrl(value: unknown, definition: ApiDefinition): string {
  if (value === undefined)
    throw new ConfigurationError('baseUrl', `missing: pass it to the client or set ${definition.baseUrlEnv}`);
  if (typeof value === 'string' && /^https?:\/\/[^/?#]/i.test(value) && URL.canParse(value)) {
    const { username, search, hash } = new URL(value);
    if (username + search + hash === '') return value.replace(/\/+$/, '');
  }
  throw new ConfigurationError('baseUrl', 'must be an http or https URL without user, query and fragment');
}

/** Throws for a number that is none, or below `least`. */
export function checkNumber(option: string, value: unknown, least: number): void {
  if (value !== undefined && !(typeof value === 'number' && Number.isFinite(value) && value >= least))
    throw new ConfigurationError(option, `must be a number of at least ${least}`);
}

/** Throws for a credential that cannot stand in a header. */
export function checkCredential(option: string, key: unknown): void {
  if (key === undefined || typeof key === 'function') return;
  if (typeof key !== 'string' || !/^[\x20-\x7e]+$/.test(key))
    throw new ConfigurationError(option, 'must be a text of visible ASCII characters');
}
