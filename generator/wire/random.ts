import { hash } from 'node:crypto';

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
  const whole = pieces.length === 0 ? text : Buffer.concat([...pieces, Buffer.from(text)]);
  return hash('sha256', whole, 'buffer').readInt32BE(0);
}
