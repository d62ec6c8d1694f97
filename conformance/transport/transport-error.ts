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
