import { isObject, type Json } from './api.ts';

/** One request of an input file. */
export interface Line {
  readonly customId: string;
  readonly body: Json;
}

const allowedModels = ['kimi-k2.6', 'kimi-k2.5'];
const sampling = ['temperature', 'top_p', 'n', 'presence_penalty', 'frequency_penalty'];

/** Reads an input file; every problem is one line of the error file. */
export function checkLines(content: Uint8Array | undefined): {
  readonly lines: readonly Line[];
  readonly problems: readonly string[];
} {
  const lines: Line[] = [];
  const problems: string[] = [];
  const seen = new Set<string>();
  const models = new Set<unknown>();
  const problem = (line: number, customId: string | null, message: string): void => {
    problems.push(
      JSON.stringify({
        id: customId,
        custom_id: customId,
        response: null,
        error: { code: 'invalid_request_error', message: `line ${line}: ${message}` },
      }),
    );
  };
  const texts = content === undefined ? [] : new TextDecoder().decode(content).split('\n');
  for (const [index, text] of texts.entries()) {
    if (text.trim() === '') continue;
    const line = parse(text);
    if (!isObject(line)) {
      problem(index + 1, null, 'is not a JSON object');
      continue;
    }
    const { custom_id: id, method, url, body } = line;
    const customId = typeof id === 'string' ? id : null;
    const message =
      customId === null
        ? 'custom_id is required'
        : seen.has(customId)
          ? `custom_id ${customId} is not unique`
          : method !== 'POST'
            ? 'method must be POST'
            : url !== '/v1/chat/completions'
              ? 'url must be /v1/chat/completions'
              : bodyProblem(body);
    if (customId !== null) seen.add(customId);
    if (message !== undefined || customId === null || !isObject(body)) {
      problem(index + 1, customId, message ?? 'body is required');
      continue;
    }
    models.add(body['model']);
    if (models.size > 1) problem(index + 1, customId, 'all lines must have the same model');
    lines.push({ customId, body });
  }
  if (lines.length === 0 && problems.length === 0) problem(1, null, 'the input file is missing or empty');
  return { lines, problems };
}

function bodyProblem(body: unknown): string | undefined {
  if (!isObject(body)) return 'body is required';
  if (typeof body['model'] !== 'string' || !allowedModels.includes(body['model']))
    return `model must be one of ${allowedModels.join(', ')}`;
  const set = sampling.find((name) => Object.hasOwn(body, name));
  return set === undefined ? undefined : `${set} may not be set in a batch`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
