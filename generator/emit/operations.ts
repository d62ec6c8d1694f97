import { StructureKind, VariableDeclarationKind } from 'ts-morph';
import type { Contract } from '../contract/model.ts';
import { type Call, callsOf } from '../print/calls.ts';
import { collectImports } from '../print/imports.ts';
import { commonSecurity, sameSecurity, securityLiteral } from '../print/security.ts';
import { holdBreaks, literalKey, stringLiteral } from '../print/text.ts';
import { banner } from './banner.ts';
import type { Emitter } from './emitter.ts';

/** `src/operations.ts`: what the client needs to know of each operation, as data. */
export const operations: Emitter = {
  name: 'operations',
  emit(contract) {
    const imports = collectImports();
    imports.type('./runtime/operation.js', 'Operation');
    const calls = callsOf(contract);
    return [
      {
        kind: 'module',
        path: 'src/operations.ts',
        statements: [
          banner(contract),
          ...(calls.length === 0 ? ['export {};'] : imports.statements()),
          ...calls.map((call) => ({
            kind: StructureKind.VariableStatement as const,
            declarationKind: VariableDeclarationKind.Const,
            isExported: true,
            leadingTrivia: '\n',
            declarations: [
              { name: call.functionName, type: 'Operation', initializer: descriptor(call, contract) },
            ],
          })),
        ],
      },
    ];
  },
};

function descriptor({ operation, answer, stream }: Call, contract: Contract): string {
  const { operationId, method, path, extensions, security, servers } = operation;
  const accept = [
    ...(answer.kind === 'json'
      ? ['application/json']
      : answer.contentType === undefined
        ? []
        : [answer.contentType]),
  ].join(', ');
  const home = servers[0]?.url;
  const members: readonly (readonly [string, string | undefined])[] = [
    ['id', stringLiteral(operationId)],
    ['method', stringLiteral(method.toUpperCase())],
    ['path', stringLiteral(path)],
    ['accept', accept === 'application/json' || accept === '' ? undefined : stringLiteral(accept)],
    ['security', sameSecurity(security, commonSecurity(contract)) ? undefined : securityLiteral(security)],
    [
      'idempotencyHeader',
      typeof extensions.idempotency === 'string' ? stringLiteral(extensions.idempotency) : undefined,
    ],
    ['streamEnd', stream?.end === undefined ? undefined : stringLiteral(stream.end)],
    [
      'baseUrl',
      home === undefined || home === contract.servers[0]?.url || !/^https?:/.test(home)
        ? undefined
        : stringLiteral(home.replace(/\/+$/, '')),
    ],
  ];
  const lines = members.flatMap(([name, value]) =>
    value === undefined ? [] : `  ${literalKey(name)}: ${value},`,
  );
  return holdBreaks(`{\n${lines.join('\n')}\n}`);
}
