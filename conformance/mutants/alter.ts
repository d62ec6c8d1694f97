import { isObject } from '../../generator/json/guards.ts';

/** A response with another JSON body; unchanged when its body is not JSON. */
export async function alterJson(
  response: Response,
  alter: (body: Record<string, unknown>) => unknown,
): Promise<Response> {
  const text = await response.text();
  const { status, headers } = response;
  const body =
    headers.get('content-type')?.includes('json') === true ? JSON.stringify(alter(JSON.parse(text))) : text;
  return new Response(body, { status, headers });
}

/** The JSON body of a request, or `undefined` when it has none. Leaves the request readable. */
export async function jsonOf(request: Request): Promise<Record<string, unknown> | undefined> {
  try {
    const value: unknown = await request.clone().json();
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The same request with another JSON body. */
export const withJson = (request: Request, body: unknown): Request =>
  new Request(request.url, { method: request.method, headers: request.headers, body: JSON.stringify(body) });
