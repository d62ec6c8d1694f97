import { type Diagnostic, DiagnosticError } from '../../generator/contract/diagnostics.ts';
import { isObject } from '../../generator/json/pointer.ts';

/** The parts of a recorded call that observations need. */
export interface Recorded {
  readonly method: string;
  /** The raw request target. */
  readonly target: string;
  readonly status: number;
  /** Lower case, with parameters; empty when there is none. */
  readonly contentType: string;
  readonly body: string | undefined;
}

/**
 * The `exchange` lines of a journal (conform's NDJSON report, the mock's transcript, a proxy's journal). Other events are
 * skipped; a line that is not JSON, or an incomplete exchange, is a DiagnosticError with the line number.
 */
export function readJournal(file: string, text: string): readonly Recorded[] {
  const wrong: Diagnostic[] = [];
  const recorded: Recorded[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const problem = (message: string): void => {
      wrong.push({ severity: 'error', code: 'bad-journal', file, line: index + 1, column: 1, message });
    };
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      problem('this line is not JSON');
      continue;
    }
    if (!isObject(value) || typeof value['event'] !== 'string') problem('expected an object with `event`');
    else if (value['event'] === 'exchange') {
      const exchange = exchangeOf(value);
      if (exchange === undefined)
        problem('an exchange needs request.method, request.target and response.status');
      else recorded.push(exchange);
    }
  }
  if (wrong.length > 0) throw new DiagnosticError(wrong);
  return recorded;
}

function exchangeOf({ request, response }: Record<string, unknown>): Recorded | undefined {
  if (!isObject(request) || !isObject(response)) return undefined;
  const { method, target } = request;
  const { status, headers, body, bodyEncoding } = response;
  if (typeof method !== 'string' || typeof target !== 'string' || typeof status !== 'number')
    return undefined;
  return {
    method,
    target,
    status,
    contentType: contentTypeOf(headers),
    body: typeof body !== 'string' || bodyEncoding === 'base64' ? undefined : body,
  };
}

/** Headers are a list of pairs, or an object. */
function contentTypeOf(headers: unknown): string {
  const pairs = Array.isArray(headers)
    ? (headers as unknown[])
    : Object.entries(isObject(headers) ? headers : {});
  const found = pairs.find(
    (pair): pair is [string, string] =>
      Array.isArray(pair) && String(pair[0]).toLowerCase() === 'content-type',
  );
  return found === undefined ? '' : String(found[1]).toLowerCase();
}
