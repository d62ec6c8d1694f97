import type { Parameter } from '../contract/model.ts';
import { isObject } from '../contract/pointer.ts';
import { type Comparison, type Place, polarityOf } from './comparison.ts';
import { containment } from './containment/contain.ts';
import type { SchemaNode } from './containment/node.ts';
import { flatten } from './flat.ts';
import { compareSchemas } from './schemas.ts';

/** Compares what callers write into path, query, headers and cookies. */
export function compareParameters(comparison: Comparison, place: Place): void {
  const polarity = polarityOf(place, 'request');
  const operation = place.name;
  const key = (parameter: Parameter, path: string): string =>
    // The name of a path parameter never reaches the wire; its position does.
    parameter.in === 'path'
      ? `path ${positionOf(path, parameter.name)}`
      : `${parameter.in} ${parameter.in === 'header' ? parameter.name.toLowerCase() : parameter.name}`;
  const before = new Map(place.base.parameters.map((each) => [key(each, place.base.path), each]));
  const after = new Map(place.head.parameters.map((each) => [key(each, place.head.path), each]));
  for (const [id, was] of before) {
    const is = after.get(id);
    const name = `${was.in} parameter \`${was.name}\``;
    if (is === undefined) {
      const elsewhere = place.head.parameters.find(
        (other) => other.name === was.name && !before.has(key(other, place.head.path)),
      );
      comparison.report({
        base: was.pointer,
        ...(elsewhere === undefined ? {} : { head: elsewhere.pointer }),
        operation,
        code: elsewhere === undefined ? 'parameter-removed' : 'parameter-moved',
        axis: 'wire',
        verdict: 'breaking',
        polarity,
        severity: 'error',
        message:
          elsewhere === undefined
            ? `the ${name} is gone: calls that send it are refused or get something else`
            : `the ${name} moved to ${elsewhere.in}: the old one is not read`,
        witness: { where: `${operation} ${was.in} ${was.name}`, value: `${was.name}=…`, from: 'base' },
        hint: 'Keep reading the old parameter beside the new one.',
      });
      continue;
    }
    compareParameter(comparison, place, was, is, name);
  }
  for (const [id, is] of after) {
    if (before.has(id)) continue;
    const moved = place.base.parameters.some(
      (other) => other.name === is.name && !after.has(key(other, place.base.path)),
    );
    if (moved && !is.required) continue;
    comparison.report({
      head: is.pointer,
      operation,
      code: is.required ? 'parameter-required-added' : 'parameter-added',
      axis: 'wire',
      verdict: is.required ? 'breaking' : 'non-breaking',
      polarity,
      severity: is.required ? 'error' : 'info',
      message: `the ${is.in} parameter \`${is.name}\` is new${is.required ? ' and required: calls that leave it out are refused' : ''}`,
      ...(is.required
        ? {
            witness: { where: operation, value: `no ${is.in} parameter ${is.name}`, from: 'base' },
            hint: 'Make it optional.',
          }
        : {}),
    });
  }
}

