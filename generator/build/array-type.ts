import type { TypeExpression } from '../contract/model.ts';
import { child } from '../json/pointer.ts';
import type { Pointer } from '../json/types.ts';
import { has, membersOf, type RawSchema, type TypeReader } from './type-reader.ts';

/** The type of an array schema: a tuple where it has `prefixItems`. */
export function arrayType(reader: TypeReader, raw: RawSchema, pointer: Pointer): TypeExpression {
  const count = (keyword: string, absent: number) => {
    const value = raw[keyword];
    return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : absent;
  };
  const minItems = count('minItems', 0);
  const maxItems = count('maxItems', Number.POSITIVE_INFINITY);
  const items: TypeExpression = has(raw, 'items')
    ? reader.usage(child(pointer, 'items'))
    : { kind: 'unknown' };
  const prefix = membersOf(raw, pointer, 'prefixItems').map((place) => reader.usage(place));
  if (prefix.length === 0) return { kind: 'array', items, minItems, maxItems };
  const closed = raw['items'] === false || maxItems <= prefix.length;
  return {
    kind: 'tuple',
    items: prefix.slice(0, maxItems),
    required: Math.min(minItems, prefix.length),
    ...(closed ? {} : { rest: items }),
  };
}
