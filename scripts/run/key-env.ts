/** Pairs of a security scheme and the environment variable that holds its key: `app=APP_KEY,user=USER_KEY`. */
export const pairsIn = (
  keyEnv: string | undefined,
): readonly (readonly [scheme: string, variable: string])[] =>
  keyEnv?.includes('=') === true
    ? keyEnv.split(',').map((pair) => {
        const [scheme = '', variable = ''] = pair.split('=').map((part) => part.trim());
        return [scheme, variable];
      })
    : [];

/** The variable that `--key-env` names for a scheme: the one of its pair, else the only one. */
export function schemeVariables(keyEnv: string | undefined): (scheme: string) => string | undefined {
  const pairs = new Map(pairsIn(keyEnv));
  return (scheme) => (pairs.size > 0 ? pairs.get(scheme) : keyEnv);
}
