import type { JsonObject } from '../json/types.ts';
import {
  type Atom,
  type Constraint,
  constraint,
  listBelow,
  literalAtom,
  only,
  type Polarised,
  type Reading,
} from './atoms.ts';
import type { ForeignNames, SchemaNode } from './node.ts';

type Read = (schema: JsonObject, reading: Reading) => readonly Constraint[];

const yes = (polarity: Polarised) => (each: SchemaNode) => literalAtom(polarity, each, true);
const no = (polarity: Polarised) => (each: SchemaNode) => literalAtom(polarity, each, false);

/** Every branch holds. */
export const allOf: Read = (_, { node, polarity }) => {
  const all = listBelow(node, 'allOf');
  const fails = all.map((each) => [literalAtom(polarity, each, false)]);
  return all.length === 0 ? [] : [constraint('allOf', all.map(yes(polarity)), fails)];
};

/** Some branch holds. */
export const anyOf: Read = (_, { node, polarity }) => {
  const any = listBelow(node, 'anyOf');
  if (any.length === 0) return [];
  const alternatives = any.map((each) => ({ atoms: [literalAtom(polarity, each, true)] }));
  return [constraint('anyOf', [{ kind: 'or', alternatives, ...polarity }], [any.map(no(polarity))])];
};

/** One branch holds and no other, or any, where the union means that. */
export const oneOf: Read = (_, { node, polarity }) => {
  const one = listBelow(node, 'oneOf');
  if (one.length === 0) return [];
  const foreign = node.space.overlap(node);
  return [foreign === undefined ? exactlyOne(one, polarity) : anyApart(node, one, foreign, polarity)];
};

/** A `oneOf` as it is written. */
function exactlyOne(one: readonly SchemaNode[], polarity: Polarised): Constraint {
  const [holds, fails] = [yes(polarity), no(polarity)];
  const unchosen = no({ ...polarity, sibling: polarity.sender });
  const pairs = one.flatMap((left, index) =>
    one.slice(index + 1).map((right) => [holds(left), holds(right)]),
  );
  const alternatives = one.map((chosen) => ({
    atoms: [holds(chosen), ...one.filter((each) => each !== chosen).map(unchosen)],
  }));
  return constraint('oneOf', [{ kind: 'or', alternatives, ...polarity }], [one.map(fails), ...pairs]);
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

/** The schema does not hold. */
export const not: Read = (_, { node, polarity }) => {
  const refused = node.space.below(node, 'not');
  return [
    constraint('not', [literalAtom(polarity, refused, false)], [[literalAtom(polarity, refused, true)]]),
  ];
};

/** What `if`, `then` and `else` say. */
export const conditions: Read = (schema, { node, polarity }) => {
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
};
