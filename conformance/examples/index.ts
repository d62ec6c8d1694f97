import { fileURLToPath } from 'node:url';
import { createLibrary, libraryBase, libraryFaults, libraryKey } from './library/server.ts';
import { createPrintShop, printShopFaults, printShopToken } from './print-shop/server.ts';
import { listenOn, type RunningExample } from './server.ts';

/** A small API of our own: its document, a correct server, and the faults that the server can have. */
export interface Example {
  readonly name: string;
  /** The file of the OpenAPI document. */
  readonly document: string;
  /** The key that the server accepts. */
  readonly key: string;
  /** Names of faults, and what a client sees of each. */
  readonly faults: { readonly [name: string]: string };
  /** Starts the server on 127.0.0.1; port 0 uses a free one. An unknown fault is a TypeError. */
  listen(options?: { readonly port?: number; readonly fault?: string }): Promise<RunningExample>;
}

const fileAt = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const known = <Fault extends string>(
  faults: { readonly [name in Fault]: string },
  fault: string | undefined,
): Fault | undefined => {
  if (fault === undefined) return undefined;
  const found = (Object.keys(faults) as Fault[]).find((name) => name === fault);
  if (found === undefined) throw new TypeError(`there is no fault ${fault}`);
  return found;
};

/** Plain CRUD with nested resources. */
export const library: Example = {
  name: 'library',
  document: fileAt('./library/openapi.yaml'),
  key: libraryKey,
  faults: libraryFaults,
  listen: async ({ port, fault } = {}) =>
    listenOn(createLibrary(known(libraryFaults, fault)), port, libraryBase),
};

/** Uploads, jobs and streams. */
export const printShop: Example = {
  name: 'print-shop',
  document: fileAt('./print-shop/openapi.json'),
  key: printShopToken,
  faults: printShopFaults,
  listen: async ({ port, fault } = {}) => listenOn(createPrintShop(known(printShopFaults, fault)), port),
};

/** All examples. */
export const examples: readonly Example[] = [library, printShop];
