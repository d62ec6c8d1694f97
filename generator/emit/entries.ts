import { type StatementStructures, StructureKind, VariableDeclarationKind } from 'ts-morph';
import { camelCase, uniqueNames } from '../build/naming.ts';
import type { Contract, TypeExpression, View } from '../contract/model.ts';
import { type Call, callsOf } from '../print/calls.ts';
import { identityOf } from '../print/identity.ts';
import { modelsOf } from '../print/models.ts';
import { partsOf } from '../print/parts.ts';
import { holdBreaks, literalKey } from '../print/text.ts';
import { banner } from './banner.ts';
import type { EmitOptions, Emitter } from './emitter.ts';

/** `src/index.ts`, `src/validation.ts` and `src/node.ts`: what the package exports. */
export const entries: Emitter = {
  name: 'entries',
  emit: (contract, options) => [
    {
      kind: 'module',
      path: 'src/index.ts',
      statements: [banner(contract), ...indexExports(contract, options)],
    },
    { kind: 'module', path: 'src/validation.ts', statements: validation(contract) },
    ...(partsOf(contract).forms
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
  const params = callsOf(contract).flatMap(({ params }) => params?.typeName ?? []);
  const from = (module: string, names: readonly string[], isType = false) =>
    `export ${isType ? 'type ' : ''}{ ${[...names].sort().join(', ')} } from './${module}.js';`;
  return [
    from('client', [identityOf(contract, options).className]),
    from('config', ['servers']),
    "export type * from './models.js';",
    ...(params.length === 0 ? [] : [from('functions/index', params, true)]),
    from(
      'runtime/config',
      ['ClientConfig', 'ClientOptions', 'Inspector', 'LogEvent', 'RequestOptions'],
      true,
    ),
    from('runtime/errors', errorNames),
    from('runtime/promise', ['ApiPromise', 'type ApiResponse']),
    ...(parts.folding ? [from('runtime/fold', ['foldChunks'])] : []),
    ...(parts.forms ? [from('runtime/forms', ['toFile'])] : []),
    ...(parts.pages ? [from('runtime/pagination', ['PagePromise'])] : []),
    ...(parts.streams ? [from('runtime/stream', ['Stream'])] : []),
    from('runtime/types', ['AtMost', 'Uploadable', 'Without'], true),
    ...(parts.unlisted ? [from('runtime/unlisted', ['unlisted'])] : []),
  ];
}

/** `validation` for the option `validate`, with the validators of every operation. */
function validation(contract: Contract): readonly (string | StatementStructures)[] {
  const ids = contract.operations.map(({ operationId }) => operationId);
  const names = uniqueNames(ids, (id) => camelCase(id));
  const unknown = new Map(
    callsOf(contract).map((call) => [call.operation.operationId, unknownOf(contract, call)]),
  );
  const lines = ids.map((id) => {
    const known = `operations.${names.get(id) ?? id}`;
    const more = unknown.get(id) ?? [];
    return `  ${literalKey(id)}: ${more.length === 0 ? known : `{\n${[`    ...${known},`, ...more].join('\n')}\n  }`},`;
  });
  const lints = lines.some((line) => line.includes('models.'));
  return [
    banner(contract),
    "import type { Inspector } from './runtime/config.js';",
    "import { inspector, type ValidationModes } from './runtime/validation.js';",
    ...(lints ? ["import * as models from './validators/all/index.js';"] : []),
    ...(ids.length === 0 ? [] : ["import * as operations from './validators/operations/index.js';"]),
    "export { inspector, type ValidationMode, type ValidationModes } from './runtime/validation.js';",
    {
      kind: StructureKind.Function,
      name: 'validation',
      isExported: true,
      docs: ['For the option `validate`: checks the bodies of every operation.'],
      parameters: [{ name: 'modes', type: 'ValidationModes' }],
      returnType: 'Inspector',
      statements: [`return inspector(modes, ${lines.length === 0 ? '{}' : 'validators()'});`],
    },
    ...(lines.length === 0
      ? []
      : [
          {
            kind: StructureKind.VariableStatement as const,
            declarationKind: VariableDeclarationKind.Const,
            declarations: [
              { name: 'validators', initializer: holdBreaks(`() => ({\n${lines.join('\n')}\n})`) },
            ],
          },
        ]),
  ];
}

/** What names members that a body has and its model does not. */
function unknownOf(contract: Contract, { body, answer }: Call): readonly string[] {
  const models = modelsOf(contract);
  const nameOf = (type: TypeExpression | undefined, view: View) =>
    type?.kind === 'reference' ? models.context(view).nameOf(type.pointer, type.typeName) : undefined;
  const request = body?.kind === 'json' ? nameOf(body.type, 'request') : undefined;
  const response = answer.kind === 'json' ? nameOf(answer.type, 'response') : undefined;
  return [
    ...(request === undefined ? [] : [`    unknownInRequest: models.unknownIn${request},`]),
    ...(response === undefined ? [] : [`    unknownInResponse: models.unknownIn${response},`]),
  ];
}
