import type { Reply } from '../model.ts';

/** A response of the mock: plain data where possible, which is several times cheaper to make and to write. */
export type MockAnswer = Response | Reply;

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
export const toResponse = (answer: MockAnswer): Response =>
  answer instanceof Response
    ? answer
    : new Response(answer.body as string | Uint8Array<ArrayBuffer> | null, {
        status: answer.status,
        headers: answer.headers,
      });

/** The response with more headers, which replace those of the same name. */
export function withHeaders(answer: MockAnswer, headers: { readonly [name: string]: string }): MockAnswer {
  if (!(answer instanceof Response)) return { ...answer, headers: { ...answer.headers, ...headers } };
  for (const [name, value] of Object.entries(headers)) answer.headers.set(name, value);
  return answer;
}

/** The header with the mock's own reason for a refusal; the body has the reason in the shape of the document. */
export const reasonHeader = 'x-mock-reason';

/** The header with what looks like a mistake of the client. */
export const warningHeader = 'x-mock-warning';
