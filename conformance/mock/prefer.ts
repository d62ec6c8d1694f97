/** What a client requests by `Prefer` (RFC 7240) or in the query, in the syntax of Prism. */
export interface Preferences {
  /** The status of the response. */
  readonly code?: number;
  /** The name of an example of the document. */
  readonly example?: string;
  /** True: a sampled value, not an example; false: an example where there is one. */
  readonly dynamic?: boolean;
}

/** Parses `Prefer: code=404, example=cat, dynamic=true`, otherwise `__code`, `__example` and `__dynamic` of the query. */
export function preferencesOf(request: Request): Preferences {
  const header = request.headers.get('prefer');
  const inQuery = request.url.includes('__');
  if (header === null && !inQuery) return none;
  const stated = new Map<string, string>();
  for (const part of (header ?? '').split(/[,;]/)) {
    const [, name = '', quoted, bare] = /^\s*([\w-]+)\s*=\s*(?:"([^"]*)"|(.*?))\s*$/.exec(part) ?? [];
    if (!stated.has(name)) stated.set(name.toLowerCase(), quoted ?? bare ?? '');
  }
  if (inQuery) {
    const query = new URL(request.url).searchParams;
    for (const name of ['code', 'example', 'dynamic']) {
      const value = query.get(`__${name}`);
      if (value !== null && !stated.has(name)) stated.set(name, value);
    }
  }
  const code = stated.get('code');
  const example = stated.get('example');
  const dynamic = stated.get('dynamic');
  return {
    ...(code !== undefined && /^[1-5]\d\d$/.test(code) ? { code: Number(code) } : {}),
    ...(example === undefined ? {} : { example }),
    ...(dynamic === undefined ? {} : { dynamic: dynamic === 'true' || dynamic === '' }),
  };
}

const none: Preferences = {};
