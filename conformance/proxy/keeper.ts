/** Most bytes of one body that are kept for judging. */
const longest = 16 * 1024 * 1024;

/** Keeps the chunks of a body that passes by; one that is too long is not kept at all. */
export function keeper(): { add(chunk: Uint8Array): void; bytes(): Uint8Array | undefined } {
  let chunks: Uint8Array[] = [];
  let size = 0;
  return {
    add(chunk) {
      size += chunk.byteLength;
      if (size > longest) chunks = [];
      else chunks.push(chunk);
    },
    bytes: () => (size > longest ? undefined : Buffer.concat(chunks)),
  };
}
