import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Contract } from '../../../generator/contract/model.ts';
import { loadContract } from '../../../generator/index.ts';
import { tokensOf } from '../../../generator/json/pointer.ts';
import { callsOf } from '../../../generator/print/calls.ts';
import { modelsOf } from '../../../generator/print/models.ts';
import { counted } from '../../../generator/testing/counted.ts';
import { compileSnippets } from './compile.ts';
import { contractOverlays } from './sdk.ts';

/**
 * Two readings of the document: `models.ts` is ours, `types.ts` is openapi-typescript's. Every value of a model must be
 * a value of its counterpart, else one of them has misread the document.
 */

/** Models that are not assignable to their counterparts, and why that is right. */
const exceptions: Readonly<Record<string, string>> = {
  FileUploadRequest: 'format: binary is text to openapi-typescript and a file to us',
  'request of createChatCompletion': 'models that the document does not list are typed too',
  'request of uploadFile': 'format: binary is text to openapi-typescript and a file to us',
};

counted(
  3,
  'models.ts tied to types.ts, every named schema and operation',
  'all assignable, exceptions listed',
);

const root = resolve(import.meta.dirname, '../../..');
const ties: { readonly name: string; readonly ours: string; readonly theirs: string }[] = [];
let errors: readonly (string | undefined)[] = [];

/** What must not compile. */
const wider = { ours: '{ role: string; content: string }', theirs: "components['schemas']['Message']" };

beforeAll(async () => {
  const contract = await loadContract(resolve(root, 'spec/openapi.json'), {
    overlays: contractOverlays.map((file) => resolve(root, file)),
  });
  ties.push(...modelTies(contract), ...operationTies(contract));
  errors = compileSnippets(
    resolve(root, 'generated'),
    "import type * as m from './models.js'; import type { components, paths } from './types.js'; import type * as f from './functions.js'; export type U = [components, paths, m.Message, typeof f];",
    [...ties, wider].map(({ ours, theirs }) => `const tie = (value: ${ours}): ${theirs} => value; void tie;`),
  );
});

/** Components by name; inline schemas by the body they stand in. */
const modelTies = (contract: Contract) =>
  modelsOf(contract).list.flatMap(({ name, schema }) => {
    const [first, second, key = '', ...rest] = tokensOf(schema.use.pointer);
    const isComponent = first === 'components' && second === 'schemas' && rest.length === 0;
    return isComponent
      ? [{ name, ours: `m.${name}`, theirs: `components['schemas'][${JSON.stringify(key)}]` }]
      : [];
  });

const operationTies = (contract: Contract) =>
  callsOf(contract).flatMap(({ operation, functionName, body, response, path }) => {
    // An operation that the document gives no id stands under its path only.
    const id = `paths[${JSON.stringify(operation.path)}][${JSON.stringify(operation.method)}]`;
    const success = operation.responses.find(({ status }) => status.startsWith('2'));
    const type = success?.content[0]?.contentType;
    return [
      ...(body === undefined
        ? []
        : [
            {
              name: `request of ${operation.operationId}`,
              ours: `Parameters<typeof f.${functionName}>[${1 + path.length}]`,
              theirs: `NonNullable<${id}['requestBody']>['content'][${JSON.stringify(body.media.contentType)}]`,
            },
          ]),
      ...(response.kind === 'nothing' || success === undefined || type === undefined
        ? []
        : [
            {
              name: `response of ${operation.operationId}`,
              ours: `Awaited<ReturnType<typeof f.${functionName}>>`,
              theirs: `${id}['responses'][${success.status}]['content'][${JSON.stringify(type)}]`,
            },
          ]),
    ];
  });

describe('models.ts against types.ts', () => {
  it('ties every component and every body', () => {
    expect(ties.length).toBeGreaterThanOrEqual(20 + 13);
  });

  it('every model is assignable to its counterpart, exceptions listed', () => {
    const broken = ties.flatMap(({ name }, index) =>
      errors[index] === undefined ? [] : [[name, errors[index]]],
    );
    expect(broken.filter(([name]) => exceptions[name ?? ''] === undefined)).toEqual([]);
    const names = broken.map(([name]) => name);
    for (const name of ties.map((tie) => tie.name).filter((one) => one in exceptions))
      expect(names).toContain(name);
  });

  it('would notice: a wider model does not compile', () => {
    expect(errors).toHaveLength(ties.length + 1);
    expect(errors.at(-1)).toBeDefined();
  });
});
