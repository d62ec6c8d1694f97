import { exportedNames, pascalCase, uniqueNames } from '../build/naming.ts';
import type { Contract } from '../contract/model.ts';
import type { Call } from './call.ts';
import { callsOf } from './calls.ts';
import { identityOf, modulesOwn } from './identity.ts';
import { modelsOf } from './models.ts';

/** A class of the client: the calls of one resource, and the resources below it. */
export interface Resource {
  readonly path: readonly string[];
  /** Of its property on the client or the resource above. */
  readonly property: string;
  readonly className: string;
  readonly calls: readonly Call[];
  readonly children: readonly Resource[];
}

/** Members of the client class that are not resources. */
const clientMembers: ReadonlySet<string> = new Set([
  'constructor',
  'config',
  'request',
  'then',
  'withOptions',
]);

const known = new WeakMap<Contract, readonly Resource[]>();

/** The top-level resources, in the document's order. */
export function resourcesOf(contract: Contract): readonly Resource[] {
  const resources = known.get(contract) ?? build(contract);
  known.set(contract, resources);
  return resources;
}

function build(contract: Contract): readonly Resource[] {
  const calls = callsOf(contract);
  const paths = [...new Set(calls.flatMap(({ resource }) => prefixes(resource)))];
  // What stands beside the class in its module or in the client's would be hidden by it; the class then goes by
  // another.
  const taken = new Set([
    ...exportedNames,
    ...modulesOwn,
    ...modelsOf(contract).list.map(({ name }) => name),
    ...calls.flatMap(({ params, functionName, constantName, stream }) => [
      functionName,
      constantName,
      ...(params === undefined ? [] : [params.typeName]),
      ...(stream === undefined ? [] : [stream.functionName]),
    ]),
    identityOf(contract).className,
  ]);
  const classNames = uniqueNames(
    paths,
    (path) => {
      const name = pascalCase(path.replaceAll('.', ' '));
      return taken.has(name) ? `${name}Resource` : name;
    },
    taken,
  );
  const at = (path: readonly string[], property: string): Resource => {
    const key = path.join('.');
    const below = paths.filter(
      (other) => other.startsWith(`${key}.`) && other.split('.').length === path.length + 1,
    );
    return {
      path,
      property,
      className: classNames.get(key) ?? pascalCase(key),
      calls: calls.filter(({ resource }) => resource.join('.') === key),
      children: below.map((other) => at(other.split('.'), other.split('.').at(-1) ?? other)),
    };
  };
  const heads = paths.filter((path) => !path.includes('.'));
  const properties = uniqueNames(heads, (head) => (clientMembers.has(head) ? `${head}Resource` : head));
  return heads.map((head) => at([head], properties.get(head) ?? head));
}

const prefixes = (path: readonly string[]): readonly string[] =>
  path.map((_, index) => path.slice(0, index + 1).join('.'));

/** The module of a top-level resource, which holds those below it too. */
export const moduleOf = (resource: Resource): string =>
  withChildren(resource).flatMap(({ calls }) => calls.map(({ module }) => module))[0] ?? 'api';

/** A resource and all below it. */
export const withChildren = (resource: Resource): readonly Resource[] => [
  resource,
  ...resource.children.flatMap(withChildren),
];
