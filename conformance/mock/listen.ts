import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Handler } from '../model.ts';

/** A handler that listens. */
export interface Listening {
  readonly url: string;
  /** Stops taking connections and ends those that are idle. */
  close(): Promise<void>;
}

/** Serves a handler over HTTP; port 0 takes a free one. Rejects with the system's error, e.g. EADDRINUSE. */
export function listen(handler: Handler, port = 0, host = '127.0.0.1'): Promise<Listening> {
  const server = createAdaptorServer({ fetch: handler, overrideGlobalObjects: false });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const { port: taken } = server.address() as AddressInfo;
      resolve({
        url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}`,
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            if ('closeAllConnections' in server) server.closeAllConnections();
          }),
      });
    });
  });
}
