import { hash } from 'node:crypto';

/** Seeds of texts: the values of a discriminator ask for those of the same places. */
const known = new Map<string, number>();
const mostKnown = 10_000;

/** A 32-bit seed that depends on every part, the same on every machine. */
export function seedFrom(...parts: readonly (string | number | Uint8Array)[]): number {
  let text = '';
  const pieces: Uint8Array[] = [];
  for (const part of parts) {
    if (part instanceof Uint8Array) {
      pieces.push(Buffer.from(text), part);
      text = '\0';
    } else text += `${part}\0`;
  }
  if (pieces.length > 0) return hashed(Buffer.concat([...pieces, Buffer.from(text)]));
  const before = known.get(text);
  if (before !== undefined) return before;
  if (known.size >= mostKnown) known.clear();
  const seed = hashed(text);
  known.set(text, seed);
  return seed;
}

const hashed = (data: string | Uint8Array): number => hash('sha256', data, 'buffer').readInt32BE(0);
