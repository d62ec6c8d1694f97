import { fileURLToPath } from 'node:url';
import type { Alteration, Fault } from './alteration.ts';
import { libraryFaults } from './library/faults.ts';
import { libraryLookAlikes } from './library/look-alikes.ts';
import { createLibrary, libraryBase, libraryKey } from './library/server.ts';
import { printShopFaults } from './print-shop/faults.ts';
import { printShopLookAlikes } from './print-shop/look-alikes.ts';
import { createPrintShop, printShopToken } from './print-shop/server.ts';
import { listenOn, type RunningExample } from './server.ts';

/** A small API of our own: its document, a correct server, and how the server can differ from that. */
export interface Example {
  readonly name: string;
  /** The file of the OpenAPI document. */
  readonly document: string;
  /** The key that the server accepts. */
  readonly key: string;
  /** Faults by name. */
  readonly faults: { readonly [name: string]: Fault };
  /** Other servers that are correct too, by name. */
  readonly lookAlikes: { readonly [name: string]: Alteration };
  /** Starts the server on 127.0.0.1; port 0 uses a free one. An unknown name of an alteration is a TypeError. */
  listen(options?: { readonly port?: number; readonly altered?: string }): Promise<RunningExample>;
}

const fileAt = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const known = (
  { faults, lookAlikes }: Pick<Example, 'faults' | 'lookAlikes'>,
  name: string | undefined,
): Alteration | undefined => {
  if (name === undefined) return undefined;
  const found = Object.entries({ ...faults, ...lookAlikes }).find(([each]) => each === name);
  if (found === undefined) throw new TypeError(`unknown alteration ${name}`);
  return found[1];
};

/** Plain CRUD with nested resources, and a resource with states. */
export const library: Example = {
  name: 'library',
  document: fileAt('./library/openapi.yaml'),
  key: libraryKey,
  faults: libraryFaults,
  lookAlikes: libraryLookAlikes,
  listen: async ({ port, altered } = {}) =>
    listenOn(createLibrary(known(library, altered)), port, libraryBase),
};

/** Uploads, jobs, streams, and names that the client chooses. */
export const printShop: Example = {
  name: 'print-shop',
  document: fileAt('./print-shop/openapi.json'),
  key: printShopToken,
  faults: printShopFaults,
  lookAlikes: printShopLookAlikes,
  listen: async ({ port, altered } = {}) => listenOn(createPrintShop(known(printShop, altered)), port),
};

/** All examples. */
export const examples: readonly Example[] = [library, printShop];
