import { child, isObject } from '../json/pointer.ts';
import type { JsonObject } from '../json/types.ts';
import {
  type Alternative,
  type Atom,
  type Constraint,
  complement,
  constraint,
  type Literal,
  literalAtom,
  type Members,
  only,
  type Polarised,
  type Reading,
  type SomeMember,
} from './atoms.ts';
import { closingsOf } from './closing.ts';
import type { SchemaNode } from './node.ts';

const object = only('object');
const strings = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];
const keysOf = (value: unknown): readonly string[] => Object.keys(isObject(value) ? value : {});

type Read = (schema: JsonObject, reading: Reading) => readonly Constraint[];

const some = (member: SomeMember): Atom => ({ kind: 'someMember', some: member });

/** What `properties`, `patternProperties` and `additionalProperties` say. */
export const members: Read = (schema, { node, polarity }) => {
  const lit = (holds: boolean, ...tokens: string[]): Literal => ({
    ...polarity,
    node: node.space.below(node, ...tokens),
    holds,
  });
  const names = keysOf(schema['properties']);
  const patterns = keysOf(schema['patternProperties']);
  const closes = schema['additionalProperties'] !== undefined;
  if (names.length === 0 && patterns.length === 0 && !closes) return [];
  const fail = (keyword: string, atom: Atom, member?: string): Alternative => ({
    atoms: [object, atom],
    violation: {
      pointer: child(node.pointer, keyword),
      keyword,
      ...(member === undefined ? {} : { member }),
    },
  });
  return [
    {
      keyword: 'properties',
      holds: [
        {
          kind: 'members',
          members: {
            named: new Map(names.map((name) => [name, lit(true, 'properties', name)])),
            patterns: patterns.map((pattern) => [pattern, lit(true, 'patternProperties', pattern)]),
            additional: closes ? lit(true, 'additionalProperties') : undefined,
            sender: polarity.sender,
          },
        },
      ],
      fails: [
        ...names.map((name) =>
          fail('properties', { kind: 'present', name, literal: lit(false, 'properties', name) }, name),
        ),
        ...patterns.map((matching) => {
          const value = lit(false, 'patternProperties', matching);
          return fail(
            'patternProperties',
            some({ matching, notNamed: [], notMatching: [], value }),
            matching,
          );
        }),
        ...(closes
          ? [
              fail(
                'additionalProperties',
                some({ notNamed: names, notMatching: patterns, value: lit(false, 'additionalProperties') }),
              ),
            ]
          : []),
      ],
    },
  ];
};

/** Members that must be there. */
export const required: Read = (schema, { node, polarity }) =>
  [...new Set(strings(schema['required']))].map((name) => ({
    keyword: 'required',
    holds: [{ kind: 'present', name, literal: undefined, declared: polarity.sender }],
    fails: [
      {
        atoms: [object, { kind: 'absent', name }],
        violation: { pointer: child(node.pointer, 'required'), keyword: 'required', member: name },
      },
    ],
  }));

/** What every name must be. */
export const propertyNames: Read = (_, { node, polarity }) => {
  const name = (holds: boolean): Literal => ({
    ...polarity,
    node: node.space.below(node, 'propertyNames'),
    holds,
  });
  return [
    constraint(
      'propertyNames',
      [{ kind: 'names', literal: name(true) }],
      [[object, some({ notNamed: [], notMatching: [], name: name(false) })]],
    ),
  ];
};

/** A member with a further requirement: `holds` with it, or the member is absent. */
function dependent(
  keyword: string,
  name: string,
  polarity: Polarised,
  holds: readonly Atom[],
  fails: Atom,
): Constraint {
  const others: Atom = { kind: 'kinds', kinds: complement(new Set(['object'])) };
  const present: Atom = { kind: 'present', name, literal: undefined };
  const absent: Atom = { kind: 'absent', name };
  const alternatives = [{ atoms: [others] }, { atoms: [absent] }, { atoms: [present, ...holds] }];
  return constraint(keyword, [{ kind: 'or', alternatives, ...polarity }], [[object, present, fails]]);
}

/** Members that require other members. */
export const dependentRequired: Read = (schema, { polarity }) => {
  const { dependentRequired: needs } = schema;
  return Object.entries(isObject(needs) ? needs : {}).map(([name, wanted]) => {
    const holds = strings(wanted).map((each): Atom => ({ kind: 'present', name: each, literal: undefined }));
    const alternatives = strings(wanted).map(
      (each): Alternative => ({ atoms: [{ kind: 'absent', name: each }] }),
    );
    return dependent('dependentRequired', name, polarity, holds, { kind: 'or', alternatives, ...polarity });
  });
};

/** Members that require the object to satisfy a schema. */
export const dependentSchemas: Read = (schema, { node, polarity }) =>
  keysOf(schema['dependentSchemas']).map((name) => {
    const target = node.space.below(node, 'dependentSchemas', name);
    return dependent(
      'dependentSchemas',
      name,
      polarity,
      [literalAtom(polarity, target, true)],
      literalAtom(polarity, target, false),
    );
  });

/** `unevaluatedProperties` closes what `$ref`, `allOf` and the branches in force leave open. */
export const unevaluatedProperties: Read = (_, { node, polarity }) => {
  const closings = closingsOf(node);
  if (closings === undefined) return [];
  const keyword = 'unevaluatedProperties';
  if (closings === 'beyond') {
    const beyond: Atom = { kind: 'beyond', reason: 'unevaluatedProperties beside many unions' };
    return [constraint(keyword, [beyond], [[object, beyond]])];
  }
  const everything = node.space.made(true, node.pointer);
  const rest = node.space.below(node, keyword);
  const lit = (each: SchemaNode, holds: boolean): Literal => ({ ...polarity, node: each, holds });
  const given = (literals: readonly (readonly [SchemaNode, boolean])[]): readonly Atom[] =>
    literals.map(([target, holds]) => literalAtom(polarity, target, holds));
  const closed = closings.map(({ literals, names, patterns }): Alternative => {
    const own: Members = {
      named: new Map(names.map((name) => [name, lit(everything, true)])),
      patterns: patterns.map((pattern) => [pattern, lit(everything, true)]),
      additional: lit(rest, true),
      sender: polarity.sender,
    };
    return { atoms: [...given(literals), { kind: 'members', members: own }] };
  });
  const [single] = closed;
  const holds: readonly Atom[] =
    closed.length === 1 && single !== undefined
      ? single.atoms
      : [{ kind: 'or', alternatives: closed, goal: false, sender: polarity.sender }];
  return [
    constraint(
      keyword,
      holds,
      closings.map(({ literals, names, patterns }) => [
        object,
        ...given(literals),
        some({ notNamed: names, notMatching: patterns, value: lit(rest, false) }),
      ]),
    ),
  ];
};
