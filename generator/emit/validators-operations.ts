import { camelCase, fileName, uniqueNames } from '../build/naming.ts';
import type { Contract, MediaType, Operation } from '../contract/model.ts';
import { essence } from '../json/media-type.ts';
import type { Mode } from '../schema/code/program.ts';
import { type Layout, relative } from './validators-modules.ts';

/** The validators of one operation, as a module. */
export interface OperationModule {
  /** Path below the folder of the validators, without extension. */
  readonly file: string;
  /** The name it is exported under, `createChatCompletion`. */
  readonly name: string;
  readonly code: string;
  readonly types: string;
}

type Check = ReturnType<Layout['check']>;

/**
 * One module for each operation: request body, parameters, responses by status and media type, items of a stream; for the
 * first error, or below `all/` for every one.
 */
export function operationModules(contract: Contract, layout: Layout, mode: Mode): readonly OperationModule[] {
  const ids = contract.operations.map(({ operationId }) => operationId);
  const files = uniqueNames(ids, fileName, new Set(['index']));
  const names = uniqueNames(ids, (id) => camelCase(id));
  return contract.operations.map((operation) =>
    operationModule(
      operation,
      layout,
      mode,
      `operations/${(files.get(operation.operationId) ?? 'operation').toLowerCase()}`,
      names.get(operation.operationId) ?? 'operation',
    ),
  );
}

/** What a value is on the wire decides whether a schema can judge it here: files and forms are judged by the client that builds them. */
const isJson = ({ contentType }: MediaType): boolean => /[/+]json\b/i.test(contentType);

interface Row {
  readonly key: readonly string[];
  readonly check: Check;
}

function operationModule(
  operation: Operation,
  layout: Layout,
  mode: Mode,
  home: string,
  name: string,
): OperationModule {
  const file = mode === 'all' ? `all/${home}` : home;
  const requests = (operation.requestBody?.content ?? []).filter(isJson).flatMap((media): readonly Row[] =>
    media.schema === undefined
      ? []
      : [
          {
            key: [essence(media.contentType)],
            check: layout.check(media.schema.pointer, 'request', mode, home),
          },
        ],
  );
  const responses = operation.responses.flatMap(({ status, content }) =>
    content.filter(isJson).flatMap((media): readonly Row[] =>
      media.schema === undefined
        ? []
        : [
            {
              key: [
                status.toUpperCase() === 'DEFAULT' ? 'default' : status.toUpperCase(),
                essence(media.contentType),
              ],
              check: layout.check(media.schema.pointer, 'response', mode, home),
            },
          ],
    ),
  );
  const items = operation.responses.flatMap(({ content }) =>
    content.flatMap(({ itemSchema }) => itemSchema ?? []),
  );
  const [item] = items;
  const parameters = operation.parameters.flatMap(
    ({ name: parameter, in: location, schema }): readonly Row[] =>
      schema === undefined
        ? []
        : [{ key: [location, parameter], check: layout.check(schema.pointer, 'request', mode, home) }],
  );
  const parts: Part[] = [];
  if (requests.length > 0) parts.push(requestPart(requests));
  if (parameters.length > 0) parts.push(parameterPart(parameters));
  if (responses.length > 0) parts.push(responsePart(responses));
  if (item !== undefined) parts.push(streamPart(layout.check(item.pointer, 'response', mode, home)));
  const checks = parts.flatMap((part) => part.checks);
  const helpers = checks.length === 0 ? [] : ['errorOf', mode === 'all' ? 'guarded_all' : 'guarded'];
  const isTyped = requests.length > 0 || responses.length > 0;
  const own = checks.length === 0 ? [] : [runText[mode], ...(isTyped ? [essenceText] : [])];
  return {
    file,
    name,
    get code() {
      return [layout.moduleText(file, { helpers, checks }), ...own, ...parts.map((part) => part.code), '']
        .filter((part, index, all) => part !== '' || index === all.length - 1)
        .join('\n\n');
    },
    types: [
      ...(checks.length === 0
        ? ['export {};']
        : [`import type { ValidationError } from '${relative(file, 'runtime')}';`]),
      ...parts.map((part) => part.types),
      '',
    ].join('\n\n'),
  };
}

