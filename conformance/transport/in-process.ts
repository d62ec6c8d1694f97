import type { Handler, Transport } from '../model.ts';

/** Calls a web-standard handler directly, without a network. */
export function inProcessTransport(handler: Handler, baseUrl = 'http://mock.localhost'): Transport {
  return {
    baseUrl,
    async send(wire) {
      const started = performance.now();
      const headers = new Headers();
      for (const [name, value] of wire.headers) headers.append(name, value);
      const body = wire.body === undefined ? {} : { body: wire.body as BodyInit };
      const received = await handler(
        new Request(baseUrl + wire.target, { method: wire.method, headers, ...body }),
      );
      const bytes = new Uint8Array(await received.arrayBuffer());
      return {
        response: { status: received.status, headers: [...received.headers], body: bytes },
        milliseconds: performance.now() - started,
      };
    },
    async close() {},
  };
}
