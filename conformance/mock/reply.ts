import type { Reply } from '../model.ts';

/** A response of the mock: plain data where possible, which is several times cheaper to make and to write. */
export type MockResponse = Response | Reply;

/** A response in JSON. */
export const jsonReply = (
  value: unknown,
  status = 200,
  headers: { readonly [name: string]: string } = {},
): Reply => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(value),
});

/** The same response as a Response object. */
export const toResponse = (response: MockResponse): Response =>
  response instanceof Response
    ? response
    : new Response(response.body as string | Uint8Array<ArrayBuffer> | null, {
        status: response.status,
        headers: response.headers,
      });

/** The response with more headers, which replace those of the same name. */
export function withHeaders(
  response: MockResponse,
  headers: { readonly [name: string]: string },
): MockResponse {
  if (!(response instanceof Response)) return { ...response, headers: { ...response.headers, ...headers } };
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  return response;
}

/** The header with the mock's own reason for a refusal; the body has the reason in the shape of the document. */
export const reasonHeader = 'x-mock-reason';

/** The header with what looks like a mistake of the client. */
export const warningHeader = 'x-mock-warning';
