/** An exchange without a complete response. The caller decides whether that breaks a contract. */
export class TransportError extends Error {
  /**
   * The system's code (`ECONNRESET`), that of node's parser (`HPE_INVALID_CHUNK_SIZE`), or one of the client: `ETIMEDOUT` (the
   * deadline of the exchange), `ETOOLARGE` (the body, as sent or decompressed), `EINFORMATIONAL` (1xx without end), `EENCODING`
   * (not compressed as it says), `EUPGRADE` (another protocol).
   */
  readonly code: string;
  constructor(message: string, code: string) {
    super(message);
    this.name = 'TransportError';
    this.code = code;
  }
}

/** Codes of a connection that was never made: the server is unreachable, or its certificate is not trusted. */
const unreachable = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'EADDRNOTAVAIL',
  'EPROTO',
]);

/** Whether nothing was sent, since no connection came about. */
export const isUnreachable = (code: string | undefined): boolean =>
  code !== undefined &&
  (unreachable.has(code) || /^(?:ERR_TLS|ERR_SSL|CERT_|DEPTH_|UNABLE_|SELF_SIGNED)/.test(code));

/**
 * Converts the error of a connection; where every address of a name failed, node gives a list of errors without a
 * message.
 */
export function transportErrorOf(
  cause: NodeJS.ErrnoException & { readonly errors?: readonly Error[] },
): TransportError {
  if (cause instanceof TransportError) return cause;
  const code = cause.code ?? 'UNKNOWN';
  if (code.startsWith('HPE_')) return new TransportError(`the response is not HTTP: ${cause.message}`, code);
  const message = cause.message || (cause.errors ?? []).map((each) => each.message).join(', ');
  return new TransportError(message, code);
}
