import type { Contract, HttpMethod, Operation } from '../../generator/contract/model.ts';
import { compileTemplate, type PathTemplate } from '../../generator/wire/path-template.ts';

/** The operation of a method and a path. Raw path parameters are still escaped. */
export type Route =
  | {
      readonly kind: 'operation';
      readonly operation: Operation;
      readonly path: { readonly [name: string]: string };
    }
  | { readonly kind: 'method-not-allowed'; readonly allow: readonly string[] }
  | { readonly kind: 'not-found' };

interface Template extends PathTemplate {
  readonly operations: Map<HttpMethod, Operation>;
}

type Router = (method: string, path: string) => Route;

/** Builds the routing function. A path that the document does not have may follow the base path of a server. */
export function createRouter(contract: Contract): Router {
  const route = routerOf(contract);
  const bases = [...new Set(contract.servers.map(({ url }) => pathOf(url)))].filter((base) => base !== '');
  return (method, path) => {
    const found = route(method, path);
    const base = bases.find((each) => path.startsWith(`${each}/`));
    return found.kind === 'not-found' && base !== undefined ? route(method, path.slice(base.length)) : found;
  };
}

/** The path of a server's URL without its last slash: `/v1` of `https://api.example.com/v1/`. */
const pathOf = (url: string): string =>
  URL.canParse(url, 'http://mock.test') ? new URL(url, 'http://mock.test').pathname.replace(/\/+$/, '') : '';

/** A template with more literal text wins, as the specification requires for `/pets/mine`. */
function routerOf(contract: Contract): Router {
  const templates = new Map<string, Template>();
  for (const operation of contract.operations) {
    const known = templates.get(operation.path) ?? {
      ...compileTemplate(operation.path),
      operations: new Map(),
    };
    known.operations.set(operation.method, operation);
    templates.set(operation.path, known);
  }
  const ordered = [...templates.values()].sort(
    (a, b) => a.names.length - b.names.length || b.literals - a.literals,
  );
  return (method, path) => {
    const allowed = new Set<string>();
    for (const template of ordered) {
      const match = template.pattern.exec(path);
      if (match === null) continue;
      const operation = template.operations.get(method.toLowerCase() as HttpMethod);
      const values = template.names.map((name, index) => [name, match[index + 1] ?? ''] as const);
      if (operation !== undefined) return { kind: 'operation', operation, path: Object.fromEntries(values) };
      for (const each of template.operations.keys()) allowed.add(each.toUpperCase());
    }
    if (allowed.size === 0) return { kind: 'not-found' };
    if (allowed.has('GET')) allowed.add('HEAD');
    return { kind: 'method-not-allowed', allow: [...allowed, 'OPTIONS'] };
  };
}
