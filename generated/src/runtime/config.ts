import { ConfigurationError } from './errors.js';
import type { ApiDefinition, Operation } from './operation.js';

/** A credential, or what fetches one; called once a request. */
export type Credential = string | (() => string | Promise<string>);

/** Checks a JSON body before it is sent or after it is read: throws or calls the logger, and changes nothing. */
export type Inspector = (body: {
  readonly operation: Operation;
  readonly part: 'request' | 'response';
  readonly value: unknown;
  readonly status: number;
  readonly logger: ClientOptions['logger'];
}) => void;

/** What the logger receives; contains no headers, bodies or keys. */
export interface LogEvent {
  readonly kind: 'request' | 'response' | 'retry' | 'warning';
  readonly operation: Operation;
  /** From 0. */
  readonly attempt: number;
  readonly status?: number;
  readonly requestId?: string | undefined;
  /** Milliseconds: from the request to the response, or of the pause before a retry. */
  readonly ms?: number;
  readonly message?: string;
}

/** What a client is made with; every option may be left out. */
export interface ClientOptions {
  /** For every security scheme that `credentials` does not name; else read from the environment. */
  readonly apiKey?: Credential;
  /** By name of the security scheme. */
  readonly credentials?: { readonly [scheme: string]: Credential };
  /** Scheme, host and path prefix; else read from the environment, else the API's own. */
  readonly baseUrl?: string;
  /** Milliseconds for one attempt; 600,000 by default. */
  readonly timeout?: number;
  /** Attempts after the first; 2 by default. */
  readonly maxRetries?: number;
  /** Sent with every request. */
  readonly headers?: { readonly [name: string]: string };
  /** In place of the platform's `fetch`. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  readonly logger?: ((event: LogEvent) => void) | undefined;
  /** `validation({ requests: 'throw', responses: 'warn' })` of the entry `validation`; nothing is checked without. */
  readonly validate?: Inspector;
  /** A key in a browser can be read by everyone who uses the page; `true` confirms that this is intended. */
  readonly allowBrowser?: boolean;
}

/** Options of one call, which override those of the client. */
export interface RequestOptions {
  readonly signal?: AbortSignal;
  readonly timeout?: number;
  readonly maxRetries?: number;
  readonly headers?: { readonly [name: string]: string };
  /** Added to the query. */
  readonly query?: { readonly [name: string]: string };
  readonly validate?: Inspector;
  /** For operations that take one; made up when absent. */
  readonly idempotencyKey?: string;
}

/** Checked options with the defaults filled in. */
export interface ClientConfig {
  readonly definition: ApiDefinition;
  /** Without a trailing slash. */
  readonly baseUrl: string;
  /** The base URL of the options or the environment; without it, an operation with a URL of its own goes there. */
  readonly given: string | undefined;
  readonly options: ClientOptions;
}

interface Environment {
  readonly process?: { readonly env?: { readonly [name: string]: string | undefined } };
}

/** A variable of the environment; `undefined` where it is not set, as in a browser. */
export const environment = (name: string): string | undefined =>
  (globalThis as Environment).process?.env?.[name]?.trim() || undefined;

/** Whether the code runs in a browser, whose user can read the key. */
export const isBrowser = (): boolean => 'document' in globalThis;

/** Checks options; throws a ConfigurationError that names the option at fault. */
export function createConfig(definition: ApiDefinition, options: ClientOptions = {}): ClientConfig {
  const { baseUrlEnv } = definition;
  const given = options.baseUrl ?? environment(baseUrlEnv);
  const baseUrl = `${given ?? definition.baseUrl}`;
  if (!/^https?:\/\/[^\s?#@]+$/i.test(baseUrl) || !URL.canParse(baseUrl))
    throw new ConfigurationError('baseUrl', `pass or set ${baseUrlEnv}: http(s), no user or query`);
  checkOptions(options);
  for (const [, key] of definition.credentials(options, 'any')) {
    checkCredential(key);
    if (isBrowser() && !options.allowBrowser)
      throw new ConfigurationError('allowBrowser', 'must be true: keys show here');
  }
  // Options are behind a getter: printing a client, hidden members too, must not print its key.
  return Object.defineProperty({ definition, given, baseUrl: baseUrl.replace(/\/+$/, '') }, 'options', {
    get: () => options,
  }) as ClientConfig;
}

/** Throws for an invalid timeout or number of retries, and for anything but a function where one is needed. */
export function checkOptions(options: ClientOptions & RequestOptions): void {
  for (const [name, least] of [['timeout', 1], ['maxRetries', 0]] as const) {
    const value = options[name] ?? least;
    // A timer of more than 31 bits would end at once.
    if ((value | 0) !== value || value < least)
      throw new ConfigurationError(name, `must be an integer from ${least}`);
  }
  for (const name of ['fetch', 'logger', 'validate'] as const)
    if (typeof (options[name] ?? isBrowser) !== 'function')
      throw new ConfigurationError(name, 'must be a function');
}

/** Throws for a credential that cannot stand in a header. */
export function checkCredential(key: unknown): void {
  if (typeof key !== 'function' && !(typeof key === 'string' && /^[!-~][ -~]*$/.test(key)))
    throw new ConfigurationError('apiKey', 'must be visible ASCII');
}
