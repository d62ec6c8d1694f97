/** Data with what it came in. */
export interface ApiResponse<Data> {
  readonly data: Data;
  readonly response: Response;
  readonly requestId: string | undefined;
}

/** A response whose body is not read yet. */
export interface UnreadResponse {
  readonly response: Response;
  readonly requestId: string | undefined;
  /** Aborts the request; the body must be read or this be called. */
  readonly abort: () => void;
  /** The body is read: stops the timer and forgets the signal. */
  readonly done: () => void;
  /** Starts the timer anew: the body, or its next piece, is due within the timeout. */
  readonly waitOn: () => void;
  /** Turns an error of the platform into one of ours. */
  readonly explain: (cause: Error) => Promise<Error>;
  /** Keys, which no error may show. */
  readonly keys: readonly string[];
}

/** A promise of the data that can also give the raw response. */
export class ApiPromise<Data> extends Promise<Data> {
  readonly #received: Promise<UnreadResponse>;
  readonly #read: (received: UnreadResponse) => Promise<Data>;
  #data: Promise<Data> | undefined;

  constructor(received: Promise<UnreadResponse>, read: (received: UnreadResponse) => Promise<Data>) {
    // Nothing waits for the base promise: `then` resolves with the data, which is read on demand.
    super(() => {});
    this.#received = received;
    this.#read = read;
  }

  /** The response as it came, its body not read; the signal still ends it, the timeout does not. */
  async asResponse(): Promise<Response> {
    return (await this.#received).response;
  }

  /** The data together with the response and the request id. */
  async withResponse(): Promise<ApiResponse<Data>> {
    const { response, requestId } = await this.#received;
    return { data: await this, response, requestId };
  }

  // The default would create another instance of this class.
  override finally(onEnd?: (() => void) | null): Promise<Data> {
    return this.then().finally(onEnd);
  }

  // `catch` calls `then`.
  override then<Result = Data, Failure = never>(
    onData?: ((data: Data) => Result | PromiseLike<Result>) | null,
    onFailure?: ((reason: unknown) => Failure | PromiseLike<Failure>) | null,
  ): Promise<Result | Failure> {
    this.#data ??= this.#received.then(this.#read);
    return this.#data.then(onData, onFailure);
  }
}
