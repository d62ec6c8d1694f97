import { createHash } from 'node:crypto';

/** A 32-bit seed that depends on every part, the same on every machine. */
export function seedFrom(...parts: readonly (string | number | Uint8Array)[]): number {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part instanceof Uint8Array ? part : String(part)).update('\0');
  return hash.digest().readInt32BE(0);
}
