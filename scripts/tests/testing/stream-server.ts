import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Connections that may wait to be taken at once, as a proxy for many has it. */
const backlog = 4096;

/** Answers every request with the same stream, its events so many milliseconds apart. */
export function streamServer(
  events: readonly string[],
  gap: number,
): Promise<{ readonly url: string; readonly server: Server }> {
  return listening((incoming, outgoing) => {
    incoming.resume();
    incoming.on('end', () => {
      outgoing.writeHead(200, { 'content-type': 'text/event-stream' });
      let next = 0;
      const send = (): void => {
        const event = events[next++];
        if (event === undefined) outgoing.end();
        else outgoing.write(event, () => setTimeout(send, gap));
      };
      send();
    });
  });
}

/** The least that a proxy of node:http can be: what ours is measured against. */
export function barePipe(target: string): Promise<{ readonly url: string; readonly server: Server }> {
  const { hostname, port } = new URL(target);
  return listening((incoming, outgoing) => {
    const upstream = request(
      { hostname, port, method: incoming.method, path: incoming.url, headers: incoming.headers },
      (incoming) => {
        outgoing.writeHead(incoming.statusCode ?? 502, incoming.headers);
        incoming.pipe(outgoing);
      },
    );
    incoming.pipe(upstream);
  });
}

function listening(
  handler: (incoming: IncomingMessage, outgoing: ServerResponse) => void,
): Promise<{ readonly url: string; readonly server: Server }> {
  const server = createServer(handler);
  return new Promise((resolve) => {
    server.listen({ port: 0, host: '127.0.0.1', backlog }, () => {
      const { port } = server.address() as AddressInfo;
      resolve({ url: `http://127.0.0.1:${port}`, server });
    });
  });
}

const [role, argument = ''] = process.argv.slice(2);
if (role === 'streams' || role === 'pipe') {
  const { url } = await (role === 'streams' ? streamServer(JSON.parse(argument), 4) : barePipe(argument));
  process.stdout.write(`${url}\n`);
}
