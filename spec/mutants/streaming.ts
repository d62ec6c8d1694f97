import type { Mutant } from 'openapi-plumbline';
import { broken, isTo } from './break.ts';
import { chat } from './choices.ts';

/** Changes the text of event streams. */
export const inStream =
  (alter: (text: string) => string | Uint8Array, contentType = 'text/event-stream'): Mutant['breakServer'] =>
  (handler) =>
  async (request) => {
    const response = await handler(request);
    if (!isTo(request, ...chat) || response.headers.get('content-type')?.includes('event-stream') !== true)
      return response;
    return new Response(alter(await response.text()) as BodyInit, {
      status: response.status,
      headers: { 'content-type': contentType },
    });
  };

/** Chat, streamed. */
export const streamingMutants: readonly Mutant[] = [
  broken(
    'SSE_CT',
    'prose',
    chat,
    'an event stream is called JSON',
    ['response-schema-conformance'],
    inStream((text) => text, 'application/json'),
  ),
  broken(
    'SSE_SHAPE',
    'prose',
    chat,
    'a chunk has `message` for `delta`',
    ['event-stream'],
    inStream((text) => text.replaceAll('"delta":', '"message":')),
  ),
  broken(
    'SSE_UTF8',
    'http',
    chat,
    'a character is cut',
    ['encoding'],
    inStream((text) => {
      const bytes = new TextEncoder().encode(text.replace('"content":"', '"content":"é'));
      const at = bytes.findIndex((byte) => byte > 0x7f);
      return at < 0
        ? Uint8Array.from([...bytes, 0xff])
        : Uint8Array.from([...bytes.slice(0, at + 1), ...bytes.slice(at + 2)]);
    }),
  ),
  broken(
    'SSE_OBJECT',
    'prose',
    chat,
    'a chunk is called chat.completion',
    ['event-stream'],
    inStream((text) => text.replaceAll('chat.completion.chunk', 'chat.completion')),
  ),
];
