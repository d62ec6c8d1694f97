import type { Contract, Server } from '../contract/model.ts';
import { pathShape } from '../contract/path-shape.ts';
import { escapeRegExp } from '../json/escape.ts';
import type { Comparison } from './comparison.ts';

/** Compares base URLs: of the document once, of an operation where it has its own. */
export function compareServers(
  comparison: Comparison,
  before: readonly Server[],
  after: readonly Server[],
  place: { readonly base: string; readonly head: string; readonly operation?: string },
): void {
  const [old, now] = [urls(before), urls(after)];
  if (old.join('\n') === now.join('\n')) return;
  const lost = old.filter((url) => !now.includes(url) && !patterns(after).some((each) => each.test(url)));
  const gained = now.filter((url) => !old.includes(url) && !patterns(before).some((each) => each.test(url)));
  if (lost.length > 0) {
    comparison.report({
      ...place,
      code: 'server-removed',
      axis: 'wire',
      verdict: 'breaking',
      polarity: 'request',
      severity: 'warning',
      message: `${lost.join(', ')} is not a base URL any more${gained.length > 0 ? `; ${gained.join(', ')} is new` : ''}`,
      witness: { where: 'servers', value: lost[0], from: 'base' },
      hint: 'Keep the old base URL listed while it works.',
    });
    return;
  }
  if (gained.length > 0) {
    comparison.report({
      ...place,
      code: 'server-added',
      axis: 'wire',
      verdict: 'non-breaking',
      polarity: 'none',
      severity: 'info',
      message: `${gained.join(', ')} is a base URL now`,
    });
  }
  if (old[0] !== now[0]) {
    comparison.report({
      ...place,
      code: 'server-default-changed',
      axis: 'behaviour',
      verdict: 'non-breaking',
      polarity: 'request',
      severity: 'warning',
      message: `clients made from the document call ${now[0]} first, not ${old[0]}`,
    });
  }
}

const fallback = { url: '/', variables: new Map() } as Server;
const orDefault = (servers: readonly Server[]): readonly Server[] =>
  servers.length === 0 ? [fallback] : servers;

/** Templates filled in with every listed value, the defaults first, spelt as a client would call them. */
function urls(servers: readonly Server[]): readonly string[] {
  const filled = orDefault(servers).flatMap(({ url, variables }) =>
    [...variables].reduce<readonly string[]>(
      (all, [name, { default: usual, enum: values }]) =>
        all.flatMap((each) =>
          [...new Set([usual, ...(values ?? [])])].map((value) => each.replaceAll(`{${name}}`, value)),
        ),
      [url],
    ),
  );
  return [...new Set(filled.map(normal))];
}

/** A URL without the differences that have no effect: case of the host, default port, trailing slash. */
const normal = (url: string): string =>
  url
    .replace(/^[a-z]+:\/\/[^/]*/i, (origin) => origin.toLowerCase())
    .replace(/^(http:\/\/[^/:]+):80(?=\/|$)|^(https:\/\/[^/:]+):443(?=\/|$)/, '$1$2')
    .replace(/\/+$/, '') || '/';

/** URLs with variables without listed values, which accept any. */
const patterns = (servers: readonly Server[]): readonly RegExp[] =>
  orDefault(servers)
    .filter(({ variables }) => [...variables.values()].some((each) => each.enum === undefined))
    .map(({ url, variables }) => {
      const source = normal(url)
        .split(/\{([^}]*)\}/)
        .map((piece, index) => (index % 2 === 0 ? escapeRegExp(piece) : valuesOf(variables.get(piece))));
      return new RegExp(`^${source.join('')}$`);
    });

const valuesOf = (variable: { readonly enum?: readonly string[] } | undefined): string =>
  variable?.enum === undefined ? '[^/]+' : `(?:${variable.enum.map(escapeRegExp).join('|')})`;

/**
 * What stands before every path where the base path moved into the paths or out of them: `/v1` with `/pets` is
 * `/` with `/v1/pets`. `undefined` where nothing moved.
 */
export function movedBasePath(
  base: Contract,
  head: Contract,
): { readonly base: string; readonly head: string } | undefined {
  const [old, now] = [splitBase(base.servers), splitBase(head.servers)];
  if (old === undefined || now === undefined || old.path === now.path) return undefined;
  if (old.origins.join('\n') !== now.origins.join('\n')) return undefined;
  const shapes = ({ operations }: Contract, prefix: string): ReadonlySet<string> =>
    new Set(operations.map(({ path }) => pathShape(`${prefix}${path}`)));
  const shared = (left: ReadonlySet<string>, right: ReadonlySet<string>): number =>
    [...left].filter((each) => right.has(each)).length;
  const apart = shared(shapes(base, ''), shapes(head, ''));
  const joined = shared(shapes(base, old.path), shapes(head, now.path));
  return joined > apart ? { base: old.path, head: now.path } : undefined;
}

/** The one base path of all servers, and where they stand. */
function splitBase(
  servers: readonly Server[],
): { readonly path: string; readonly origins: readonly string[] } | undefined {
  const parts = urls(servers).map((url) => /^([a-z]+:\/\/[^/]*)?(.*)$/.exec(url === '/' ? '' : url));
  const path = parts[0]?.[2];
  if (path === undefined || parts.some((each) => each?.[2] !== path)) return undefined;
  return { path, origins: parts.map((each) => each?.[1] ?? '') };
}
