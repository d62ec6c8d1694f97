import type { Contract, Operation, SecurityScheme } from '../../generator/contract/model.ts';
import { escapeRegExp } from '../../generator/json/escape.ts';

/** Whether a request satisfies one of the operation's security requirements. */
export function acceptsCredentials(
  contract: Contract,
  operation: Operation,
  request: Request,
  key: string | undefined,
): boolean {
  if (operation.security.length === 0) return true;
  return operation.security.some((requirement) =>
    [...requirement.keys()].every((name) => {
      const scheme = contract.securitySchemes.get(name);
      return scheme === undefined || takes(presented(scheme, request), key);
    }),
  );
}

/** The key in a request whose operation requires one, right or wrong. */
export function presentedKey(contract: Contract, operation: Operation, request: Request): string | undefined {
  return operation.security
    .flatMap((requirement) => [...requirement.keys()])
    .map((name) => contract.securitySchemes.get(name))
    .map((scheme) => (scheme === undefined ? undefined : presented(scheme, request)))
    .find((found) => found !== undefined && found !== '');
}

function takes(presentedKey: string | undefined, key: string | undefined): boolean {
  if (presentedKey === undefined || presentedKey === '') return false;
  return key === undefined ? !/^(bad|invalid)/i.test(presentedKey) : presentedKey === key;
}

/** The last read credentials: one request is read several times. */
let last: { readonly scheme: SecurityScheme; readonly request: Request; readonly found: string | undefined };

function presented(scheme: SecurityScheme, request: Request): string | undefined {
  if (last?.request !== request || last.scheme !== scheme)
    last = { scheme, request, found: read(scheme, request) };
  return last.found;
}

function read(scheme: SecurityScheme, request: Request): string | undefined {
  const name = scheme.parameterName ?? '';
  if (scheme.type === 'apiKey' && scheme.in === 'header') return request.headers.get(name) ?? undefined;
  if (scheme.type === 'apiKey' && scheme.in === 'query')
    return new URL(request.url).searchParams.get(name) ?? undefined;
  if (scheme.type === 'apiKey')
    return new RegExp(`(?:^|;\\s*)${escapeRegExp(name)}=([^;]*)`).exec(
      request.headers.get('cookie') ?? '',
    )?.[1];
  const [word, value] = (request.headers.get('authorization') ?? '').split(/ +/);
  if (scheme.type === 'mutualTLS') return 'certificate';
  if (scheme.type === 'http' && scheme.scheme === 'basic')
    return word?.toLowerCase() === 'basic' ? decodeBasic(value) : undefined;
  return word?.toLowerCase() === 'bearer' ? value : undefined;
}

const decodeBasic = (value: string | undefined): string | undefined =>
  value === undefined ? undefined : Buffer.from(value, 'base64').toString().split(':')[0];
