import type { JsonObject } from '../json/types.ts';
import { type Constraint, constraint, listBelow, literalAtom, type Polarised } from './atoms.ts';
import type { SchemaNode } from './node.ts';

/** What `allOf`, `anyOf`, `oneOf` and `not` say. */
export function applicators(
  node: SchemaNode,
  schema: JsonObject,
  polarity: Polarised,
): readonly Constraint[] {
  const yes = (each: SchemaNode) => literalAtom(polarity, each, true);
  const no = (each: SchemaNode) => literalAtom(polarity, each, false);
  const unchosen = (each: SchemaNode) => literalAtom({ ...polarity, sibling: polarity.sender }, each, false);
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
    const isAny = node.space.isOverlapping(node);
    const pairs = isAny
      ? []
      : one.flatMap((left, index) => one.slice(index + 1).map((right) => [yes(left), yes(right)]));
    const alternatives = one.map((chosen) => ({
      atoms: [yes(chosen), ...(isAny ? [] : one.filter((each) => each !== chosen).map(unchosen))],
    }));
    found.push(constraint('oneOf', [{ kind: 'or', alternatives, ...polarity }], [one.map(no), ...pairs]));
  }
  if (schema['not'] !== undefined) {
    const refused = node.space.below(node, 'not');
    found.push(constraint('not', [no(refused)], [[yes(refused)]]));
  }
  return found;
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
