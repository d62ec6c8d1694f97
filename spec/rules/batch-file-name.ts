import type { Rule } from 'openapi-plumbline';
import { isObject, objectOf } from './json.ts';

/** The input of a batch is a .jsonl file. */
export const batchFileName: Rule = {
  id: 'batch-file-name',
  evidence: 'document',
  source:
    '#/components/schemas/BatchCreateRequest/properties/input_file_id: must be a .jsonl file uploaded with purpose=batch',
  appliesTo: ['uploadFile'],
  request({ body }) {
    const { file, purpose } = objectOf(body?.value);
    const { name } = objectOf(objectOf(file)['$file']);
    if (purpose !== 'batch' || typeof name !== 'string')
      return { kind: 'notApplicable', reason: 'this file is not an input of a batch' };
    if (name.endsWith('.jsonl')) return { kind: 'pass' };
    return {
      kind: 'fail',
      message: `the input of a batch is a .jsonl file, not ${name}`,
      instanceLocation: '/file',
    };
  },
  breakRequest({ body, ...call }) {
    const sent = objectOf(body?.value);
    if (body === undefined || !isObject(sent['file'])) return undefined;
    const file = { $file: { ...objectOf(sent['file']['$file']), name: 'input.txt' } };
    return { ...call, body: { ...body, value: { ...sent, file, purpose: 'batch' } } };
  },
};
