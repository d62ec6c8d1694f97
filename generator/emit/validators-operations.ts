import { takesUnlisted } from '../build/extensions.ts';
import { uniqueNames, variableName } from '../build/naming.ts';
import { sharedBases } from '../build/shared-bases.ts';
import type { Contract, MediaType, Operation } from '../contract/model.ts';
import { essence } from '../json/media-type.ts';
import type { Call } from '../print/call.ts';
import { callsOf } from '../print/calls.ts';
import { divide } from '../print/divide.ts';
import { linesOf } from '../print/modules.ts';
import { stringLiteral } from '../print/text.ts';
import { fold } from '../schema/code/fold.ts';
import { helperNames } from '../schema/code/runtime.ts';
import type { Layout, PlacedCheck } from './validators-modules.ts';

/** The validators of one operation, as text of its module. */
export interface OperationValidators {
  /** The name it is exported under, `createChatCompletion`. */
  readonly name: string;
  readonly operationId: string;
  /** Path below the folder of the validators, without extension. */
  readonly file: string;
  readonly checks: readonly PlacedCheck[];
  readonly text: string;
}

/** Lines of a file that is divided no further. */
const mostLines = 4_000;

const reserved = new Set([...helperNames, 'operation', 'then']);

/** Where the validators of each operation stand: by resource, and a long resource in parts. */
export function operationFiles(contract: Contract): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  const calls = callsOf(contract);
  for (const module of new Set(calls.map((call) => call.module))) {
    const own = calls.filter((call) => call.module === module);
    const parts = divide(own.map(weighed), mostLines);
    for (const { operation } of own) {
      const part = parts.get(operation.operationId) ?? '';
      const stem =
        module === 'models' || module === 'index' || module === 'operations' ? `${module}-resource` : module;
      files.set(operation.operationId, part === '' ? stem : `${stem}/${part}`);
    }
  }
  return files;
}

const weighed = ({ operation }: Call) => {
  const uses = [
    ...(operation.requestBody?.content ?? []),
    ...operation.responses.flatMap(({ content }) => content),
  ].flatMap(({ schema }) => (schema === undefined ? [] : [schema]));
  const json = JSON.stringify(uses.map(({ raw }) => raw));
  return { name: operation.operationId, weight: linesOf(json) };
};

/** The constant of each operation's validators, by operation id. */
export const operationNames = ({ operations }: Contract): ReadonlyMap<string, string> =>
  uniqueNames(
    operations.map(({ operationId }) => operationId),
    variableName,
    reserved,
  );

/** The validators of every operation: request body, parameters, responses, items of a stream. */
export function operationValidators(contract: Contract, layout: Layout): readonly OperationValidators[] {
  const names = operationNames(contract);
  const files = operationFiles(contract);
  return contract.operations.map((operation) => {
    const { operationId } = operation;
    const file = files.get(operationId) ?? 'operations';
    return {
      operationId,
      file,
      ...described(contract, operation, names.get(operationId) ?? operationId, layout, file),
    };
  });
}

/**
 * What a value is on the wire decides whether a schema can judge it here: files and forms are judged by the client
 * that builds them.
 */
const isJson = ({ contentType }: MediaType): boolean => /[/+]json\b/i.test(contentType);

function described(contract: Contract, operation: Operation, name: string, layout: Layout, file: string) {
  const checks: PlacedCheck[] = [];
  const checkOf = (pointer: string, view: 'request' | 'response'): string => {
    const check = layout.check(pointer, view, file);
    checks.push(check);
    return check.name;
  };
  const request = (operation.requestBody?.content ?? [])
    .filter(isJson)
    .flatMap(({ contentType, schema }) =>
      schema === undefined
        ? []
        : [`[${stringLiteral(essence(contentType))}, ${checkOf(schema.pointer, 'request')}]`],
    );
  const parameters = operation.parameters.flatMap(({ name: parameter, in: location, schema }) =>
    schema === undefined
      ? []
      : [`[${stringLiteral(location)}, ${stringLiteral(parameter)}, ${checkOf(schema.pointer, 'request')}]`],
  );
  const items = operation.responses.flatMap(({ content }) =>
    content.flatMap(({ itemSchema }) => itemSchema ?? []),
  );
  const [item] = items;
  const members: readonly (readonly [string, readonly string[]])[] = [
    ['request', request],
    ['parameters', parameters],
    ['responses', responseRows(operation, checkOf)],
  ];
  const lines = members.flatMap(([member, rows]) =>
    rows.length === 0 ? [] : fold(`  ${member}: [${rows.join(', ')}],`),
  );
  const union = (operation.requestBody?.content ?? []).find(isJson)?.schema;
  if (union?.discriminator !== undefined) {
    const { propertyName, mapping } = union.discriminator;
    lines.push(`  tag: ${stringLiteral(propertyName)},`);
    if (takesUnlisted(union.raw)) {
      const shared = sharedBases(contract, [...new Set(mapping.values())]).map((base) =>
        checkOf(base, 'request'),
      );
      lines.push(...fold(`  unlisted: [${shared.join(', ')}],`));
    }
  }
  if (item !== undefined) lines.push(`  item: ${checkOf(item.pointer, 'response')},`);
  const text =
    lines.length === 0
      ? `export const ${name} = /* @__PURE__ */ operation({});`
      : `export const ${name} = /* @__PURE__ */ operation({\n${lines.join('\n')}\n});`;
  return {
    name,
    checks,
    text: `/** ${stringLiteral(operation.operationId).slice(1, -1).replaceAll('*/', '* /')} */\n${text}`,
  };
}

/** Responses with the same check share a row. */
function responseRows(
  operation: Operation,
  checkOf: (pointer: string, view: 'response') => string,
): readonly string[] {
  const rows = new Map<string, { readonly statuses: string[]; readonly rest: string }>();
  for (const { status, content } of operation.responses)
    for (const { contentType, schema } of content.filter(isJson)) {
      if (schema === undefined) continue;
      const rest = `${stringLiteral(essence(contentType))}, ${checkOf(schema.pointer, 'response')}`;
      const row = rows.get(rest) ?? { statuses: [], rest };
      rows.set(rest, row);
      const key = status.toUpperCase() === 'DEFAULT' ? 'default' : status.toUpperCase();
      if (!row.statuses.includes(key)) row.statuses.push(key);
    }
  return [...rows.values()].map(
    ({ statuses, rest }) => `[[${statuses.map(stringLiteral).join(', ')}], ${rest}]`,
  );
}
