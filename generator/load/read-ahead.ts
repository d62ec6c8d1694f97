import type SwaggerParser from '@apidevtools/swagger-parser';
import type { FileReader } from './files.ts';
import type { Location } from './locations.ts';
import { referencesWithin } from './references.ts';
import type { ParsedFile } from './source.ts';

/**
 * Lets swagger-parser walk a document that is split over files and read, side by side, those that it refers to. It reads
 * through the reader given, which guards every file, and only where OpenAPI has a reference and may be followed: in data it
 * takes every `$ref` for one. Returns a reader that gives each of these files without reading it again. A file that cannot be
 * read fails where it is needed, with its place.
 */
export async function readAhead(
  root: Location,
  document: Record<string, unknown>,
  reader: FileReader,
): Promise<FileReader> {
  const wanted = new Map<string, Location>();
  for (const { ref } of referencesWithin(document)) {
    if (ref.startsWith('#')) continue;
    const followed = reader.follow(ref, root);
    if (!('refused' in followed) && followed.url.href !== root.href)
      wanted.set(followed.url.href, followed.url);
  }
  // Most documents are one file: loading the library would cost more than it does there.
  if (wanted.size === 0) return reader;
  const files = new Map<string, Promise<ParsedFile>>();
  const read = (url: Location): Promise<ParsedFile> => {
    const known = files.get(url.href) ?? reader.read(url);
    files.set(url.href, known);
    // A file that fails is reported by the reader that needs it.
    known.catch(() => undefined);
    return known;
  };
  const { default: Parser } = await import('@apidevtools/swagger-parser');
  const walked = new Parser().resolve(root.href, walkable(document), {
    continueOnError: true,
    resolve: {
      external: true,
      file: false,
      http: false,
      guarded: {
        order: 1,
        canRead: ({ url }: { readonly url: string }) => wanted.has(url),
        read: async ({ url }: { readonly url: string }) => (await read(wanted.get(url) ?? root)).value,
      },
    },
    // The reader parses, with the places of values.
    parse: {
      json: false,
      yaml: false,
      text: false,
      binary: false,
      parsed: { order: 1, canParse: true, parse: ({ data }: { readonly data: unknown }) => data },
    },
  } as SwaggerParser.Options);
  // It collects as errors what it may not read; each is reported with its place where the file is needed.
  await Promise.resolve(walked).catch(() => undefined);
  return { follow: reader.follow, read };
}

/**
 * A copy that swagger-parser takes whatever the version of the document is, and may change: it makes the URLs of servers
 * absolute.
 */
const walkable = (document: Record<string, unknown>) => {
  const { swagger: _, servers: __, ...parts } = structuredClone(document);
  return { paths: {}, ...parts, openapi: '3.1.0', info: { title: '', version: '' } };
};
