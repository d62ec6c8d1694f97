import { resolve } from 'node:path';
import SwaggerParser from '@apidevtools/swagger-parser';
import { fail } from '../contract/diagnostics.ts';
import { child } from '../json/pointer.ts';
import { externalReferences } from './references.ts';
import type { SourceFile } from './source.ts';

/**
 * Brings references to other files into the document, and tells of each. No network but of `hosts`: a reference to any other is
 * refused.
 */
export async function bundle(
  source: SourceFile,
  onRead: ((file: string) => void) | undefined = undefined,
  hosts: ReadonlySet<string> = new Set(),
): Promise<Record<string, unknown>> {
  const external = externalReferences(source.value);
  if (external.length === 0) return source.value;
  const remote = external.find(({ ref }) => isRemote(ref) && !hosts.has(hostOf(ref)));
  if (remote !== undefined) {
    return fail({
      code: 'network-ref',
      file: source.file,
      pointer: remote.pointer,
      ...source.position(child(remote.pointer, '$ref')),
      message: `$ref ${JSON.stringify(remote.ref)} points at the network`,
      hint: 'Save the file beside the document and refer to it by a relative path, or allow its host (--allow-host).',
    });
  }
  try {
    const canRead = ({ url }: { readonly url: string }): boolean => isRemote(url) && hosts.has(hostOf(url));
    // A host that is allowed must not lead to another; and it may be this machine.
    const http = hosts.size === 0 ? false : { canRead, redirects: 0, safeUrlResolver: false };
    const options = { resolve: { http } };
    const api = structuredClone(source.value) as never;
    const parser = new SwaggerParser();
    const bundled = await parser.bundle(resolve(source.file), api, options as never);
    for (const path of parser.$refs.paths('file')) onRead?.(path);
    return bundled as unknown as Record<string, unknown>;
  } catch (cause) {
    const first = external[0];
    return fail({
      code: 'bundle-failed',
      file: source.file,
      ...(first === undefined ? {} : { pointer: first.pointer, ...source.position(first.pointer) }),
      message: `cannot bring in the referenced files: ${firstLine(cause)}`,
    });
  }
}

/** `scheme:...`, or `//host` (with slashes of either kind), which takes its scheme from where it stands. */
const isRemote = (ref: string): boolean =>
  (/^[a-z][a-z0-9+.-]+:/i.test(ref) && !/^file:/i.test(ref)) || /^[\\/]{2}/.test(ref);

/** `example.com` or `localhost:8080` of an address on the web; empty for anything else. */
function hostOf(ref: string): string {
  const address = URL.canParse(ref) ? new URL(ref) : undefined;
  return address !== undefined && /^https?:$/.test(address.protocol) ? address.host : '';
}

const firstLine = (cause: unknown): string => String((cause as Error).message).split('\n')[0] ?? '';
