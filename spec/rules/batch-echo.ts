import { isDeepStrictEqual } from 'node:util';
import type { Rule } from 'openapi-plumbline';

/** A created batch says again what it was created with. */
export const batchEcho: Rule = {
  id: 'batch-echo',
  evidence: 'document',
  source:
    '#/components/schemas/BatchObject: the members of BatchCreateRequest stand in BatchObject under the same names',
  appliesTo: ['createBatch'],
  check({ intent, status, arguments: { body: sent }, body }) {
    if (intent !== 'valid' || status >= 300) return { kind: 'notApplicable', reason: 'nothing was created' };
    const request = sent?.value as Readonly<Record<string, unknown>>;
    const batch = body as Readonly<Record<string, unknown>>;
    const members = ['input_file_id', 'endpoint', 'completion_window', 'metadata'];
    const changed = members.find(
      (name) => Object.hasOwn(request, name) && !isDeepStrictEqual(batch[name], request[name]),
    );
    if (changed === undefined) return { kind: 'pass' };
    const message = `${changed} came back as ${JSON.stringify(batch[changed])}, sent was ${JSON.stringify(request[changed])}`;
    return { kind: 'fail', message, instanceLocation: `/${changed}` };
  },
};
