import { connect } from 'node:net';
import { TransportError, transportErrorOf } from '../../generator/network/transport-error.ts';

/** Milliseconds that connecting may take. */
const patience = 3000;

/** Opens a connection to the server of a URL and closes it again without sending. Throws TransportError when that fails. */
export function reach(url: string): Promise<void> {
  const { hostname, port, protocol } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect({
      host: hostname.replace(/^\[|\]$/g, ''),
      port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
      timeout: patience,
    });
    socket.on('connect', () => {
      socket.destroy();
      resolve();
    });
    socket.on('timeout', () =>
      socket.destroy(new TransportError(`no connection within ${patience} ms`, 'ETIMEDOUT')),
    );
    socket.on('error', (cause) => reject(transportErrorOf(cause)));
  });
}
