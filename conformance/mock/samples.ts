import { essence } from '../../generator/json/media-type.ts';

const fromBase64 = (text: string): Uint8Array => Buffer.from(text, 'base64');

/** The smallest valid files of each type. */
const files: { readonly [type: string]: Uint8Array | string } = {
  'image/png': fromBase64(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  ),
  'image/gif': fromBase64('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7'),
  'image/jpeg': fromBase64(
    '/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA=',
  ),
  'image/webp': fromBase64('UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA=='),
  'image/svg+xml': '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>',
  'application/pdf':
    '%PDF-1.1\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n',
  'application/zip': fromBase64('UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA=='),
  'application/gzip': fromBase64('H4sIAAAAAAAAAwMAAAAAAAAAAAA='),
  'audio/wav': fromBase64('UklGRiQAAABXQVZFZm10IBAAAAABAAEARKwAAIhYAQACABAAZGF0YQAAAAA='),
  'text/csv': 'id,name\r\n1,first\r\n',
  'text/html': '<!doctype html><title>Mock</title><p>Answered by the mock.</p>\n',
  'application/yaml': 'answered: true\n',
  'application/x-yaml': 'answered: true\n',
  'text/yaml': 'answered: true\n',
};

/** Other names of the same types. */
const aliases: { readonly [type: string]: string } = {
  'image/jpg': 'image/jpeg',
  'image/*': 'image/png',
  'audio/x-wav': 'audio/wav',
  'audio/wave': 'audio/wav',
  'audio/*': 'audio/wav',
  'application/x-zip-compressed': 'application/zip',
};

/** A valid file of a media type; `undefined` where any text is valid. */
export function sampleFile(contentType: string): Uint8Array | string | undefined {
  const type = essence(contentType);
  return files[aliases[type] ?? type];
}

/** The type to send for a range: `image/*` is a PNG. */
export function concreteType(contentType: string): string {
  const type = essence(contentType);
  if (type.includes('*'))
    return aliases[type] ?? (type === 'text/*' ? 'text/plain; charset=utf-8' : 'application/json');
  return type.startsWith('text/') && !/charset/i.test(contentType)
    ? `${contentType}; charset=utf-8`
    : contentType;
}
