import type { JsonObject } from '../json/types.ts';
import {
  type Atom,
  type Constraint,
  constraint,
  listBelow,
  literalAtom,
  only,
  type Polarised,
} from './atoms.ts';
import type { ForeignNames, SchemaNode } from './node.ts';

/** What `allOf`, `anyOf`, `oneOf` and `not` say. */
export function applicators(
  node: SchemaNode,
  schema: JsonObject,
  polarity: Polarised,
): readonly Constraint[] {
  const yes = (each: SchemaNode) => literalAtom(polarity, each, true);
  const no = (each: SchemaNode) => literalAtom(polarity, each, false);
  const found: Constraint[] = [];
  const all = listBelow(node, 'allOf');
  if (all.length > 0)
    found.push(
      constraint(
        'allOf',
        all.map(yes),
        all.map((each) => [no(each)]),
      ),
    );
  const any = listBelow(node, 'anyOf');
  if (any.length > 0) {
    const alternatives = any.map((each) => ({ atoms: [yes(each)] }));
    found.push(constraint('anyOf', [{ kind: 'or', alternatives, ...polarity }], [any.map(no)]));
  }
  const one = listBelow(node, 'oneOf');
  if (one.length > 0) {
    const foreign = node.space.overlap(node);
    found.push(foreign === undefined ? exactlyOne(one, polarity) : anyApart(node, one, foreign, polarity));
  }
  if (schema['not'] !== undefined) {
    const refused = node.space.below(node, 'not');
    found.push(constraint('not', [no(refused)], [[yes(refused)]]));
  }
  return found;
}

/** A `oneOf` as it is written. */
function exactlyOne(one: readonly SchemaNode[], polarity: Polarised): Constraint {
  const yes = (each: SchemaNode) => literalAtom(polarity, each, true);
  const no = (each: SchemaNode) => literalAtom(polarity, each, false);
  const unchosen = (each: SchemaNode) => literalAtom({ ...polarity, sibling: polarity.sender }, each, false);
  const pairs = one.flatMap((left, index) => one.slice(index + 1).map((right) => [yes(left), yes(right)]));
  const alternatives = one.map((chosen) => ({
    atoms: [yes(chosen), ...one.filter((each) => each !== chosen).map(unchosen)],
  }));
  return constraint('oneOf', [{ kind: 'or', alternatives, ...polarity }], [one.map(no), ...pairs]);
}

/** A `oneOf` that means any of its branches, each without the names of the others. */
function anyApart(
  node: SchemaNode,
  one: readonly SchemaNode[],
  foreign: ForeignNames,
  polarity: Polarised,
): Constraint {
  const holds = one.map((chosen, index) => ({
    atoms: [
      literalAtom(polarity, chosen, true),
      ...(foreign[index] ?? []).map((name): Atom => ({ kind: 'absent', name })),
    ],
  }));
  // The name means something here: a sender that never heard of it does not use it.
  const anything = node.space.made(true, node.pointer);
  const fails = one.map((branch, index): Atom => {
    const used = (foreign[index] ?? []).map((name) => ({
      atoms: [
        only('object'),
        { kind: 'present', name, literal: { ...polarity, node: anything, holds: true } } as const,
      ],
    }));
    return {
      kind: 'or',
      alternatives: [{ atoms: [literalAtom(polarity, branch, false)] }, ...used],
      ...polarity,
    };
  });
  return constraint('oneOf', [{ kind: 'or', alternatives: holds, ...polarity }], [fails]);
}

/** What `if`, `then` and `else` say. */
export function conditions(node: SchemaNode, schema: JsonObject, polarity: Polarised): readonly Constraint[] {
  if (schema['if'] === undefined) return [];
  const literal = (keyword: 'if' | 'then' | 'else', holds: boolean) =>
    schema[keyword] === undefined ? [] : [literalAtom(polarity, node.space.below(node, keyword), holds)];
  if (schema['then'] === undefined && schema['else'] === undefined) return [];
  const alternatives = [
    { atoms: [...literal('if', true), ...literal('then', true)] },
    { atoms: [...literal('if', false), ...literal('else', true)] },
  ];
  return [
    constraint(
      'if',
      [{ kind: 'or', alternatives, ...polarity }],
      [
        ...(schema['then'] === undefined ? [] : [[...literal('if', true), ...literal('then', false)]]),
        ...(schema['else'] === undefined ? [] : [[...literal('if', false), ...literal('else', false)]]),
      ],
    ),
  ];
}
