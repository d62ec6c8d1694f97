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
  type SomeMember,
} from './atoms.ts';
import { closingsOf } from './closing.ts';
import type { SchemaNode } from './node.ts';

const object = only('object');
const strings = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];
const keysOf = (value: unknown): readonly string[] => Object.keys(isObject(value) ? value : {});

/** What the keywords of objects say. */
export const objectConstraints = (
  node: SchemaNode,
  schema: JsonObject,
  polarity: Polarised,
): readonly Constraint[] => [
  ...members(node, schema, polarity),
  ...unevaluated(node, polarity),
  ...required(node, schema, polarity),
  ...propertyNames(node, schema, polarity),
  ...dependents(node, schema, polarity),
];

const some = (member: SomeMember): Atom => ({ kind: 'someMember', some: member });

function members(node: SchemaNode, schema: JsonObject, polarity: Polarised): readonly Constraint[] {
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
    blame: { pointer: child(node.pointer, keyword), keyword, ...(member === undefined ? {} : { member }) },
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
}

const required = (node: SchemaNode, schema: JsonObject, polarity: Polarised): readonly Constraint[] =>
  [...new Set(strings(schema['required']))].map((name) => ({
    keyword: 'required',
    holds: [{ kind: 'present', name, literal: undefined, declared: polarity.sender }],
    fails: [
      {
        atoms: [object, { kind: 'absent', name }],
        blame: { pointer: child(node.pointer, 'required'), keyword: 'required', member: name },
      },
    ],
  }));

function propertyNames(node: SchemaNode, schema: JsonObject, polarity: Polarised): readonly Constraint[] {
  if (schema['propertyNames'] === undefined) return [];
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
}

function dependents(node: SchemaNode, schema: JsonObject, polarity: Polarised): readonly Constraint[] {
  const found: Constraint[] = [];
  const or = (alternatives: readonly Alternative[]): Atom => ({ kind: 'or', alternatives, ...polarity });
  const others: Atom = { kind: 'kinds', kinds: complement(new Set(['object'])) };
  const add = (keyword: string, name: string, holds: readonly Atom[], fails: Atom): void => {
    const present: Atom = { kind: 'present', name, literal: undefined };
    const absent: Atom = { kind: 'absent', name };
    found.push(
      constraint(
        keyword,
        [or([{ atoms: [others] }, { atoms: [absent] }, { atoms: [present, ...holds] }])],
        [[object, present, fails]],
      ),
    );
  };
  const names = schema['dependentRequired'];
  for (const [name, needs] of Object.entries(isObject(names) ? names : {})) {
    add(
      'dependentRequired',
      name,
      strings(needs).map((each) => ({ kind: 'present', name: each, literal: undefined })),
      or(strings(needs).map((each) => ({ atoms: [{ kind: 'absent', name: each }] }))),
    );
  }
  for (const name of keysOf(schema['dependentSchemas'])) {
    const target = node.space.below(node, 'dependentSchemas', name);
    add(
      'dependentSchemas',
      name,
      [literalAtom(polarity, target, true)],
      literalAtom(polarity, target, false),
    );
  }
  return found;
}

/** `unevaluatedProperties` closes what `$ref`, `allOf` and the branches in force leave open. */
function unevaluated(node: SchemaNode, polarity: Polarised): readonly Constraint[] {
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
}
