/** Headers that belong to one connection (RFC 9110 section 7.6.1), and those that `Connection` names besides. */
const perConnection = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/**
 * Headers that `Connection` cannot remove: those that decide the end, the recipient and the type of a message. Without its
 * length, a body would be read as the next request of another client.
 */
const alwaysKept = new Set([
  'content-length',
  'host',
  'content-type',
  'content-encoding',
  'content-range',
  'authorization',
  'cookie',
  'set-cookie',
  'cache-control',
  'date',
  'location',
  'range',
  'vary',
]);

/** Raw headers, a flat list of names and values, without those of the connection; case, order and duplicates are kept. */
export function endToEnd(raw: readonly string[]): string[] {
  const pairs = pairsOf(raw);
  const named = new Set<string>();
  for (const [name, value] of pairs)
    if (name.toLowerCase() === 'connection')
      for (const each of value.toLowerCase().split(',')) named.add(each.trim());
  const kept: string[] = [];
  for (const [name, value] of pairs) {
    const lower = name.toLowerCase();
    if (alwaysKept.has(lower) || (!perConnection.has(lower) && !named.has(lower))) kept.push(name, value);
  }
  return kept;
}

/** A flat list of names and values as pairs. */
export function pairsOf(raw: readonly string[]): [name: string, value: string][] {
  const pairs: [string, string][] = [];
  for (let index = 0; index + 1 < raw.length; index += 2)
    pairs.push([raw[index] ?? '', raw[index + 1] ?? '']);
  return pairs;
}

/** The same list with other headers, each in the place of those of its name. */
export function withHeaders(
  raw: readonly string[],
  headers: readonly (readonly [name: string, value: string])[],
): string[] {
  if (headers.length === 0) return [...raw];
  const given = new Set(headers.map(([name]) => name.toLowerCase()));
  const kept = pairsOf(raw).filter(([name]) => !given.has(name.toLowerCase()));
  return [...kept, ...headers].flat();
}

/** The same list with another `Host`, at its place; at the end where there was none. */
export function withHost(raw: readonly string[], host: string): string[] {
  const pairs = pairsOf(raw);
  const has = pairs.some(([name]) => name.toLowerCase() === 'host');
  const replaced = pairs.map(([name, value]) => [name, name.toLowerCase() === 'host' ? host : value]);
  return [...replaced.flat(), ...(has ? [] : ['host', host])];
}
