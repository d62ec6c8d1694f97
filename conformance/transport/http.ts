import { type NetworkLimits, networkClient } from '../../generator/network/client.ts';
import type { Transport } from '../model.ts';

/**
 * Sends requests over the network, within limits. Without `keepAlive` each request has a connection of its own. The path of
 * `baseUrl` precedes every target. Throws TransportError when no complete response arrives.
 */
export function httpTransport(baseUrl: string, limits: NetworkLimits, keepAlive = true): Transport {
  const base = new URL(baseUrl);
  const client = networkClient(limits, keepAlive);
  const prefix = base.pathname.replace(/\/$/, '');
  return {
    baseUrl: base.origin + prefix,
    async send(wire) {
      const started = performance.now();
      const response = await client.send(base, { ...wire, target: prefix + wire.target });
      return { response, milliseconds: performance.now() - started };
    },
    async close() {
      client.close();
    },
  };
}
