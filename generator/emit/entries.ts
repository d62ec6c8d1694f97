import { type StatementStructures, StructureKind } from 'ts-morph';
import type { Contract } from '../contract/model.ts';
import { callsOf } from '../print/calls.ts';
import { identityOf } from '../print/identity.ts';
import { partsOf } from '../print/parts.ts';
import { literalKey } from '../print/text.ts';
import { banner } from './banner.ts';
import { type EmitOptions, type Emitter, hasPart } from './emitter.ts';
import { operationNames } from './validators-operations.ts';

/** `src/index.ts`, `src/validation.ts` and `src/node.ts`: what the package exports. */
export const entries: Emitter = {
  name: 'entries',
  emit: (contract, options) => [
    {
      kind: 'module',
      path: 'src/index.ts',
      statements: [banner(contract), ...indexExports(contract, options)],
    },
    ...(hasPart(options, 'client') && hasPart(options, 'validators')
      ? [{ kind: 'module' as const, path: 'src/validation.ts', statements: validation(contract) }]
      : []),
    ...(partsOf(contract).forms && hasPart(options, 'client')
      ? [
          {
            kind: 'module' as const,
            path: 'src/node.ts',
            statements: [banner(contract), "export { fileFromPath } from './runtime/node.js';"],
          },
        ]
      : []),
  ],
};

const errorNames = [
  'ApiConnectionError',
  'ApiError',
  'AuthenticationError',
  'BadRequestError',
  'ClientError',
  'ConfigurationError',
  'ConflictError',
  'InternalServerError',
  'NotFoundError',
  'PermissionDeniedError',
  'RateLimitError',
  'RequestAbortedError',
  'RequestTimeoutError',
  'StreamError',
  'UnprocessableEntityError',
  'ValidationError',
];

function indexExports(contract: Contract, options: EmitOptions): readonly string[] {
  const parts = partsOf(contract);
  const models = "export type * from './models.js';";
  if (!hasPart(options, 'client')) return [models];
  const params = callsOf(contract).flatMap(({ params }) => params?.typeName ?? []);
  const from = (module: string, names: readonly string[], isType = false) =>
    `export ${isType ? 'type ' : ''}{ ${[...names].sort().join(', ')} } from './${module}.js';`;
  return [
    from('client', [identityOf(contract, options).className]),
    from('config', ['servers']),
    models,
    ...(params.length === 0 ? [] : [from('functions', params, true)]),
    from(
      'runtime/config',
      ['ClientConfig', 'ClientOptions', 'Inspector', 'LogEvent', 'RequestOptions'],
      true,
    ),
    from('runtime/errors', errorNames),
    from('runtime/promise', ['ApiPromise', 'type ApiResponse']),
    ...(parts.folding ? [from('runtime/fold', ['createFold', 'foldChunks'])] : []),
    ...(parts.forms ? [from('runtime/forms', ['toFile'])] : []),
    ...(parts.pages ? [from('runtime/pagination', ['PagePromise'])] : []),
    ...(parts.streams ? [from('runtime/stream', ['Stream'])] : []),
    from('runtime/types', ['AtMost', 'Uploadable', 'Without'], true),
    ...(parts.unlisted ? [from('runtime/unlisted', ['unlisted'])] : []),
  ];
}

/** `validation` for the option `validate`, with the validators of every operation. */
function validation(contract: Contract): readonly (string | StatementStructures)[] {
  const others = [...operationNames(contract)].filter(([id, name]) => id !== name);
  const table = others.map(([id, name]) => `${literalKey(id)}: operations.${name}`).join(', ');
  const validators =
    contract.operations.length === 0
      ? '{}'
      : others.length === 0
        ? 'operations'
        : `{ ...operations, ${table} }`;
  return [
    banner(contract),
    "import type { Inspector } from './runtime/config.js';",
    "import { inspector, type ValidationModes } from './runtime/validation.js';",
    ...(contract.operations.length === 0
      ? []
      : ["import * as operations from './validators/operations.js';"]),
    "export { inspector, type ValidationMode, type ValidationModes } from './runtime/validation.js';",
    {
      kind: StructureKind.Function,
      name: 'validation',
      isExported: true,
      docs: ['For the option `validate`: checks the bodies of every operation.'],
      parameters: [{ name: 'modes', type: 'ValidationModes' }],
      returnType: 'Inspector',
      statements: [`return inspector(modes, ${validators});`],
    },
  ];
}
