import type {
  MediaType,
  Operation,
  Pagination,
  Parameter,
  StreamOfOperation,
  TypeExpression,
} from '../contract/model.ts';

/** How the body of a request travels. */
export type BodyKind = 'json' | 'multipart' | 'urlencoded' | 'text' | 'binary';

/** How a response body is read. */
export type ResponseKind = 'json' | 'text' | 'blob' | 'nothing';

/** An operation as a person calls it. */
export interface Call {
  readonly operation: Operation;
  /** Of the standalone function, e.g. `createChatCompletion`. */
  readonly functionName: string;
  /** Of the constant that describes the operation, e.g. `createChatCompletionOperation`. */
  readonly constantName: string;
  /** Of its module under `src/resources/`, without extension. */
  readonly module: string;
  /** Path of the resource on the client, e.g. `['chat', 'completions']`. */
  readonly resource: readonly string[];
  /** On the class of the resource, e.g. `create`. */
  readonly methodName: string;
  /** Path parameters in the order of the path, each an argument of its own. */
  readonly path: readonly {
    readonly parameter: Parameter;
    readonly variable: string;
    readonly type: TypeExpression;
  }[];
  /** Query, header and cookie parameters: one argument. */
  readonly params:
    | { readonly typeName: string; readonly list: readonly Parameter[]; readonly optional: boolean }
    | undefined;
  readonly body:
    | {
        readonly kind: BodyKind;
        readonly media: MediaType;
        readonly type: TypeExpression;
        readonly optional: boolean;
      }
    | undefined;
  readonly response: {
    readonly kind: ResponseKind;
    readonly type: TypeExpression;
    readonly contentType?: string;
  };
  /** Events instead of a single response: always, or when the boolean member `toggle` of the body is true. */
  readonly stream:
    | {
        readonly item: TypeExpression;
        readonly toggle: string | undefined;
        readonly end: string | undefined;
        readonly contentType: string;
        readonly format: StreamOfOperation['format'];
        readonly reads: StreamOfOperation['reads'];
        /** Of the standalone function that streams. */
        readonly functionName: string;
      }
    | undefined;
  readonly paging: (Pagination & { readonly item: TypeExpression }) | undefined;
}
