import { child, isObject, valueAt } from '../../json/pointer.ts';
import type { JsonObject, Pointer } from '../../json/types.ts';
import type { Finding, LintRule } from '../finding.ts';
import { resolved } from '../schemas.ts';

/** Links to an operation that is not there, or to a parameter that it does not have (section 4.8.20). */
export const linkTarget: LintRule = (subject) => {
  const { document, operations } = subject;
  const byId = new Map(operations.map((one) => [one.operation['operationId'], one]));
  return linksOf(document).flatMap(({ link, pointer }): readonly Finding[] => {
    const { operationId, operationRef, parameters } = link;
    const byRef =
      typeof operationRef === 'string' && operationRef.startsWith('#/')
        ? valueAt(document, operationRef)
        : undefined;
    if (typeof operationRef === 'string' && operationRef.startsWith('#') && byRef === undefined)
      return [error(child(pointer, 'operationRef'), 'lost-link', `no operation stands at ${operationRef}`)];
    if (typeof operationId !== 'string') return [];
    const target = byId.get(operationId);
    if (target === undefined)
      return [
        error(
          child(pointer, 'operationId'),
          'lost-link',
          `no operation is called ${JSON.stringify(operationId)}`,
        ),
      ];
    const names = new Set(target.parameters.flatMap(({ name, in: place }) => [name, `${place}.${name}`]));
    return Object.keys(isObject(parameters) ? parameters : {})
      .filter((name) => !names.has(name))
      .map((name) => ({
        code: 'lost-link-parameter',
        severity: 'warning',
        pointer: child(pointer, 'parameters', name),
        message: `${operationId} has no parameter ${JSON.stringify(name)}`,
      }));
  });
};

const error = (pointer: Pointer, code: string, message: string): Finding => ({
  code,
  severity: 'error',
  pointer,
  message,
});

interface PlacedLink {
  readonly link: JsonObject;
  readonly pointer: Pointer;
}

/** Links of components and of the responses of operations; a reference is looked into where it leads. */
function linksOf(document: JsonObject): readonly PlacedLink[] {
  const found: PlacedLink[] = [];
  const add = (links: unknown, pointer: Pointer): void => {
    for (const [name, link] of Object.entries(isObject(links) ? links : {}))
      if (isObject(link) && link['$ref'] === undefined) found.push({ link, pointer: child(pointer, name) });
  };
  const responses = (map: unknown, pointer: Pointer): void => {
    for (const [status, response] of Object.entries(isObject(map) ? map : {}))
      if (isObject(response) && response['$ref'] === undefined)
        add(resolved(document, response)?.['links'], child(pointer, status, 'links'));
  };
  const { components, paths } = document;
  if (isObject(components)) {
    add(components['links'], '#/components/links');
    responses(components['responses'], '#/components/responses');
  }
  for (const [path, item] of Object.entries(isObject(paths) ? paths : {}))
    for (const [method, operation] of Object.entries(isObject(item) ? item : {}))
      if (isObject(operation)) responses(operation['responses'], child('#/paths', path, method, 'responses'));
  return found;
}
