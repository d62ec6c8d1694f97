import { type AddressInfo, createServer } from 'node:net';
import { expect, it } from 'vitest';
import { TransportError, transportErrorOf } from '../../generator/network/transport-error.ts';
import { reach } from './reach.ts';

it('a server that listens is reached, and hears nothing', async () => {
  let bytes = 0;
  const server = createServer((socket) => {
    socket.on('data', (chunk) => {
      bytes += chunk.byteLength;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await expect(reach(`http://127.0.0.1:${port}/v1`)).resolves.toBeUndefined();
  // Ends when the connection has.
  await new Promise((resolve) => server.close(resolve));
  expect(bytes).toBe(0);
});

it('where nothing listens is an error of the transport', async () => {
  const closed = createServer();
  await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
  const { port } = closed.address() as AddressInfo;
  await new Promise((resolve) => closed.close(resolve));
  await expect(reach(`http://127.0.0.1:${port}`)).rejects.toThrow(
    expect.objectContaining({
      name: 'TransportError',
      code: 'ECONNREFUSED',
      message: expect.stringContaining(String(port)),
    }),
  );
});

it.each<readonly [name: string, cause: NodeJS.ErrnoException, message: string, code: string]>([
  ['one of ours', new TransportError('as it is', 'ETIMEDOUT'), 'as it is', 'ETIMEDOUT'],
  ['the system', Object.assign(new Error('reset'), { code: 'ECONNRESET' }), 'reset', 'ECONNRESET'],
  [
    'every address of a name',
    Object.assign(new AggregateError([new Error('no ::1'), new Error('no 127.0.0.1')]), {
      code: 'ECONNREFUSED',
    }),
    'no ::1, no 127.0.0.1',
    'ECONNREFUSED',
  ],
  ['no code', new Error('?'), '?', 'UNKNOWN'],
])('an error says its words and its code: %s', (_, cause, message, code) => {
  expect(transportErrorOf(cause)).toMatchObject({ message, code });
});
