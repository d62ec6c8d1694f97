import { type AddressInfo, connect, createServer } from 'node:net';
import { Transform } from 'node:stream';

/** A message as it went over the wire. */
export interface TappedMessage {
  /** The first line. */
  readonly start: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Without the framing of its transfer. */
  readonly body: Buffer;
}

export interface Tap {
  readonly url: string;
  requests(): readonly TappedMessage[];
  responses(): readonly TappedMessage[];
  close(): Promise<void>;
}

/** Hands bytes on to a port of this machine, both ways, and keeps them. The `Host` of requests is that of the port. */
export function openTap(port: number): Promise<Tap> {
  const connections: { readonly sent: Buffer[]; readonly received: Buffer[] }[] = [];
  const server = createServer((client) => {
    const kept = { sent: [] as Buffer[], received: [] as Buffer[] };
    connections.push(kept);
    const upstream = connect(port, '127.0.0.1');
    client.on('data', (chunk: Buffer) => void kept.sent.push(chunk));
    upstream.on('data', (chunk: Buffer) => void kept.received.push(chunk));
    client
      .pipe(renamed(`127.0.0.1:${client.localPort}`, `127.0.0.1:${port}`))
      .pipe(upstream)
      .pipe(client);
    for (const socket of [client, upstream])
      socket.on('error', () => {
        client.destroy();
        upstream.destroy();
      });
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port: own } = server.address() as AddressInfo;
      resolve({
        url: `http://127.0.0.1:${own}`,
        requests: () => connections.flatMap(({ sent }) => messagesIn(Buffer.concat(sent))),
        responses: () => connections.flatMap(({ received }) => messagesIn(Buffer.concat(received))),
        close: () => new Promise((done) => server.close(() => done())),
      });
    });
  });
}

/** Bytes with one address in place of another, where it is written in one piece. */
const renamed = (from: string, to: string): Transform =>
  new Transform({
    transform(chunk: Buffer, _, done) {
      const at = chunk.indexOf(`ost: ${from}\r\n`);
      done(
        undefined,
        at < 0
          ? chunk
          : Buffer.concat([chunk.subarray(0, at + 5), Buffer.from(to), chunk.subarray(at + 5 + from.length)]),
      );
    },
  });

/** Reads messages one after the other; throws where the bytes are not HTTP/1.1. */
function messagesIn(bytes: Buffer): readonly TappedMessage[] {
  const messages: TappedMessage[] = [];
  for (let at = 0; at < bytes.byteLength; ) {
    const end = bytes.indexOf('\r\n\r\n', at);
    if (end < 0) throw new Error('a head without an end');
    const [start = '', ...lines] = bytes.subarray(at, end).toString('latin1').split('\r\n');
    const headers = lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1).trim()] as const;
    });
    const of = (name: string): string | undefined =>
      headers.find(([each]) => each.toLowerCase() === name)?.[1];
    at = end + 4;
    const chunks: Buffer[] = [];
    if (of('transfer-encoding') === 'chunked') {
      for (let size = -1; size !== 0; ) {
        const line = bytes.indexOf('\r\n', at);
        size = Number.parseInt(bytes.subarray(at, line).toString(), 16);
        chunks.push(bytes.subarray(line + 2, line + 2 + size));
        at = line + 2 + size + 2;
      }
    } else {
      const length = Number(of('content-length') ?? 0);
      chunks.push(bytes.subarray(at, at + length));
      at += length;
    }
    messages.push({ start, headers, body: Buffer.concat(chunks) });
  }
  return messages;
}
