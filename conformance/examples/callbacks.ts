import { request } from 'node:http';
import type { SentCallback } from './alteration.ts';

/** Sends a callback when it is due; nobody hears of one that does not arrive. */
export function sendCallback({ url, method, headers, body, after }: SentCallback): void {
  const send = (): void => {
    request(url, { method, headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) } })
      .on('response', (response) => response.resume())
      .on('error', () => undefined)
      .end(body);
  };
  // A server that is closed sends nothing more.
  setTimeout(send, after).unref();
}
