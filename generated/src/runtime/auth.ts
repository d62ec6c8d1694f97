import type { SecurityScheme } from './operation.js';

/** `Authorization: Bearer <key>`, or another word in its place. */
export const bearer = (env: string, word = 'Bearer'): SecurityScheme => ({
  env,
  apply: (key, { headers }) => headers.set('authorization', `${word} ${key}`),
});

/** `Authorization: Basic`, of a credential `user:password`. */
export const basic = (env: string): SecurityScheme => ({
  env,
  apply: (key, { headers }) => headers.set('authorization', `Basic ${btoa(key)}`),
});

/** A key in a header of its own. */
export const headerKey = (env: string, name: string): SecurityScheme => ({
  env,
  apply: (key, { headers }) => headers.set(name, key),
});

/** A key in the query. */
export const queryKey = (env: string, name: string): SecurityScheme => ({
  env,
  apply: (key, { query }) => query.set(name, key),
});

/** A key in a cookie. */
export const cookieKey = (env: string, name: string): SecurityScheme => ({
  env,
  apply: (key, { headers }) => headers.append('cookie', `${name}=${encodeURIComponent(key)}`),
});
