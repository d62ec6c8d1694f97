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
  (options, security) => {
    const { apiKey, credentials = {} } = options;
    const unknown = Object.keys(credentials).find((name) => !schemes[name]);
    if (unknown !== undefined)
      throw new ConfigurationError('credentials', `the API has no security scheme ${unknown}`);
    if (apiKey !== undefined && Object.keys(schemes).length === 0)
      throw new ConfigurationError('apiKey', 'the API names no security scheme: pass headers');
    // A client may be created without a key: a call that needs one throws without it.
    if (security === 'any')
      return Object.entries(schemes).flatMap(([name, scheme]): [SecurityScheme, Credential][] => {
        const credential = find(options, name, scheme);
        return credential === undefined ? [] : [[scheme, credential]];
      });
    const wanted = security ?? common;
    const found = wanted.map((names) =>
      names.flatMap((name) => {
        const scheme = schemes[name];
        return scheme === undefined ? [] : [[scheme, find(options, name, scheme)] as const];
      }),
    );
    // Where `{}` is an alternative, available credentials are sent all the same: the alternative with the most.
    const [whole] = found
      .filter((pairs): pairs is [SecurityScheme, Credential][] =>
        pairs.every(([, credential]) => credential !== undefined),
      )
      .sort((a, b) => b.length - a.length);
    return whole ?? (wanted.length === 0 ? [] : missing(found.flat().map(([{ env }]) => env).join(' or ')));
  };

const find = ({ apiKey, credentials }: ClientOptions, name: string, { env }: SecurityScheme) =>
  credentials?.[name] ?? apiKey ?? environment(env);

const missing = (variables: string): never => {
  throw new ConfigurationError('apiKey', `pass or set ${variables}`);
};
