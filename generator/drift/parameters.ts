import type { SchemaNode } from '../containment/node.ts';
import type { Contract, Parameter } from '../contract/model.ts';
import { child, isObject, valueAt } from '../json/pointer.ts';
import { asText } from './as-text.ts';
import { onTheWire } from './change.ts';
import { type Comparison, type Place, polarityOf } from './comparison.ts';
import { comparePermissions, compareSpelling } from './parameter-spelling.ts';
import { compareSchemas } from './schemas.ts';

/** Compares the parameters of an operation: path, query, headers and cookies. */
export function compareParameters(comparison: Comparison, place: Place): void {
  const key = (parameter: Parameter, path: string): string =>
    // The name of a path parameter never reaches the wire; its position does.
    parameter.in === 'path'
      ? `path ${positionOf(path, parameter.name)}`
      : `${parameter.in} ${parameter.in === 'header' ? parameter.name.toLowerCase() : parameter.name}`;
  const [old, now] = [place.base.parameters, place.head.parameters];
  const before = new Map(spread(comparison.base, old, now).map((each) => [key(each, place.base.path), each]));
  const after = new Map(spread(comparison.head, now, old).map((each) => [key(each, place.head.path), each]));
  for (const [id, was] of before) {
    const is = after.get(id);
    if (is !== undefined) compareParameter(comparison, place, was, is);
    else {
      const elsewhere = [...after.values()].find(
        (other) => other.name === was.name && !before.has(key(other, place.head.path)),
      );
      removed(comparison, place, was, elsewhere);
    }
  }
  for (const [id, is] of after) {
    if (before.has(id)) continue;
    const moved = [...before.values()].some(
      (other) => other.name === is.name && !after.has(key(other, place.base.path)),
    );
    if (!moved || is.required) added(comparison, place, is);
  }
}

/**
 * Parameters as they are written: an object that is exploded in style `form` is a parameter for each of its members, which
 * matters where the other side does not have the object as such.
 */
function spread(
  contract: Contract,
  parameters: readonly Parameter[],
  others: readonly Parameter[],
): readonly Parameter[] {
  return parameters.flatMap((parameter): readonly Parameter[] => {
    const { schema, explode, style } = parameter;
    const isShared = others.some((other) => other.in === parameter.in && other.name === parameter.name);
    if (schema === undefined || isShared || parameter.in !== 'query' || style !== 'form' || !explode)
      return [parameter];
    const target = isObject(schema.raw) ? schema.raw['$ref'] : undefined;
    const pointer = typeof target === 'string' && target.startsWith('#/') ? target : schema.pointer;
    const raw = valueAt(contract.document, pointer);
    if (!isObject(raw) || !isObject(raw['properties']) || isObject(raw['additionalProperties']))
      return [parameter];
    const required = Array.isArray(raw['required']) ? raw['required'] : [];
    return Object.keys(raw['properties']).map((name) => ({
      ...parameter,
      name,
      required: parameter.required && required.includes(name),
      schema: contract.schemaAt(child(pointer, 'properties', name)),
    }));
  });
}

function removed(
  comparison: Comparison,
  place: Place,
  was: Parameter,
  elsewhere: Parameter | undefined,
): void {
  const polarity = polarityOf(place, 'request');
  const name = `${was.in} parameter \`${was.name}\``;
  // A receiver misses only what was required before.
  const breaking = polarity === 'request' || was.required;
  const gone =
    polarity === 'request'
      ? `the ${name} is gone: calls that send it are refused or get something else`
      : `the ${name} is not sent any more`;
  comparison.report({
    base: was.pointer,
    ...(elsewhere === undefined ? {} : { head: elsewhere.pointer }),
    operation: place.name,
    code: elsewhere === undefined ? 'parameter-removed' : 'parameter-moved',
    axis: 'wire',
    verdict: breaking ? 'breaking' : 'non-breaking',
    polarity,
    severity: breaking ? 'error' : 'warning',
    message: elsewhere === undefined ? gone : `the ${name} moved to ${elsewhere.in}: the old one is not read`,
    ...(breaking
      ? {
          witness: {
            where: `${place.name} ${was.in} ${was.name}`,
            value: polarity === 'request' ? `${was.name}=…` : `no ${was.in} parameter ${was.name}`,
            from: polarity === 'request' ? ('base' as const) : ('head' as const),
          },
          hint: 'Keep the old parameter beside the new one.',
        }
      : {}),
  });
}

