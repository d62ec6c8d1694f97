import type { Contract } from '../../generator/contract/model.ts';

/**
 * The base URL before the paths of a contract. People paste `https://api.example.com/v1`, as clients expect it; where every
 * path of the document begins with `/v1` already, it is not repeated.
 */
export function baseUrlOf({ operations }: Pick<Contract, 'operations'>, target: string): string {
  const { origin, pathname } = new URL(target);
  const base = pathname.replace(/\/+$/, '');
  const isSaid =
    operations.length > 0 && operations.every(({ path }) => path === base || path.startsWith(`${base}/`));
  return isSaid ? origin : origin + base;
}

/** The path of the document's first server, its variables at their defaults: `/api/v2`; empty where it has none. */
export function serverPath({ servers }: Pick<Contract, 'servers'>): string {
  const [server] = servers;
  if (server === undefined) return '';
  const url = server.url.replaceAll(
    /\{([^{}]+)\}/g,
    (_, name: string) => server.variables.get(name)?.default ?? '',
  );
  return URL.canParse(url, 'http://server.invalid')
    ? new URL(url, 'http://server.invalid').pathname.replace(/\/+$/, '')
    : '';
}

/**
 * The target, completed by the path of the document's server where it has no path and the API is found there. `status`
 * requests two URLs; only a 404 distinguishes them.
 */
export async function withServerPath(
  contract: Pick<Contract, 'servers' | 'operations'>,
  target: string,
  status: (url: string) => Promise<number | undefined>,
): Promise<string> {
  const base = serverPath(contract);
  const { origin, pathname } = new URL(target);
  if (base === '' || pathname !== '/' || contract.operations.every(({ path }) => path.startsWith(`${base}/`)))
    return target;
  const probe = contract.operations.find(({ method, path }) => method === 'get' && !path.includes('{'));
  if (probe === undefined) return origin + base;
  const joined = await status(origin + base + probe.path);
  if (joined !== undefined && joined !== 404) return origin + base;
  const plain = await status(origin + probe.path);
  return plain === undefined || plain === 404 ? origin + base : target;
}
