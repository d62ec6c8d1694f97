/** Nothing came back: refused, reset, timed out. Says nothing about the contract. */
export class TransportError extends Error {
  /** `ECONNREFUSED`, `ETIMEDOUT`, ... */
  readonly code: string;
  constructor(message: string, code: string) {
    super(message);
    this.name = 'TransportError';
    this.code = code;
  }
}

/** The error of a connection as one of ours; where every address of a name was tried in vain, node has a list and no words. */
export function transportErrorOf(
  cause: NodeJS.ErrnoException & { readonly errors?: readonly Error[] },
): TransportError {
  if (cause instanceof TransportError) return cause;
  const message = cause.message || (cause.errors ?? []).map((each) => each.message).join(', ');
  return new TransportError(message, cause.code ?? 'UNKNOWN');
}
