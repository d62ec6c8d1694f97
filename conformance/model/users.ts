/** Further credentials of a run, each the name of an environment variable that holds a key. */
export interface Users {
  /** Another user, who must not reach what the first one has. */
  readonly other?: { readonly keyEnv: string };
  /** A user whose key has these scopes only. */
  readonly limited?: { readonly keyEnv: string; readonly scopes: readonly string[] };
}
