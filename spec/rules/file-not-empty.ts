import type { Rule } from 'openapi-plumbline';
import { isObject, objectOf } from './json.ts';

/** A file must not be empty. */
export const fileNotEmpty: Rule = {
  id: 'file-not-empty',
  evidence: 'vendor-docs',
  source: 'https://platform.kimi.ai/docs (errors): File size is zero, please confirm and re-upload the file',
  appliesTo: ['uploadFile'],
  request({ body }) {
    const { bytes } = objectOf(objectOf(objectOf(body?.value)['file'])['$file']);
    if (!(bytes instanceof Uint8Array)) return { kind: 'notApplicable', reason: 'no file was sent' };
    if (bytes.byteLength > 0) return { kind: 'pass' };
    return { kind: 'fail', message: 'the file is empty', instanceLocation: '/file' };
  },
  breakRequest({ body, ...call }) {
    const file = objectOf(body?.value)['file'];
    if (body === undefined || !isObject(file)) return undefined;
    const empty = { $file: { ...objectOf(file['$file']), bytes: new Uint8Array() } };
    return { ...call, body: { ...body, value: { ...objectOf(body.value), file: empty } } };
  },
};
