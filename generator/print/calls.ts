import { fileName, pascalCase, uniqueNames, variableName } from '../build/naming.ts';
import type { Contract, Operation } from '../contract/model.ts';
import type { Call } from './call.ts';
import { bodyOf } from './call-body.ts';
import { responseOf } from './call-response.ts';
import { methodNames } from './method-names.ts';
import { modelsOf } from './models.ts';
import { resourceOf } from './resource-path.ts';
import { typeOf } from './type-of-use.ts';

const known = new WeakMap<Contract, readonly Call[]>();

/** The calls of a contract, in the document's order. */
export function callsOf(contract: Contract): readonly Call[] {
  const calls = known.get(contract) ?? build(contract);
  known.set(contract, calls);
  return calls;
}

/** Names that the modules of functions use themselves, and `then`: `await import()` would call it. */
const ownNames: ReadonlySet<string> = new Set(
  'send lines sequence paged json jsonBody text blob nothing stream multipart urlEncoded binary pathValues queryText queryStyle pathStyle headerText cookiePairs cookieText formQuery jsonQuery jsonText operations functions config body params options configure then'.split(
    ' ',
  ),
);

function build(contract: Contract): readonly Call[] {
  const { operations } = contract;
  const ids = operations.map(({ operationId }) => operationId);
  const functions = uniqueNames(ids, variableName, ownNames);
  const constants = uniqueNames(
    ids,
    (id) => `${functions.get(id) ?? id}Operation`,
    new Set([...ownNames, ...functions.values()]),
  );
  // Computed on demand, since it reads every type of the document.
  let paramTypes: ReadonlyMap<string, string> | undefined;
  const paramType = (id: string): string => {
    paramTypes ??= uniqueNames(
      ids,
      (each) => `${pascalCase(each)}Params`,
      new Set(modelsOf(contract).list.map(({ name }) => name)),
    );
    return paramTypes.get(id) ?? 'Params';
  };
  const methods = allMethodNames(contract);
  const heads = operations.map((operation) => resourceOf(contract, operation)[0] ?? 'api');
  const modules = uniqueNames([...new Set(heads)], fileName, new Set(['index']));
  return operations.map((operation, index) => {
    const functionName = functions.get(operation.operationId) ?? operation.operationId;
    const body = bodyOf(contract, operation);
    const list = operation.parameters.filter(
      ({ in: place, name }) => place !== 'path' && !isImplied(place, name),
    );
    return {
      operation,
      functionName,
      constantName: constants.get(operation.operationId) ?? `${functionName}Operation`,
      module: modules.get(heads[index] ?? '') ?? 'api',
      resource: resourceOf(contract, operation),
      methodName: methods.get(operation.operationId) ?? functionName,
      path: pathOf(contract, operation, functionName),
      params:
        list.length === 0
          ? undefined
          : {
              get typeName() {
                return paramType(operation.operationId);
              },
              list,
              optional: list.every(({ required }) => !required),
            },
      body,
      ...responseOf(contract, operation, functionName, new Set(functions.values())),
    };
  });
}

/** Headers that OpenAPI ignores as parameters: they follow from body, response and security. */
const isImplied = (place: string, name: string): boolean =>
  place === 'header' && ['accept', 'content-type', 'authorization'].includes(name.toLowerCase());

function allMethodNames(contract: Contract): ReadonlyMap<string, string> {
  const { operations } = contract;
  const byResource = new Map<string, Operation[]>();
  for (const operation of operations) {
    const key = resourceOf(contract, operation).join('.');
    byResource.set(key, [...(byResource.get(key) ?? []), operation]);
  }
  const paths = new Set(operations.flatMap((operation) => prefixes(resourceOf(contract, operation))));
  return new Map(
    [...byResource].flatMap(([resource, members]) => {
      const below = [...paths]
        .filter((path) => path.startsWith(`${resource}.`))
        .map((path) => path.slice(resource.length + 1).split('.')[0] ?? '');
      return [...methodNames(contract, resource.split('.'), members, below)];
    }),
  );
}

const prefixes = (path: readonly string[]): readonly string[] =>
  path.map((_, index) => path.slice(0, index + 1).join('.'));

function pathOf(contract: Contract, { path, parameters }: Operation, functionName: string): Call['path'] {
  const inPath = [...path.matchAll(/\{([^}]*)\}/g)].map(([, name]) => name ?? '');
  // The method of the resource calls the function, which an argument of its name would hide.
  const taken = ['', 'Stream', 'Events', 'Items'].map((ending) => `${functionName}${ending}`);
  const names = uniqueNames(inPath, variableName, new Set([...ownNames, ...taken]));
  return [...new Set(inPath)].flatMap((name) => {
    const parameter = parameters.find((candidate) => candidate.in === 'path' && candidate.name === name);
    if (parameter === undefined) return [];
    const use = parameter.schema ?? parameter.content?.schema;
    return [{ parameter, variable: names.get(name) ?? name, type: typeOf(contract, use) }];
  });
}
