import type { Contract, KeyReference, Operation, ParameterLocation, Resource } from '../../contract/model.ts';
import { isObject } from '../../json/pointer.ts';
import type { JsonSchema } from '../../json/types.ts';
import { inference, titleOf } from './override.ts';
import type { Shapes } from './shapes.ts';
import { isParameter, parametersIn, shapeOfSegments } from './template.ts';
import { lowerWords, singularName } from './words.ts';

/** Words at the end of a name that say that it is the key of something. */
const keyWords: ReadonlySet<string> = new Set([
  'id',
  'ids',
  'uuid',
  'uuids',
  'gid',
  'gids',
  'sid',
  'uid',
  'pk',
  'key',
  'keys',
  'ref',
  'slug',
  'number',
  'token',
]);

/** Words of a name that say from where to where something goes. */
const directions: ReadonlySet<string> = new Set([
  'source',
  'target',
  'from',
  'to',
  'sender',
  'receiver',
  'recipient',
  'payer',
  'payee',
  'origin',
  'destination',
  'debtor',
  'creditor',
  'beneficiary',
]);

/** Places of requests that need the key of an item: in paths, in queries and bodies by name, by `links`. */
export function inferReferences(
  contract: Contract,
  shapes: Shapes,
  operations: readonly Operation[],
  resources: readonly Resource[],
): readonly KeyReference[] {
  const keyed = resources.filter(({ keys }) => keys.length > 0);
  const byShape = new Map<string, Resource>();
  const byName = new Map<string, Resource[]>();
  for (const resource of keyed) {
    if (resource.itemPath !== undefined) byShape.set(shapeOfPath(resource.itemPath), resource);
    else byShape.set(`${shapeOfPath(resource.path)}/{}`, resource);
    const name = singularName(resource.name);
    byName.set(name, [...(byName.get(name) ?? []), resource]);
  }
  /** The resource that a name such as `input_file_id` speaks of, the longest name that fits, near the operation. */
  const named = (name: string, operation: Operation, isSure: boolean): Resource | undefined => {
    const words = lowerWords(name);
    const last = words.at(-1) ?? '';
    if (!isSure && !keyWords.has(last)) return undefined;
    const stem = keyWords.has(last) ? words.slice(0, -1) : words;
    for (let from = 0; from < stem.length; from++) {
      const candidates = byName.get(singularName(stem.slice(from).join('_')));
      if (candidates !== undefined) return nearest(candidates, operation, creates.get(operation));
    }
    return undefined;
  };
  /** The resource of a name that says a direction: `from_account`; of `source` alone, the one that the words of refusals name. */
  const directed = (name: string, operation: Operation): Resource | undefined => {
    const words = lowerWords(name).filter((word) => !keyWords.has(word));
    const rest = words.filter((word) => !directions.has(word));
    if (rest.length === words.length) return undefined;
    const nearestOf = (key: string): Resource | undefined => {
      const candidates = byName.get(key);
      return candidates === undefined ? undefined : nearest(candidates, operation, creates.get(operation));
    };
    if (rest.length > 0) return nearestOf(singularName(rest.join('_')));
    const said = operation.responses
      .filter(({ status }) => /^4(04|09|22)$/.test(status))
      .flatMap(({ description = '' }) => lowerWords(description));
    const own = singularName(creates.get(operation)?.name ?? '');
    const mentioned = new Set(said.map(singularName).filter((word) => byName.has(word) && word !== own));
    const [only] = mentioned;
    return mentioned.size === 1 && only !== undefined ? nearestOf(only) : undefined;
  };
  const creates = new Map<Operation, Resource>();
  for (const resource of resources)
    if (resource.operations.create !== undefined) creates.set(resource.operations.create, resource);
  const found: KeyReference[] = [];
  for (const operation of operations) {
    const add = (
      place: ParameterLocation | 'body',
      members: readonly string[],
      resource: Resource,
      reason: string,
    ): void => {
      found.push({
        operationId: operation.operationId,
        in: place,
        members,
        resource,
        inference: inference(
          `${titleOf(operation)}: ${place} ${members.join('.')} is the key of an item of ${resource.path}`,
          reason,
          operation,
          `x-plumbline-resource: { references: { ${JSON.stringify(members.join('.'))}: false } }`,
        ),
      });
    };
    const override = operation.extensions.resourceOverride;
    const overridden = override === false || override === undefined ? undefined : override.references;
    const overrides = (place: string, name: string): boolean => {
      const value = overridden?.get(name);
      if (value === undefined) return false;
      const resource = value === false ? undefined : keyed.find(({ path }) => path === value);
      if (resource !== undefined)
        add(place as ParameterLocation, name.split('.'), resource, 'x-plumbline-resource says so');
      return true;
    };
    for (const [name, resource, reason] of pathReferences(operation, byShape, named))
      if (!overrides('path', name)) add('path', [name], resource, reason);
    for (const parameter of operation.parameters) {
      if (parameter.in === 'path' || overrides(parameter.in, parameter.name)) continue;
      const resource = named(parameter.name, operation, false);
      if (resource !== undefined && isKeyLike(shapes, parameter.schema?.normal.schema))
        add(parameter.in, [parameter.name], resource, `${parameter.name} names ${resource.name}`);
    }
    const visit = (schema: JsonSchema | undefined, members: readonly string[]): void => {
      for (const [name, member] of shapes.members(schema)) {
        const place = [...members, name];
        if (overrides('body', place.join('.'))) continue;
        const isArray = shapes.types(member).has('array');
        const value = isArray ? shapes.items(member) : member;
        const resource = named(name, operation, saysId(member)) ?? directed(name, operation);
        if (resource !== undefined && isKeyLike(shapes, value) && !saysNew(member))
          add('body', isArray ? [...place, '*'] : place, resource, `${name} names ${resource.name}`);
        else if (members.length === 0 && !isArray) visit(member, place);
      }
    };
    visit(shapes.request(operation), []);
  }
  return [...found, ...linkReferences(contract, operations, keyed, found)];
}

