import { child } from '../json/pointer.ts';
import type { JsonObject } from '../json/types.ts';
import { applicators, conditions } from './applicator-constraints.ts';
import { arrayConstraints } from './array-constraints.ts';
import {
  type Atom,
  type Constraint,
  complement,
  constraint,
  type Kind,
  kinds,
  type Literal,
  literalAtom,
  only,
  type Polarised,
} from './atoms.ts';
import { typesOf } from './canonical.ts';
import type { SchemaNode } from './node.ts';
import { objectConstraints } from './object-constraints.ts';

const numbers: Atom = { kind: 'kinds', kinds: new Set<Kind>(['integer', 'fraction']) };
const finite = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

const known = new WeakMap<SchemaNode, Map<string, readonly Atom[]>>();

/** What a literal says of its value, one keyword deep. */
export function atomsOf(literal: Literal): readonly Atom[] {
  const { holds, goal, sender, sibling = false, node } = literal;
  const key = `${holds} ${goal} ${sender} ${sibling}`;
  const before = known.get(node)?.get(key);
  if (before !== undefined) return before;
  const atoms = read(literal);
  const all = known.get(node) ?? new Map<string, readonly Atom[]>();
  known.set(node, all.set(key, atoms));
  return atoms;
}

function read(literal: Literal): readonly Atom[] {
  const { node, holds, goal, sender, sibling = false } = literal;
  if (typeof node.schema === 'boolean') {
    return node.schema === holds ? [] : [{ kind: 'or', alternatives: [], goal, sender }];
  }
  const constraints = constraintsOf(node, node.schema, { goal, sender, sibling });
  if (holds) return constraints.flatMap((each) => each.holds);
  const alternatives = constraints.flatMap(({ keyword, fails }) =>
    fails.map((alternative) => ({
      ...alternative,
      ...(goal && alternative.blame === undefined
        ? { blame: { pointer: child(node.pointer, keyword), keyword } }
        : {}),
    })),
  );
  return [{ kind: 'or', alternatives, goal, sender }];
}

const constraintsOf = (node: SchemaNode, schema: JsonObject, polarity: Polarised): readonly Constraint[] => [
  ...references(node, schema, polarity),
  ...values(schema),
  ...bounds(schema),
  ...texts(schema),
  ...arrayConstraints(node, schema, polarity),
  ...objectConstraints(node, schema, polarity),
  ...applicators(node, schema, polarity),
  ...conditions(node, schema, polarity),
];

function references(node: SchemaNode, schema: JsonObject, polarity: Polarised): readonly Constraint[] {
  const found: Constraint[] = [];
  const { $ref } = schema;
  if (typeof $ref === 'string') {
    const target = node.space.target($ref);
    const beyond: Atom = { kind: 'beyond', reason: `$ref ${$ref}` };
    found.push(
      target === undefined
        ? constraint('$ref', [beyond], [[beyond]])
        : constraint('$ref', [literalAtom(polarity, target, true)], [[literalAtom(polarity, target, false)]]),
    );
  }
  if (schema['$dynamicRef'] !== undefined) {
    const beyond: Atom = { kind: 'beyond', reason: '$dynamicRef' };
    found.push(constraint('$dynamicRef', [beyond], [[beyond]]));
  }
  return found;
}

/** The kinds that `type` allows. */
function allowedKinds(schema: JsonObject): ReadonlySet<Kind> | undefined {
  const types = typesOf(schema);
  if (types.length === 0) return undefined;
  return new Set(
    types.flatMap((type): readonly Kind[] =>
      type === 'number' ? ['integer', 'fraction'] : kinds.filter((kind) => kind === type),
    ),
  );
}

function values(schema: JsonObject): readonly Constraint[] {
  const allowed = allowedKinds(schema);
  const lists = [
    ...(Object.hasOwn(schema, 'const') ? [['const', [schema['const']]] as const] : []),
    ...(Array.isArray(schema['enum']) ? [['enum', schema['enum'] as unknown[]] as const] : []),
  ];
  return [
    ...(allowed === undefined
      ? []
      : [
          constraint(
            'type',
            [{ kind: 'kinds', kinds: allowed }],
            [[{ kind: 'kinds', kinds: complement(allowed) }]],
          ),
        ]),
    ...lists.map(([keyword, list]) =>
      constraint(
        keyword,
        [{ kind: 'oneOfValues', values: list }],
        [[{ kind: 'noneOfValues', values: list }]],
      ),
    ),
  ];
}

const numberBounds = [
  ['minimum', 'min', 'below'],
  ['exclusiveMinimum', 'above', 'max'],
  ['maximum', 'max', 'above'],
  ['exclusiveMaximum', 'below', 'min'],
  ['multipleOf', 'multiple', 'notMultiple'],
] as const;
const lengthBounds = [
  ['minLength', 'maxLength', 'string'],
  ['minItems', 'maxItems', 'array'],
  ['minProperties', 'maxProperties', 'object'],
] as const;

function bounds(schema: JsonObject): readonly Constraint[] {
  const found: Constraint[] = [];
  for (const [keyword, rule, broken] of numberBounds) {
    const value = schema[keyword];
    if (!finite(value)) continue;
    found.push(
      constraint(
        keyword,
        [{ kind: 'number', rule, value }],
        [[numbers, { kind: 'number', rule: broken, value }]],
      ),
    );
  }
  for (const [least, most, of] of lengthBounds) {
    const [min, max] = [schema[least], schema[most]];
    const bound = (rule: 'min' | 'max', value: number): Atom => ({ kind: 'length', of, rule, value });
    if (finite(min) && min > 0)
      found.push(constraint(least, [bound('min', min)], [[only(of), bound('max', min - 1)]]));
    if (finite(max)) found.push(constraint(most, [bound('max', max)], [[only(of), bound('min', max + 1)]]));
  }
  return found;
}

function texts({ pattern, format }: JsonObject): readonly Constraint[] {
  return [
    ...(typeof pattern === 'string'
      ? [
          constraint(
            'pattern',
            [{ kind: 'pattern', pattern, matches: true }],
            [[only('string'), { kind: 'pattern', pattern, matches: false }]],
          ),
        ]
      : []),
    // A format decides nothing, but a witness that keeps to it convinces those who check formats as well.
    ...(typeof format === 'string' ? [constraint('format', [{ kind: 'format', format }], [])] : []),
  ];
}
