import type { Socket } from 'node:net';

/** The ports of open connections that may lead back to this proxy: a request from one of them is a loop. */
export function rememberPort(ports: Set<number>, socket: Socket): void {
  const add = (): void => {
    const { localPort } = socket;
    if (localPort === undefined || ports.has(localPort)) return;
    ports.add(localPort);
    socket.once('close', () => ports.delete(localPort));
  };
  if (socket.connecting) socket.once('connect', add);
  else add();
}