const shapeOfPath = (path: string): string =>
  shapeOfSegments(
    path
      .replace(/\.(?:json|xml)$/, '')
      .split('/')
      .filter((segment) => segment !== ''),
  );

/** Path parameters of an operation and of what stands above it. */
function* pathReferences(
  operation: Operation,
  byShape: ReadonlyMap<string, Resource>,
  named: (name: string, operation: Operation, isSure: boolean) => Resource | undefined,
): Generator<readonly [string, Resource, string]> {
  const { path } = operation;
  const segments = path
    .replace(/:[\w-]+\/?$/, '')
    .split('/')
    .filter((segment) => segment !== '');
  const seen = new Set<string>();
  for (let length = segments.length; length > 0; length--) {
    if (!isParameter(segments[length - 1] ?? '')) continue;
    const resource = byShape.get(shapeOfSegments(segments.slice(0, length)));
    if (resource === undefined) continue;
    for (const name of parametersIn(segments.slice(0, length).join('/')).slice(-resource.keys.length)) {
      if (seen.has(name)) continue;
      seen.add(name);
      yield [name, resource, `it stands where the item path of ${resource.path} has its parameter`];
    }
  }
  for (const name of parametersIn(path)) {
    const resource = seen.has(name) ? undefined : named(name, operation, true);
    if (resource !== undefined) yield [name, resource, `${name} names ${resource.name}`];
  }
}

/**
 * Of resources of one name, one whose own place the operation's path says: the one that shares the most with it, else the
 * shortest. An operation that creates an item does not need the key of that item.
 */
function nearest(
  candidates: readonly Resource[],
  { path }: Operation,
  made: Resource | undefined,
): Resource | undefined {
  const shape = shapeOfPath(path);
  const isSaid = (resource: Resource): boolean => {
    const above = /^.*\{\}/.exec(shapeOfPath(resource.path))?.[0];
    return above === undefined || shape === above || shape.startsWith(`${above}/`);
  };
  const shared = (resource: Resource): number => {
    const [own, other] = [resource.path.split('/'), path.split('/')];
    const at = own.findIndex((segment, index) => segment !== other[index]);
    return at < 0 ? own.length : at;
  };
  return candidates
    .filter((resource) => resource !== made && isSaid(resource))
    .sort(
      (a, b) =>
        Number(b.created !== undefined) - Number(a.created !== undefined) ||
        shared(b) - shared(a) ||
        a.path.length - b.path.length,
    )[0];
}

const isKeyLike = (shapes: Shapes, schema: JsonSchema | undefined): boolean => {
  const types = shapes.types(schema);
  const isNamed =
    typeof schema === 'object' && (schema['enum'] !== undefined || schema['const'] !== undefined);
  return !isNamed && (types.has('string') || types.has('integer'));
};

/** Whether the description of a member names it an id: Stripe's `customer`. */
const saysId = (schema: JsonSchema): boolean =>
  isObject(schema) &&
  typeof schema['description'] === 'string' &&
  /^(?:the\s+)?(?:unique\s+)?(?:id|identifier|uuid)s?\b(?:\s+(?:of|for)\b)?/i.test(
    schema['description'].trim(),
  );

/** Whether the description of a member says that the server makes the id where none is sent: it is that of a new item. */
const saysNew = (schema: JsonSchema): boolean =>
  isObject(schema) &&
  typeof schema['description'] === 'string' &&
  /\b(?:will be|is|are|gets?)\s+(?:(?:then|automatically|randomly)\s+)?(?:auto-?)?(?:generated|assigned)\b/i.test(
    schema['description'],
  );

/** What `links` say: a parameter of another operation is fed from a response (OpenAPI 3.1, 4.8.20). */
function linkReferences(
  contract: Contract,
  operations: readonly Operation[],
  resources: readonly Resource[],
  known: readonly KeyReference[],
): readonly KeyReference[] {
  return operations.flatMap((from) =>
    from.responses.flatMap(({ links }) =>
      links.flatMap((link): readonly KeyReference[] => {
        const target = contract.operations.find(
          ({ operationId, pointer }) =>
            operationId === link.operationId || pointer === link.operationRef?.replace(/^[^#]*/, ''),
        );
        const resource = resources.find(({ operations: { create, retrieve, update, replace, list } }) =>
          [create, retrieve, update, replace, list].includes(from),
        );
        if (target === undefined || resource === undefined) return [];
        return Object.entries(link.parameters).flatMap(([spelt, expression]): readonly KeyReference[] => {
          const [place, name] = /^(path|query|header|cookie)\.(.+)$/.exec(spelt)?.slice(1) ?? [
            undefined,
            spelt,
          ];
          const parameter = target.parameters.find(
            (each) => each.name === name && (place === undefined || each.in === place),
          );
          if (parameter === undefined || !String(expression).startsWith('$response.body#')) return [];
          const isKnown = known.some(
            ({ operationId, in: at, members }) =>
              operationId === target.operationId && at === parameter.in && members[0] === parameter.name,
          );
          return isKnown
            ? []
            : [
                {
                  operationId: target.operationId,
                  in: parameter.in,
                  members: [parameter.name],
                  resource,
                  inference: inference(
                    `${titleOf(target)}: ${parameter.in} ${parameter.name} is fed from ${titleOf(from)}`,
                    `the link ${link.name} says so`,
                    target,
                    `x-plumbline-resource: { references: { ${JSON.stringify(parameter.name)}: false } }`,
                  ),
                },
              ];
        });
      }),
    ),
  );
}
