import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';

/** One way in which a server breaks HTTP, or uses it against its client. */
export interface BadServer {
  readonly name: string;
  /** Writes the response to a request. */
  respond(socket: Socket): void;
  /** What becomes of the exchange: the code of the error (`HPE` for what is not HTTP), or the status of a response. */
  readonly want: string | number;
}

const json = 'content-type: application/json\r\n';
const ok = `HTTP/1.1 200 OK\r\n${json}`;

/** Writes again and again, as fast as the other side reads or every so many milliseconds. */
function pour(socket: Socket, chunk: Uint8Array | string, every = 0): void {
  if (every > 0) {
    const timer = setInterval(() => socket.write(chunk), every);
    socket.on('close', () => clearInterval(timer));
    return;
  }
  const more = (): void => {
    while (!socket.destroyed && socket.write(chunk));
    if (!socket.destroyed) socket.once('drain', more);
  };
  more();
}

const megabyte = Buffer.alloc(2 ** 20, ' ');
const chunk = Buffer.concat([Buffer.from('100000\r\n'), megabyte, Buffer.from('\r\n')]);
let bomb: Buffer | undefined;
/** 64 MB of spaces. */
const gzipBomb = (): Buffer => (bomb ??= gzipSync(Buffer.alloc(64 * 2 ** 20, ' ')));

