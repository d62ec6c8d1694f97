import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
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

const original = new URL('../../shared/spec/openapi.json', import.meta.url);

it.skipIf(!existsSync(original))(
  'the first document on record is the one that was given (needs ../shared)',
  () => {
    expect(digest(readFileSync(original))).toBe(
      '0d81581e3ae970c6724dff86d6ad27b959ed127aebf8e86259b8a51ae8dd1fa8',
    );
  },
);
