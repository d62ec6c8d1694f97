/** The runtime broken in one way: the behaviour table must notice each. */
export interface SdkMutant {
  readonly name: string;
  /** Below `src/runtime/`. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** One for each promise that the behaviour table makes. */
export const sdkMutants: readonly SdkMutant[] = [
  {
    name: 'dots are not refused',
    file: 'url.ts',
    from: '(/(^|\\/)\\.\\.?(\\/|$)/.test(path))',
    to: '(false)',
  },
  { name: 'ids are not encoded', file: 'url.ts', from: '.map(escapeValue).join', to: '.map(String).join' },
  { name: 'an empty id is taken', file: 'url.ts', from: "text === ''", to: 'false' },
  { name: '429 is not retried', file: 'retry.ts', from: '[408, 409, 429]', to: '[408, 409]' },
  { name: '400 is retried', file: 'retry.ts', from: '[408, 409, 429]', to: '[400, 408, 409, 429]' },
  {
    name: 'Retry-After is milliseconds',
    file: 'retry.ts',
    from: 'Number(after()) * 1000',
    to: 'Number(after())',
  },
  {
    name: 'a long wait is waited',
    file: 'retry.ts',
    from: 'wish > 60_000 ? undefined',
    to: 'wish < 0 ? undefined',
  },
  {
    name: 'hopeless errors are retried',
    file: 'retry.ts',
    from: 'neverRetry.includes(name)',
    to: 'false',
  },
  { name: 'one retry too many', file: 'send.ts', from: 'attempt < most', to: 'attempt <= most' },
  { name: 'the key is shown', file: 'secrets.ts', from: 'value.replace(spellings, mark)', to: 'value' },
  {
    name: 'the key goes to another origin',
    file: 'redirect.ts',
    from: 'headersBut(init, /^(?!accept$|user-agent$)/)',
    to: 'init.headers ?? {}',
  },
  {
    name: 'an abort is a lost connection',
    file: 'send.ts',
    from: 'controller.signal.reason ??',
    to: '',
  },
  { name: 'a timeout is not noticed', file: 'send.ts', from: '), timeout);', to: '), 2 ** 31 - 1);' },
  { name: 'the request id is lost', file: 'send.ts', from: 'headers.get(name)));', to: 'null));' },
  {
    name: 'a new idempotency key each time',
    file: 'send.ts',
    from: 'if (ok) return',
    to: "(init.headers as Headers).set('idempotency-key', crypto.randomUUID()); if (ok) return",
  },
  { name: 'responses are not checked', file: 'send.ts', from: 'if (read === json)', to: 'if (false)' },
  {
    name: 'the file name is lost',
    file: 'forms.ts',
    from: "'name' in item ? String(item.name) : name",
    to: 'name',
  },
  {
    name: 'a cut stream is whole',
    file: 'stream.ts',
    from: 'isWhole = this.#end === undefined',
    to: 'isWhole = true',
  },
  { name: 'bytes are decoded apart', file: 'stream.ts', from: '{ stream: true }', to: '{ stream: false }' },
  { name: 'errors in a stream are items', file: 'stream.ts', from: '?.error)', to: '?.nothing)' },
  {
    name: 'leaving the loop keeps the request',
    file: 'stream.ts',
    from: 'if (!isWhole) this.abort();',
    to: '',
  },
  { name: 'the cursor does not move', file: 'pagination.ts', from: '.at(-1)', to: '.at(0)' },
  { name: 'pages never end', file: 'pagination.ts', from: '|| seen.has(cursor)', to: '' },
  { name: 'has_more is ignored', file: 'pagination.ts', from: 'page?.[hasMore] !== true', to: 'false' },
  { name: 'tool calls are appended', file: 'fold.ts', from: "other['index'] === index", to: 'false' },
  { name: 'a browser is let in', file: 'config.ts', from: "'document' in globalThis", to: 'false' },
];
