import type { Operation, Resource } from '../../../generator/contract/model.ts';
import { keyParameters } from '../../../generator/contract/resources.ts';
import type { Exchange, TestCase } from '../../model.ts';
import type { Slot } from '../slots.ts';
import { type Binding, type BindingParts, isKept, noteUse } from './binding.ts';
import type { KnownItem } from './pool.ts';

/** Puts ids of live items into the path: the innermost item decides its parents. */
export function* bindPath(
  { context, freshener, kinds, obtainer, funds }: BindingParts,
  binding: Binding,
): Generator<TestCase, void, Exchange> {
  const { operation, depth, unbound } = binding;
  const { contract, pool, referencesOf, slotAt, accepts } = context;
  const role = contract.inferred.roles.get(operation.operationId);
  const isSafe = ['get', 'head', 'options', 'trace'].includes(operation.method);
  const inPath = referencesOf(operation).filter((each) => each.in === 'path');
  const chain = [...new Set(inPath.map(({ resource }) => resource))].sort(
    (a, b) => depthOf(b, operation) - depthOf(a, operation),
  );
  for (const resource of chain) {
    const names = keyParameters(resource, operation.path);
    if (names.length === 0) continue;
    const isInnermost = resource === chain[0];
    if (names.some((name) => isKept(binding, `/path/${name}`))) {
      // The case chooses the item itself; its ETag may still be known.
      if (isInnermost)
        binding.target = pool
          .items(resource, true)
          .find(({ keys }) =>
            names.every((name, index) => String(binding.call.path[name]) === String(keys[index])),
          );
      if (isInnermost && binding.target === undefined && binding.given.edit === undefined)
        unbound.push(...names.map((name) => `/path/${name}`));
      continue;
    }
    // An operation that creates by its path chooses the keys itself.
    if (resource.created?.in === 'path' && operation === resource.operations.replace && isInnermost) {
      const path = { ...binding.call.path };
      for (const name of names)
        path[name] =
          freshener
            .freshValues(path[name], false)
            .find((each) => accepts(slotAt(operation, 'path', name), each)) ?? path[name];
      binding.call = { ...binding.call, path };
      continue;
    }
    const item =
      ancestorIn(binding.target, resource) ??
      (yield* obtainer.obtain(resource, {
        toRead: isSafe,
        isNew: resource === role?.resource && operation === resource.operations.delete && isInnermost,
        depth,
        kind: isInnermost ? kinds.wantedFor(operation) : undefined,
        filledFor: isInnermost && funds.areNeeded(operation) ? operation : undefined,
      }));
    if (
      item === undefined ||
      !names.every((name, index) => accepts(slotAt(operation, 'path', name), item.keys[index]))
    ) {
      unbound.push(...names.map((name) => `/path/${name}`));
      continue;
    }
    const path = { ...binding.call.path };
    for (const [index, name] of names.entries()) path[name] = item.keys[index];
    binding.call = { ...binding.call, path };
    noteUse(binding, item);
    if (isInnermost) binding.target = item;
  }
  for (const parameter of operation.parameters) {
    const place = `/path/${parameter.name}`;
    const isNamed = inPath.some(({ members }) => members[0] === parameter.name);
    if (parameter.in !== 'path' || isNamed || isKept(binding, place)) continue;
    const slot = slotAt(operation, 'path', parameter.name);
    // What names no item itself, such as a kind or a region, is where the item was found.
    const where = binding.target?.shownBy.testCase.arguments.path[parameter.name];
    if (where !== undefined && accepts(slot, where))
      binding.call = { ...binding.call, path: { ...binding.call.path, [parameter.name]: where } };
    else if (isOpen(slot)) unbound.push(place);
  }
}

/** The position of a resource's key in a path; -1 where it has none. */
const depthOf = (resource: Resource, operation: Operation): number => {
  const [name] = keyParameters(resource, operation.path);
  return name === undefined ? -1 : operation.path.indexOf(`{${name}}`);
};

/** The parent, or a parent of the parent, that is of a resource. */
function ancestorIn(item: KnownItem | undefined, resource: Resource): KnownItem | undefined {
  for (let at = item?.parent; at !== undefined; at = at.parent) if (at.resource === resource) return at;
  return undefined;
}

/** Whether a parameter accepts more than listed values, so that a sampled one may refer to nothing. */
function isOpen(slot: Slot | undefined): boolean {
  const schema = slot?.use.normal.schema;
  if (typeof schema !== 'object') return true;
  return schema['enum'] === undefined && schema['const'] === undefined;
}
