import { child } from '../json/pointer.ts';
import type { JsonObject } from '../json/types.ts';
import { type SchemaVisitor, visitSchema } from '../schema/visit.ts';
import { allOf, anyOf, conditions, not, oneOf } from './applicator-constraints.ts';
import { contains, items, unevaluatedItems, uniqueItems } from './array-constraints.ts';
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
  type Reading,
} from './atoms.ts';
import { typesOf } from './canonical.ts';
import type { SchemaNode } from './node.ts';
import {
  dependentRequired,
  dependentSchemas,
  members,
  propertyNames,
  required,
  unevaluatedProperties,
} from './object-constraints.ts';

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
  const constraints = visitSchema(node.schema, reader, { node, polarity: { goal, sender, sibling } }).flat();
  if (holds) return constraints.flatMap((each) => each.holds);
  const alternatives = constraints.flatMap(({ keyword, fails }) =>
    fails.map((alternative) => ({
      ...alternative,
      ...(goal && alternative.violation === undefined
        ? { violation: { pointer: child(node.pointer, keyword), keyword } }
        : {}),
    })),
  );
  return [{ kind: 'or', alternatives, goal, sender }];
}

/** What each keyword says of a value, and every way to break it, in the order in which the search tries them. */
const reader: SchemaVisitor<readonly Constraint[], Reading> = {
  $ref: references,
  $dynamicRef: references,
  type: values,
  const: values,
  enum: values,
  minimum: bounds,
  maximum: bounds,
  exclusiveMinimum: bounds,
  exclusiveMaximum: bounds,
  multipleOf: bounds,
  minLength: bounds,
  maxLength: bounds,
  minItems: bounds,
  maxItems: bounds,
  minProperties: bounds,
  maxProperties: bounds,
  pattern: texts,
  format: texts,
  uniqueItems,
  prefixItems: items,
  items,
  contains,
  minContains: contains,
  maxContains: contains,
  unevaluatedItems,
  properties: members,
  patternProperties: members,
  additionalProperties: members,
  unevaluatedProperties,
  required,
  propertyNames,
  dependentRequired,
  dependentSchemas,
  allOf,
  anyOf,
  oneOf,
  not,
  if: conditions,
  then: conditions,
  else: conditions,
};

function references(schema: JsonObject, { node, polarity }: Reading): readonly Constraint[] {
  const { space, pointer } = node;
  const refer = (keyword: string, target: SchemaNode | undefined): Constraint => {
    const beyond: Atom = { kind: 'beyond', reason: `${keyword} ${schema[keyword]}` };
    return target === undefined
      ? constraint(keyword, [beyond], [[beyond]])
      : constraint(keyword, [literalAtom(polarity, target, true)], [[literalAtom(polarity, target, false)]]);
  };
  const { $ref, $dynamicRef } = schema;
  return [
    ...(typeof $ref === 'string' ? [refer('$ref', space.target($ref, pointer))] : []),
    ...(typeof $dynamicRef === 'string'
      ? [refer('$dynamicRef', space.dynamicTarget($dynamicRef, pointer))]
      : []),
  ];
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
