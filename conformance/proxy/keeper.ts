/** Most bytes of one body that are kept for judging. */
const defaultLongest = 16 * 1024 * 1024;

/** Bytes that are reserved at first: enough for most responses, and for the first events of a stream. */
const least = 4096;

/**
 * Keeps a body while it is forwarded; a body that is too long is not kept at all. Chunks are copied into one buffer: a thousand
 * streams of small chunks, each held by itself, would cost the garbage collector more than the traffic costs.
 */
export function keeper(longest = defaultLongest): {
  add(chunk: Uint8Array): void;
  bytes(): Uint8Array | undefined;
} {
  let kept = Buffer.alloc(0);
  let size = 0;
  return {
    add(chunk) {
      const before = size;
      size += chunk.byteLength;
      if (size > longest) {
        kept = Buffer.alloc(0);
        return;
      }
      if (size > kept.byteLength) {
        const larger = Buffer.allocUnsafe(Math.max(size, 2 * kept.byteLength, least));
        kept.copy(larger, 0, 0, before);
        kept = larger;
      }
      kept.set(chunk, before);
    },
    bytes: () => (size > longest ? undefined : kept.subarray(0, size)),
  };
}
