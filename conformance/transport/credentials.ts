import type { Contract, Operation, SecurityScheme } from '../../generator/contract/model.ts';
import type { WireRequest } from '../../generator/wire/message.ts';
import type { Credentials } from '../model.ts';

/** A key that no server should accept. */
export const wrongKey = 'invalid-key-of-the-plumbline-harness';

/** How a request carries a key, derived from the contract. */
export interface CredentialWriter {
  write(operation: Operation | undefined, request: WireRequest, credentials: Credentials): WireRequest;
}

/**
 * Adds the keys of the operation's first security requirement, each from `keyOf`; other requests stay unchanged. `users` has the
 * keys of another user and of one with few scopes. `isGiven`: the key is one that the server knows.
 */
export function credentialWriter(
  contract: Contract,
  key: string,
  keyOf: (scheme: SecurityScheme) => string | undefined = () => undefined,
  {
    isGiven = false,
    ...users
  }: { readonly isGiven?: boolean; readonly other?: string; readonly limited?: string } = {},
): CredentialWriter {
  return {
    write(operation, request, credentials) {
      // A key that is known is sent where it is optional, too.
      const requirement =
        operation?.security.find(({ size }) => isGiven && size > 0) ?? operation?.security[0];
      if (credentials === 'none' || requirement === undefined) return request;
      return [...requirement.keys()].reduce((sent, name) => {
        const scheme = contract.securitySchemes.get(name);
        const own = scheme === undefined ? key : (keyOf(scheme) ?? key);
        const keys = { valid: own, wrong: wrongKey, ...users };
        return withKey(sent, scheme, keys[credentials] ?? wrongKey);
      }, request);
    },
  };
}

function withKey(request: WireRequest, scheme: SecurityScheme | undefined, key: string): WireRequest {
  if (scheme === undefined) return request;
  const header = (name: string, value: string): WireRequest => ({
    ...request,
    headers: [...request.headers, [name, value]],
  });
  if (scheme.type === 'apiKey') {
    const name = scheme.parameterName ?? 'key';
    if (scheme.in === 'header') return header(name, key);
    if (scheme.in === 'cookie') return header('cookie', `${name}=${encodeURIComponent(key)}`);
    const joint = request.target.includes('?') ? '&' : '?';
    return {
      ...request,
      target: `${request.target}${joint}${encodeURIComponent(name)}=${encodeURIComponent(key)}`,
    };
  }
  if (scheme.type === 'http' && scheme.scheme === 'basic')
    // The key is `user:password` (RFC 7617); a key without a colon is the user.
    return header(
      'authorization',
      `Basic ${Buffer.from(key.includes(':') ? key : `${key}:`).toString('base64')}`,
    );
  return header('authorization', `Bearer ${key}`);
}
