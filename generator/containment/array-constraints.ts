import type { JsonObject } from '../json/types.ts';
import {
  type Atom,
  type Constraint,
  constraint,
  listBelow,
  only,
  type Polarised,
  type Reading,
} from './atoms.ts';
import { evaluatedItems } from './closing.ts';
import type { SchemaNode } from './node.ts';

const finite = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const array = only('array');

type Read = (schema: JsonObject, reading: Reading) => readonly Constraint[];

/** No two items are equal. */
export const uniqueItems: Read = (schema) =>
  schema['uniqueItems'] !== true
    ? []
    : [
        constraint(
          'uniqueItems',
          [{ kind: 'unique', unique: true }],
          [[array, { kind: 'unique', unique: false }]],
        ),
      ];

/** What `prefixItems` and `items` say. */
export const items: Read = (schema, { node, polarity }) => {
  const prefix = listBelow(node, 'prefixItems');
  const rest = schema['items'] === undefined ? undefined : node.space.below(node, 'items');
  return prefix.length === 0 && rest === undefined ? [] : [positions('items', prefix, rest, polarity)];
};

/** Each listed item is as its schema says, those behind them as the one for the rest. */
function positions(
  keyword: string,
  prefix: readonly SchemaNode[],
  rest: SchemaNode | undefined,
  polarity: Polarised,
): Constraint {
  const literal = (each: SchemaNode, holds: boolean) => ({ ...polarity, node: each, holds });
  return constraint(
    keyword,
    [
      {
        kind: 'items',
        prefix: prefix.map((each) => literal(each, true)),
        rest: rest && literal(rest, true),
      },
    ],
    [
      ...prefix.map((each, index): readonly Atom[] => [
        array,
        { kind: 'item', index, literal: literal(each, false) },
      ]),
      ...(rest === undefined
        ? []
        : [[array, { kind: 'someItem' as const, from: prefix.length, literal: literal(rest, false) }]]),
    ],
  );
}

/** How many items are as `contains` says. */
export const contains: Read = (schema, { node, polarity }) => {
  if (schema['contains'] === undefined) return [];
  const literal = { ...polarity, node: node.space.below(node, 'contains'), holds: true };
  const many = (min: number, max: number): Atom => ({ kind: 'contains', literal, min, max });
  const min = finite(schema['minContains']) ? schema['minContains'] : 1;
  const max = finite(schema['maxContains']) ? schema['maxContains'] : Number.POSITIVE_INFINITY;
  return [
    constraint(
      'contains',
      [many(min, max)],
      [
        ...(min > 0 ? [[array, many(0, min - 1)]] : []),
        ...(max < Number.POSITIVE_INFINITY ? [[array, many(max + 1, Number.POSITIVE_INFINITY)]] : []),
      ],
    ),
  ];
};

/** `unevaluatedItems` speaks of the items behind those that `$ref` and `allOf` list. */
export const unevaluatedItems: Read = (schema, { node, polarity }) => {
  const keyword = 'unevaluatedItems';
  if (schema[keyword] === true) return [];
  const evaluated = evaluatedItems(node);
  if (evaluated === 'all') return [];
  if (evaluated === 'beyond') {
    const beyond: Atom = { kind: 'beyond', reason: 'unevaluatedItems beside a union, contains or if' };
    return [constraint(keyword, [beyond], [[array, beyond]])];
  }
  const anything = node.space.made(true, node.pointer);
  const listed = Array.from({ length: evaluated }, () => anything);
  return [positions(keyword, listed, node.space.below(node, keyword), polarity)];
};