export const badServers: readonly BadServer[] = [
  { name: 'never responds', respond: () => undefined, want: 'ETIMEDOUT' },
  { name: 'closes without a byte', respond: (socket) => socket.end(), want: 'ECONNRESET' },
  { name: 'resets the connection', respond: (socket) => socket.resetAndDestroy(), want: 'ECONNRESET' },
  {
    name: 'sends garbage',
    respond: (socket) => socket.end('garbage\0\xff\r\n\r\n'),
    want: 'HPE',
  },
  {
    name: 'speaks another protocol',
    respond: (socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'),
    want: 'HPE',
  },
  { name: 'sends half a status line', respond: (socket) => socket.end('HTTP/1.1 20'), want: 'ECONNRESET' },
  {
    name: 'sends headers without end',
    respond(socket) {
      socket.write('HTTP/1.1 200 OK\r\n');
      pour(socket, `x: ${'a'.repeat(1000)}\r\n`);
    },
    want: 'HPE',
  },
  {
    name: 'sends a header of 1 MB',
    respond: (socket) => socket.write(`${ok}x: ${'a'.repeat(2 ** 20)}\r\ncontent-length: 2\r\n\r\n{}`),
    want: 'HPE',
  },
  {
    name: 'sends one byte of its headers at a time',
    respond(socket) {
      socket.write('HTTP/1.1 200 OK\r\nx: ');
      pour(socket, 'a', 50);
    },
    want: 'ETIMEDOUT',
  },
  {
    name: 'sends informational responses without end',
    respond: (socket) => pour(socket, 'HTTP/1.1 102 Processing\r\n\r\n'.repeat(20), 5),
    want: 'EINFORMATIONAL',
  },
  {
    name: 'sends 100 Continue without end',
    respond: (socket) => pour(socket, 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(20), 5),
    want: 'EINFORMATIONAL',
  },
  {
    name: 'sends a body without end',
    respond(socket) {
      socket.write(`${ok}transfer-encoding: chunked\r\n\r\n`);
      pour(socket, chunk);
    },
    want: 'ETOOLARGE',
  },
  {
    name: 'sends a body without end and without a frame',
    respond(socket) {
      socket.write(`${ok}\r\n`);
      pour(socket, megabyte);
    },
    want: 'ETOOLARGE',
  },
  {
    name: 'sends one byte of its body at a time',
    respond(socket) {
      socket.write(`${ok}content-length: 100000\r\n\r\n`);
      pour(socket, ' ', 50);
    },
    want: 'ETIMEDOUT',
  },
  {
    name: 'sends 100 MB of JSON',
    respond(socket) {
      socket.write(`${ok}content-length: ${100 * 2 ** 20}\r\n\r\n`);
      pour(socket, megabyte);
    },
    want: 'ETOOLARGE',
  },
  {
    name: 'sends a gzip bomb',
    respond(socket) {
      socket.write(`${ok}content-encoding: gzip\r\ncontent-length: ${gzipBomb().byteLength}\r\n\r\n`);
      socket.write(gzipBomb());
    },
    want: 'ETOOLARGE',
  },
  {
    name: 'says gzip and sends text',
    respond: (socket) => socket.write(`${ok}content-encoding: gzip\r\ncontent-length: 2\r\n\r\n{}`),
    want: 'EENCODING',
  },
  {
    name: 'nests a hundred content codings',
    respond: (socket) =>
      socket.write(`${ok}content-encoding: ${'gzip, '.repeat(100)}gzip\r\ncontent-length: 2\r\n\r\n{}`),
    want: 'EENCODING',
  },
  {
    name: 'sends events without end',
    respond(socket) {
      socket.write(
        'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n',
      );
      pour(socket, '10\r\ndata: {"a":"b"}\n\r\n', 50);
    },
    want: 'ETIMEDOUT',
  },
  {
    name: 'sends a chunk size that is not a number',
    respond: (socket) => socket.write(`${ok}transfer-encoding: chunked\r\n\r\nxyz\r\n{}\r\n0\r\n\r\n`),
    want: 'HPE',
  },
  {
    name: 'says a chunk size beyond all numbers',
    respond: (socket) => socket.write(`${ok}transfer-encoding: chunked\r\n\r\n${'f'.repeat(40)}\r\n{}`),
    want: 'HPE',
  },
  {
    name: 'ends before its last chunk',
    respond: (socket) => socket.end(`${ok}transfer-encoding: chunked\r\n\r\n2\r\n{}\r\n`),
    want: 'ECONNRESET',
  },
  {
    name: 'says a content-length that is too long',
    respond: (socket) => socket.end(`${ok}content-length: 1000\r\n\r\n{}`),
    want: 'ECONNRESET',
  },
  {
    name: 'resets in the middle of a body',
    respond: (socket) =>
      socket.write(`${ok}content-length: 1000\r\n\r\n{`, () =>
        setTimeout(() => socket.resetAndDestroy(), 20),
      ),
    want: 'ECONNRESET',
  },
  {
    name: 'says two content-lengths',
    respond: (socket) => socket.write(`${ok}content-length: 2\r\ncontent-length: 3\r\n\r\n{}`),
    want: 'HPE',
  },
  {
    name: 'says both content-length and chunked',
    respond: (socket) =>
      socket.write(`${ok}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`),
    want: 'HPE',
  },
  {
    name: 'says a content-length below zero',
    respond: (socket) => socket.write(`${ok}content-length: -2\r\n\r\n{}`),
    want: 'HPE',
  },
  {
    name: 'changes the protocol',
    respond: (socket) =>
      socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'),
    want: 'EUPGRADE',
  },
  {
    name: 'sends a control character in a header',
    respond: (socket) => socket.write(`${ok}x: a\0b\r\ncontent-length: 2\r\n\r\n{}`),
    want: 'HPE',
  },
  {
    name: 'redirects to another host',
    respond: (socket) =>
      socket.write('HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:9/\r\ncontent-length: 0\r\n\r\n'),
    want: 302,
  },
  {
    name: 'nests its JSON a hundred thousand times',
    respond(socket) {
      const body = `{"ok":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
      socket.write(`${ok}content-length: ${body.length}\r\n\r\n${body}`);
    },
    want: 200,
  },
  {
    name: 'sends a content-length that is too short',
    respond: (socket) => socket.write(`${ok}content-length: 1\r\n\r\n{}`),
    want: 'HPE',
  },
];

/** A server that listens. */
export interface BadListening {
  readonly url: string;
  /** Targets that were requested, in order. */
  readonly targets: readonly string[];
  close(): Promise<void>;
}

/** Listens; a GET of a path with the prefix `/good` gets a correct `{"ok":true}`, any other GET the bad response. */
export function listenBadly({ respond }: Pick<BadServer, 'respond'>): Promise<BadListening> {
  const targets: string[] = [];
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    let head = '';
    socket.on('data', (data) => {
      head += data.toString('latin1');
      if (!head.includes('\r\n\r\n')) return;
      const [method, target = ''] = head.split(' ');
      head = '';
      targets.push(target);
      if (method !== 'GET')
        socket.write('HTTP/1.1 405 Method Not Allowed\r\nallow: GET\r\ncontent-length: 0\r\n\r\n');
      else if (target.startsWith('/good')) socket.write(`${ok}content-length: 11\r\n\r\n{"ok":true}`);
      else respond(socket);
    });
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      resolve({
        url: `http://127.0.0.1:${port}`,
        targets,
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            for (const socket of sockets) socket.destroy();
          }),
      });
    });
  });
}
