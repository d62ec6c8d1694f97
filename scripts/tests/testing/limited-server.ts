import type { Handler } from '../../../conformance/model.ts';

/** What a server that limits its users counted. */
interface Count {
  answered: number;
  refused: number;
  paid: number;
  tokens: number;
}

export interface Limits {
  /** Milliseconds. */
  readonly minute: number;
  readonly requests: number;
  readonly concurrency: number;
  /** Says once in so many requests that it has too much to do. */
  readonly overloadEvery?: number;
}

/**
 * A handler behind the limits of an account, with the words and headers of moonshot-api.md 3.1 and 3.2; it keeps the
 * books.
 */
export function limitedServer(
  handler: Handler,
  { minute, requests, concurrency, overloadEvery }: Limits,
): { readonly handler: Handler; readonly count: Count } {
  const count: Count = { answered: 0, refused: 0, paid: 0, tokens: 0 };
  let level = requests;
  let last = performance.now();
  let under = 0;
  let arrived = 0;
  const refuse = (type: string, message: string): Response => {
    count.refused++;
    return Response.json(
      { error: { type, message } },
      { status: 429, headers: { 'retry-after': '1', 'x-retry-after': '1' } },
    );
  };
  return {
    count,
    async handler(request) {
      const now = performance.now();
      level = Math.min(requests, level + (requests * (now - last)) / minute);
      last = now;
      arrived++;
      if (under >= concurrency)
        return refuse(
          'rate_limit_reached_error',
          `Your account org<ak> request reached organization max concurrency: ${concurrency}, please try again after 1 seconds`,
        );
      if (level < 1)
        return refuse(
          'rate_limit_reached_error',
          `Your account org<ak> request reached organization max RPM: ${requests}, please try again after 1 seconds`,
        );
      level--;
      if (overloadEvery !== undefined && arrived % overloadEvery === 0)
        return refuse(
          'engine_overloaded_error',
          'The engine is currently overloaded, please try again later',
        );
      under++;
      try {
        const prompt = await request.clone().text();
        const response = await handler(request);
        count.answered++;
        const { pathname } = new URL(request.url);
        if (response.ok && request.method === 'POST' && /\/(chat\/completions|batches)$/.test(pathname)) {
          count.paid++;
          count.tokens += await tokensIn(response.clone(), prompt);
        }
        return response;
      } finally {
        under--;
      }
    },
  };
}

/** The billed tokens: `usage` where the response contains it, else an estimate from prompt and limit. */
async function tokensIn(response: Response, prompt: string): Promise<number> {
  const text = await response.text();
  try {
    const { usage } = JSON.parse(text) as { usage?: { total_tokens?: number } };
    return usage?.total_tokens ?? Math.ceil(prompt.length / 4) + 64;
  } catch {
    return Math.ceil(prompt.length / 4) + 64;
  }
}