function added(comparison: Comparison, place: Place, is: Parameter): void {
  const polarity = polarityOf(place, 'request');
  const breaking = polarity === 'request' && is.required;
  comparison.report({
    head: is.pointer,
    operation: place.name,
    code: is.required ? 'parameter-required-added' : 'parameter-added',
    ...onTheWire(breaking, polarity),
    message: `the ${is.in} parameter \`${is.name}\` is new${breaking ? ' and required: calls that leave it out are refused' : ''}`,
    ...(breaking
      ? {
          witness: { where: place.name, value: `no ${is.in} parameter ${is.name}`, from: 'base' },
          hint: 'Make it optional.',
        }
      : {}),
  });
}

function compareParameter(comparison: Comparison, place: Place, was: Parameter, is: Parameter): void {
  const polarity = polarityOf(place, 'request');
  const operation = place.name;
  const places = { base: was.pointer, head: is.pointer, operation };
  const name = `${was.in} parameter \`${was.name}\``;
  if (was.required !== is.required) {
    const breaking = (polarity === 'request') === is.required;
    const refused = breaking && is.required;
    comparison.report({
      ...places,
      code: is.required ? 'parameter-became-required' : 'parameter-became-optional',
      ...onTheWire(breaking, polarity),
      message: `the ${name} is ${is.required ? 'required' : 'optional'} now${refused ? ': calls that leave it out are refused' : breaking ? ' and may be missing' : ''}`,
      ...(breaking
        ? {
            witness: {
              where: operation,
              value: `no ${was.in} parameter ${was.name}`,
              from: polarity === 'request' ? ('base' as const) : ('head' as const),
            },
            hint: `Keep it ${is.required ? 'optional' : 'required'}.`,
          }
        : {}),
    });
  }
  if (was.deprecated !== is.deprecated) {
    comparison.report({
      ...places,
      code: is.deprecated ? 'parameter-deprecated' : 'parameter-not-deprecated',
      axis: 'behaviour',
      verdict: 'non-breaking',
      polarity: 'none',
      severity: 'info',
      message: `the ${name} is ${is.deprecated ? 'deprecated now' : 'not deprecated any more'}`,
    });
  }
  if (was.in === 'path' && was.name !== is.name) {
    comparison.report({
      ...places,
      code: 'path-parameter-renamed',
      axis: 'wire',
      verdict: 'non-breaking',
      polarity: 'none',
      severity: 'info',
      message: `the path parameter \`${was.name}\` is called \`${is.name}\` now; the URLs are the same`,
    });
  }
  comparePermissions(comparison, place, was, is);
  if (!compareSpelling(comparison, place, was, is)) return;
  const [old, now] = [was.schema ?? was.content?.schema, is.schema ?? is.content?.schema];
  if (old === undefined || now === undefined) return;
  compareSchemas(comparison, {
    base: old.pointer,
    head: now.pointer,
    polarity,
    where: `${operation} ${was.in} ${was.name}`,
    operation,
    ...(was.content === undefined && is.content === undefined
      ? {
          adapt: (sender: SchemaNode, receiver: SchemaNode) =>
            [sender, asText(receiver, { depth: 4, lists: true })] as const,
        }
      : {}),
  });
}

const positionOf = (path: string, name: string): number =>
  [...path.matchAll(/\{([^}]*)\}/g)].findIndex(([, each]) => each === name);
