import { type Check, errorsOf, undeclared, type ValidationError } from './errors.ts';

type Errors = readonly ValidationError[];
type Which = 'first' | 'all';

/** The checks of one operation, as its module lists them. */
export interface OperationChecks {
  /** Content type and check. */
  readonly request?: readonly (readonly [contentType: string, check: Check])[];
  /** Statuses (`200`, `4XX`, `default`), content type and check. */
  readonly responses?: readonly (readonly [statuses: readonly string[], contentType: string, check: Check])[];
  readonly parameters?: readonly (readonly [location: string, name: string, check: Check])[];
  /** One item of the stream. */
  readonly item?: Check;
  /** The member of a request whose value says which variant it is. */
  readonly tag?: string;
  /** What a request whose `tag` the document does not list has in common with those that it lists. */
  readonly unlisted?: readonly Check[];
}

/**
 * The validators of one operation. Each gives the first error, or with `'all'` every one; none when the value is valid,
 * `undefined` when the document says nothing of it.
 */
export interface OperationValidators {
  validateRequest(value: unknown, contentType?: string, which?: Which): Errors | undefined;
  /** The member of a request whose value says which variant it is. */
  readonly tag: string | undefined;
  /** The errors of a request of a variant that the document does not list; `undefined` where it takes none. */
  validateUnlisted(value: unknown): Errors | undefined;
  validateResponse(status: number, value: unknown, contentType?: string, which?: Which): Errors | undefined;
  validateParameter(
    location: 'path' | 'query' | 'header' | 'cookie',
    name: string,
    value: unknown,
    which?: Which,
  ): Errors | undefined;
  validateStreamItem(value: unknown, which?: Which): Errors | undefined;
  /** Members that the document does not name. */
  unknownInRequest(value: unknown): Errors;
  unknownInResponse(status: number, value: unknown): Errors;
}

/** The validators that a list of checks gives. */
export const operation = ({
  request = [],
  responses = [],
  parameters = [],
  item,
  tag,
  unlisted,
}: OperationChecks): OperationValidators => {
  const requestCheck = (contentType = request[0]?.[0]): Check | undefined =>
    request.find(([type]) => type === essence(contentType))?.[1];
  const responseCheck = (status: number, contentType = responses[0]?.[1]): Check | undefined => {
    const keys = [String(status), `${Math.floor(status / 100)}XX`, 'default'];
    const key = keys.find((one) => responses.some(([statuses]) => statuses.includes(one)));
    const rows = responses.filter(([statuses]) => key !== undefined && statuses.includes(key));
    return rows.find(([, type]) => type === essence(contentType))?.[2];
  };
  const run = (check: Check | undefined, value: unknown, which?: Which): Errors | undefined =>
    check && errorsOf(check, value, which);
  const unknownIn = (check: Check | undefined, value: unknown): Errors =>
    check === undefined ? [] : undeclared(check, value);
  return {
    tag,
    validateUnlisted: (value) => unlisted?.flatMap((check) => errorsOf(check, value)),
    validateRequest: (value, contentType, which) => run(requestCheck(contentType), value, which),
    validateResponse: (status, value, contentType, which) =>
      run(responseCheck(status, contentType), value, which),
    validateParameter: (location, name, value, which) => {
      const row = parameters.find(([place, known]) => place === location && known === name);
      return run(row?.[2], value, which);
    },
    validateStreamItem: (value, which) => run(item, value, which),
    unknownInRequest: (value) => unknownIn(requestCheck(), value),
    unknownInResponse: (status, value) => unknownIn(responseCheck(status), value),
  };
};

/** `application/json; charset=utf-8` is `application/json`. */
const essence = (contentType = ''): string => (contentType.split(';')[0] ?? '').trim().toLowerCase();
