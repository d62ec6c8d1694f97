import { StructureKind, VariableDeclarationKind, type VariableStatementStructure } from 'ts-morph';
import type { Contract } from '../contract/model.ts';
import type { Call } from '../print/call.ts';
import { commonSecurity, sameSecurity, securityLiteral } from '../print/security.ts';
import { holdBreaks, literalKey, stringLiteral } from '../print/text.ts';

/** What the client needs to know of an operation, as a constant of the module of its resource. */
export const operationStatement = (contract: Contract, call: Call): VariableStatementStructure => ({
  kind: StructureKind.VariableStatement,
  declarationKind: VariableDeclarationKind.Const,
  leadingTrivia: '\n',
  declarations: [{ name: call.constantName, type: 'Operation', initializer: descriptor(call, contract) }],
});

function descriptor({ operation, response, stream }: Call, contract: Contract): string {
  const { operationId, method, path, extensions, security, servers } = operation;
  const accept = [
    ...(response.kind === 'json'
      ? ['application/json']
      : response.contentType === undefined
        ? []
        : [response.contentType]),
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
      'streamReads',
      stream === undefined || stream.reads === 'json' ? undefined : stringLiteral(stream.reads),
    ],
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