function compareParameter(
  comparison: Comparison,
  place: Place,
  was: Parameter,
  is: Parameter,
  name: string,
): void {
  const polarity = polarityOf(place, 'request');
  const operation = place.name;
  const places = { base: was.pointer, head: is.pointer };
  if (was.required !== is.required) {
    comparison.report({
      ...places,
      operation,
      code: is.required ? 'parameter-became-required' : 'parameter-became-optional',
      axis: 'wire',
      verdict: is.required ? 'breaking' : 'non-breaking',
      polarity,
      severity: is.required ? 'error' : 'info',
      message: `the ${name} is ${is.required ? 'required now: calls that leave it out are refused' : 'optional now'}`,
      ...(is.required
        ? {
            witness: { where: operation, value: `no ${was.in} parameter ${was.name}`, from: 'base' as const },
            hint: 'Keep it optional.',
          }
        : {}),
    });
  }
  if (was.deprecated !== is.deprecated) {
    comparison.report({
      ...places,
      operation,
      code: is.deprecated ? 'parameter-deprecated' : 'parameter-not-deprecated',
      axis: 'behaviour',
      verdict: 'non-breaking',
      polarity: 'none',
      severity: 'info',
      message: `the ${name} is ${is.deprecated ? 'deprecated now' : 'not deprecated any more'}`,
    });
  }
  const styled = was.style !== is.style || was.explode !== is.explode;
  if (styled && !sameSpelling(comparison, was, is)) {
    comparison.report({
      ...places,
      operation,
      code: 'parameter-style-changed',
      axis: 'wire',
      verdict: 'breaking',
      polarity,
      severity: 'error',
      message: `the ${name} is written in style ${is.style}${is.explode ? ', exploded' : ''} now, was ${was.style}${was.explode ? ', exploded' : ''}`,
      hint: 'Keep the style.',
    });
  }
  if (was.in === 'path' && was.name !== is.name) {
    comparison.report({
      ...places,
      operation,
      code: 'path-parameter-renamed',
      axis: 'wire',
      verdict: 'non-breaking',
      polarity: 'none',
      severity: 'info',
      message: `the path parameter \`${was.name}\` is called \`${is.name}\` now; the URLs are the same`,
    });
  }
  const [old, now] = [was.schema ?? was.content?.schema, is.schema ?? is.content?.schema];
  if (old === undefined || now === undefined) return;
  compareSchemas(comparison, {
    base: old.pointer,
    head: now.pointer,
    polarity,
    where: `${operation} ${was.in} ${was.name}`,
    operation,
    ...(was.content === undefined && is.content === undefined
      ? { adapt: (sender: SchemaNode, receiver: SchemaNode) => [sender, asText(receiver)] as const }
      : {}),
  });
}

/** Style matters to arrays and objects; a single text is written the same way in most. */
function sameSpelling(comparison: Comparison, was: Parameter, is: Parameter): boolean {
  if (was.schema === undefined || is.schema === undefined) return true;
  const own = (parameter: Parameter): string =>
    parameter.style === 'label' || parameter.style === 'matrix' || parameter.style === 'deepObject'
      ? parameter.style
      : 'plain';
  if (own(was) !== own(is)) return false;
  const scalars = { type: ['string', 'number', 'boolean', 'null'] };
  return (['base', 'head'] as const).every((side) => {
    const pointer = side === 'base' ? was.schema?.pointer : is.schema?.pointer;
    if (pointer === undefined) return true;
    const space = comparison.space(side, 'request');
    return containment(space.at(pointer), space.made(scalars, '#'), { lens: 'strict' }).kind === 'contained';
  });
}

/** On the wire a number is text: a receiver that takes every text takes every number and truth value. */
function asText(receiver: SchemaNode): SchemaNode {
  const { space } = receiver;
  const takesEvery = (type: string, schema: SchemaNode): boolean =>
    containment(space.made({ type }, `${receiver.pointer}#${type}`), schema, {
      lens: 'strict',
      maxSteps: 2_000,
    }).kind === 'contained';
  const [item] = flatten([receiver]).items;
  const single = item !== undefined && isObject(item.schema) ? [item] : [];
  const extra = [
    ...(takesEvery('string', receiver) ? [{ type: ['number', 'boolean'] }] : []),
    // An array of one item is written as the item.
    ...single.map(({ schema }) => schema),
  ];
  if (extra.length === 0) return receiver;
  const where = isObject(receiver.schema) ? receiver.schema : {};
  // Built beside the original, so that keywords that refuse keep their place.
  const node = space.made({ anyOf: [where, ...extra] }, receiver.pointer);
  const below = new Map<string, SchemaNode>();
  below.set('0', receiver);
  for (const [index, schema] of extra.entries())
    below.set(String(index + 1), space.made(schema, `${receiver.pointer}#${index}`));
  const adapted: SchemaNode = {
    ...node,
    space: {
      ...space,
      identity: (each) =>
        each === adapted ? `adapted ${space.identity(receiver)} ${extra.length}` : space.identity(each),
      below: (each, ...tokens) =>
        each === adapted && tokens[0] === 'anyOf'
          ? (below.get(String(tokens[1])) ?? receiver)
          : space.below(each, ...tokens),
    },
  };
  return adapted;
}

const positionOf = (path: string, name: string): number =>
  [...path.matchAll(/\{([^}]*)\}/g)].findIndex(([, each]) => each === name);
