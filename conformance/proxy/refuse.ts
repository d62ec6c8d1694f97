import type { ServerResponse } from 'node:http';

/** An error of the proxy itself, not a response of the API. */
export function refuse(outgoing: ServerResponse, status: number, message: string): void {
  const body = JSON.stringify({ error: { type: 'plumbline_proxy_error', message } });
  outgoing.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
  outgoing.end(body);
}
