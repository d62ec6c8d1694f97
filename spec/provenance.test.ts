import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const read = (path: string): Buffer => readFileSync(new URL(path, import.meta.url));

const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

it('the document is, byte for byte, the one on record', () => {
  const record = JSON.parse(read('./provenance.json').toString());
  expect({ sha256: digest(read('./openapi.json')), bytes: read('./openapi.json').byteLength }).toEqual({
    sha256: record.sha256,
    bytes: record.bytes,
  });
});