interface Part {
  readonly checks: readonly Check[];
  readonly code: string;
  readonly types: string;
}

const runText: Readonly<Record<Mode, string>> = {
  first: `function run(check, value) {
  const problem = check === undefined ? undefined : guarded(check, value);
  return check === undefined ? undefined : problem === undefined ? [] : [errorOf(problem)];
}`,
  all: `function run(check, value) {
  return check === undefined ? undefined : guarded_all(check, value).map(errorOf);
}`,
};

/** A media type as the tables have it: `application/json; charset=utf-8` is `application/json`. */
const essenceText = `const essence = (contentType) => contentType.split(";")[0].trim().toLowerCase();`;

const cases = (rows: readonly Row[], index: number): string =>
  rows
    .map(
      ({ key, check }) => `    case ${JSON.stringify(key[index])}:\n      return run(${check.name}, value);`,
    )
    .join('\n');

const result = 'readonly ValidationError[] | undefined';

function requestPart(rows: readonly Row[]): Part {
  const [first] = rows;
  const standard = JSON.stringify(first?.key[0] ?? '');
  return {
    checks: rows.map(({ check }) => check),
    code: `export function validateRequest(value, contentType = ${standard}) {
  switch (essence(contentType)) {
${cases(rows, 0)}
    default:
      return undefined;
  }
}`,
    types: `/** What is wrong with a request body; empty when nothing is, undefined when its content type has no schema of JSON. */
export declare function validateRequest(value: unknown, contentType?: string): ${result};`,
  };
}

function parameterPart(rows: readonly Row[]): Part {
  const joined = rows.map(({ key, check }) => ({ key: [key.join(' ')], check }));
  return {
    checks: rows.map(({ check }) => check),
    code: `export function validateParameter(location, name, value) {
  switch (\`\${location} \${name}\`) {
${cases(joined, 0)}
    default:
      return undefined;
  }
}`,
    types: `/** What is wrong with the value of a parameter; undefined when there is no such parameter. */
export declare function validateParameter(location: 'path' | 'query' | 'header' | 'cookie', name: string, value: unknown): ${result};`,
  };
}

function responsePart(rows: readonly Row[]): Part {
  const byStatus = new Map<string, Row[]>();
  for (const row of rows) byStatus.set(row.key[0] ?? '', [...(byStatus.get(row.key[0] ?? '') ?? []), row]);
  const table = [...byStatus]
    .map(([status, entries]) => {
      const members = entries.map(({ key, check }) => `${JSON.stringify(key[1])}: ${check.name}`).join(', ');
      return `  ${JSON.stringify(status)}: { ${members} },`;
    })
    .join('\n');
  const first = JSON.stringify(rows[0]?.key[1] ?? '');
  return {
    checks: rows.map(({ check }) => check),
    code: `const responses = () => ({
${table}
});

export function validateResponse(status, value, contentType = ${first}) {
  const table = responses();
  const row = table[status] || table[\`\${Math.floor(status / 100)}XX\`] || table.default || {};
  const type = essence(contentType);
  return run(Object.hasOwn(row, type) ? row[type] : undefined, value);
}`,
    types: `/** What is wrong with the body of an answer of this status; undefined when the document says nothing of it. */
export declare function validateResponse(status: number, value: unknown, contentType?: string): ${result};`,
  };
}

function streamPart(check: Check): Part {
  return {
    checks: [check],
    code: `export function validateStreamItem(value) {
  return run(${check.name}, value);
}`,
    types: `/** What is wrong with one item of the stream. */
export declare function validateStreamItem(value: unknown): readonly ValidationError[];`,
  };
}
