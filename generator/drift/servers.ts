import type { Server } from '../contract/model.ts';
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
  const lost = old.filter((url) => !now.includes(url));
  const gained = now.filter((url) => !old.includes(url));
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
      hint: 'Keep the old base URL listed while it answers.',
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

/** Templates filled in with every listed value, the defaults first; a slash at the end says nothing. */
function urls(servers: readonly Server[]): readonly string[] {
  const filled = (servers.length === 0 ? [{ url: '/', variables: new Map() } as Server] : servers).flatMap(
    ({ url, variables }) =>
      [...variables].reduce<readonly string[]>(
        (all, [name, { default: fallback, enum: values }]) =>
          all.flatMap((each) =>
            [...new Set([fallback, ...(values ?? [])])].map((value) => each.replaceAll(`{${name}}`, value)),
          ),
        [url],
      ),
  );
  return [...new Set(filled.map((url) => url.replace(/\/+$/, '') || '/'))];
}
