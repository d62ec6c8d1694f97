import { type ClientOptions, type Credential, environment } from './config.js';
import { ConfigurationError } from './errors.js';
import type { Credentials, SecurityScheme } from './operation.js';

/** For an API where every operation needs the same one credential. */
export const oneCredential =
  (name: string, scheme: SecurityScheme): Credentials =>
  (options) => [[scheme, find(options, name, scheme) ?? missing(scheme.env)]];

/** For all others: by scheme; the inner names of `common` are needed together, one of the outer suffices. */
export const credentialsOf =
  (
    schemes: { readonly [name: string]: SecurityScheme },
    common: readonly (readonly string[])[],
  ): Credentials =>
  (options, security = common) => {
    const found = security.map((names) =>
      names.flatMap((name) => {
        const scheme = schemes[name];
        return scheme === undefined ? [] : [[scheme, find(options, name, scheme)] as const];
      }),
    );
    const whole = found.find((pairs): pairs is [SecurityScheme, Credential][] =>
      pairs.every(([, credential]) => credential !== undefined),
    );
    return whole ?? (security.length === 0 ? [] : missing(found.flat().map(([{ env }]) => env).join(' or ')));
  };

const find = ({ apiKey, credentials }: ClientOptions, name: string, { env }: SecurityScheme) =>
  credentials?.[name] ?? apiKey ?? environment(env);

const missing = (variables: string): never => {
  throw new ConfigurationError('apiKey', `pass or set ${variables}`);
};
