import { isObject } from '../../json/pointer.ts';
import { typeOf } from '../../json/type-of.ts';
import type { JsonSchema } from '../../json/types.ts';
import { decides } from '../keywords.ts';
import type { Body } from './body.ts';
import { literal, some, type Test } from './expressions.ts';

/** More values than these are looked up. */
const mostCompared = 4;

/** A condition that is true when a value equals one of these, and the list as an expression. */
export function listed(
  { writer }: Body,
  values: readonly unknown[],
  value: string,
): { readonly test: Test; readonly list: string } {
  const isScalar = (entry: unknown): boolean => typeof entry !== 'object' || entry === null;
  const scalars = values.filter(isScalar);
  const compared = (entries: readonly unknown[]): Test =>
    some(entries.map((entry): Test => [`${value} === ${literal(entry)}`, `${value} !== ${literal(entry)}`]));
  if (scalars.length === values.length && values.length > mostCompared) {
    const set = writer.constant('values', `new Set<unknown>(${literal(values)})`);
    return { test: [`${set}.has(${value})`, `!${set}.has(${value})`], list: `[...${set}]` };
  }
  const list = values.length > mostCompared ? writer.constant('values', literal(values)) : literal(values);
  const tests = scalars.length === 0 ? [] : [compared(scalars)];
  if (scalars.length < values.length) {
    const canonical = writer.helper('canonical');
    const others = literal(values.filter((entry) => !isScalar(entry)));
    const is = `${writer.constant('texts', `${others}.map(${canonical})`)}.includes(${canonical}(${value}))`;
    tests.push([is, `!${is}`]);
  }
  return { test: tests.length === 0 ? ['false', 'true'] : some(tests), list };
}

/** The scalars that a schema lists, when it says nothing else but their type. */
export function listedValues(schema: JsonSchema): readonly unknown[] | undefined {
  if (!isObject(schema)) return undefined;
  const asserted = Object.keys(schema).filter(decides);
  if (!asserted.every((keyword) => ['type', 'enum', 'const'].includes(keyword))) return undefined;
  if (Object.hasOwn(schema, 'const') === Object.hasOwn(schema, 'enum')) return undefined;
  const all = Object.hasOwn(schema, 'const') ? [schema['const']] : schema['enum'];
  if (!Array.isArray(all) || all.some((value) => typeof value === 'object' && value !== null))
    return undefined;
  if (!Object.hasOwn(schema, 'type')) return all;
  const types: readonly unknown[] = Array.isArray(schema['type']) ? schema['type'] : [schema['type']];
  return all.filter(
    (value) => types.includes(typeOf(value)) || (types.includes('integer') && Number.isInteger(value)),
  );
}
