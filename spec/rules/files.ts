import type { Rule } from 'openapi-plumbline';
import { objectOf } from './members.ts';

/** An upload is answered with its own size, purpose and name. */
export const uploadEcho: Rule = {
  id: 'upload-echo',
  evidence: 'document',
  source:
    '#/components/schemas/FileObject/properties: file size in bytes, original file name, purpose used when uploading the file',
  appliesTo: ['uploadFile'],
  check({ intent, status, arguments: { body: sent }, body }) {
    const form = objectOf(sent?.value);
    const file = objectOf(objectOf(form?.['file'])?.['$file']);
    const answer = objectOf(body);
    if (intent !== 'valid' || status !== 200 || file === undefined || answer === undefined)
      return { kind: 'notApplicable', reason: 'nothing was uploaded' };
    const size = (file['bytes'] as Uint8Array).byteLength;
    if (answer['bytes'] !== size)
      return {
        kind: 'fail',
        message: `bytes is ${String(answer['bytes'])}, sent were ${size}`,
        instanceLocation: '/bytes',
      };
    if (answer['purpose'] === form?.['purpose']) return { kind: 'pass' };
    return {
      kind: 'fail',
      message: `purpose is ${String(answer['purpose'])}, sent was ${String(form?.['purpose'])}`,
      instanceLocation: '/purpose',
    };
  },
};

/** A delete that succeeds says that it did. */
export const deletionSaysSo: Rule = {
  id: 'deletion-says-so',
  evidence: 'document',
  source:
    '#/components/schemas/FileDeleteResponse/properties/deleted: whether the file was deleted successfully',
  appliesTo: ['deleteFile'],
  check({ status, body }) {
    if (status !== 200) return { kind: 'notApplicable', reason: 'nothing was deleted' };
    if (objectOf(body)?.['deleted'] === true) return { kind: 'pass' };
    return { kind: 'fail', message: 'answered 200, yet `deleted` is not true', instanceLocation: '/deleted' };
  },
};
