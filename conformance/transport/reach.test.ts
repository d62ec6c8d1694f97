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

it.each<{
  readonly what: string;
  readonly cause: NodeJS.ErrnoException;
  readonly message: string;
  readonly code: string;
}>([
  {
    what: 'one of ours',
    cause: new TransportError('as it is', 'ETIMEDOUT'),
    message: 'as it is',
    code: 'ETIMEDOUT',
  },
  {
    what: 'the system',
    cause: Object.assign(new Error('reset'), { code: 'ECONNRESET' }),
    message: 'reset',
    code: 'ECONNRESET',
  },
  {
    what: 'every address of a name',
    cause: Object.assign(new AggregateError([new Error('no ::1'), new Error('no 127.0.0.1')]), {
      code: 'ECONNREFUSED',
    }),
    message: 'no ::1, no 127.0.0.1',
    code: 'ECONNREFUSED',
  },
  { what: 'no code', cause: new Error('?'), message: '?', code: 'UNKNOWN' },
])('an error says its words and its code: $what', ({ cause, message, code }) => {
  expect(transportErrorOf(cause)).toMatchObject({ message, code });
});
