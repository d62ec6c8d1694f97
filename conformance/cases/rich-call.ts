import { escapeInstanceToken, isObject, tokensOf, valueAt } from '../../generator/json/pointer.ts';
import type { Arguments } from '../../generator/wire/message.ts';
import { boundaryOf } from './edge-calls.ts';
import { holdsAt } from './holds.ts';
import { leavesOf, replaceAt } from './leaves.ts';
import { firstValue } from './rotation.ts';
import type { Sampler } from './sampler.ts';
import { asReceived } from './sendable.ts';
import { type Slot, withSlot } from './slots.ts';

/** Plain distinct words that any server stores unchanged: lower case, without spaces. */
const words = [
  'amber',
  'birch',
  'cedar',
  'delta',
  'ember',
  'fjord',
  'grove',
  'heath',
  'ivory',
  'jolly',
  'karst',
  'lilac',
];

const wordAt = (index: number): string => {
  const word = words[index % words.length] ?? 'amber';
  return index < words.length ? word : `${word}${Math.floor(index / words.length)}`;
};

/**
 * A valid call with all body members that are valid together, filled with plain values that no server has a reason to change, so
 * that later responses can be compared with them. Calls of another `variant` have other values.
 */
export function richCall(
  sampler: Sampler,
  variant: number,
  members: 'all' | 'required' = 'all',
): Arguments | undefined {
  const value = firstValue(sampler.discriminator);
  const least = sampler.leastCall(value);
  const slot = sampler.slots.find(({ kind }) => kind === 'body');
  if (least === undefined || slot === undefined || least.body === undefined) return least;
  const edges = boundaryOf(sampler, slot, value);
  const whole = (members === 'required' ? [] : edges)
    .filter(
      ({ label, value: each }) => label.pointer === '' && label.keyword === 'required' && isObject(each),
    )
    .sort((a, b) => sizeOf(b.value) - sizeOf(a.value))[0]?.value;
  const filled = varied(sampler, slot, whole ?? least.body.value, variant, value);
  const call = withSlot(least, slot, filled);
  return sampler.keepsRules(call) ? call : sampler.repaired(call);
}

const sizeOf = (value: unknown): number => (isObject(value) ? Object.keys(value).length : 0);

/** A value with each scalar replaced by a plain one that the schema accepts. */
function varied(
  sampler: Sampler,
  slot: Slot,
  base: unknown,
  variant: number,
  pinned: string | undefined,
): unknown {
  const { contract } = sampler;
  const accepts = holdsAt(contract, slot);
  const valid = (value: unknown): boolean => {
    const received = asReceived(contract, slot, value);
    return received !== undefined && accepts(received);
  };
  const edges = boundaryOf(sampler, slot, pinned);
  let value = base;
  const put = (path: readonly string[], candidates: readonly unknown[]): void => {
    for (const candidate of candidates) {
      const changed = replaceAt(value, path, candidate);
      if (!valid(changed)) continue;
      value = changed;
      return;
    }
  };
  // An empty list shows nothing, so an edge value with an item is used.
  for (const { label, value: edge } of edges) {
    const at = tokensOf(label.pointer);
    const list = valueAt(edge, label.pointer);
    const own = valueAt(value, label.pointer);
    if (Array.isArray(list) && list.length > 0 && Array.isArray(own) && own.length === 0)
      put(at, [list.slice(0, 2), list]);
  }
  const tag = sampler.discriminator?.propertyName;
  for (const [index, { path, leaf }] of leavesOf(value).entries()) {
    if (path.length === 1 && path[0] === tag) continue;
    const pointer = path.map((step) => `/${escapeInstanceToken(step)}`).join('');
    const listed = edges
      .filter(({ label }) => label.pointer === pointer && label.keyword !== 'type')
      .map((edge) => valueAt(edge.value, pointer))
      .filter((each) => each !== null && each !== leaf);
    // The variants use the listed values in rotation, the current one included.
    const times = typeof leaf === 'string' ? plausibleTimes(path, leaf, variant) : [];
    put(path, [
      ...times,
      ...candidatesFor(leaf, index, variant, listed.length === 0 ? [] : [...listed, leaf]),
    ]);
  }
  return value;
}

const endNames =
  /(^|_)(end|ends|until|to|due|deadline|expir\w*|stop|finish\w*|close\w*|return\w*)(_|$)|^(end|until|expir|due|stop|finish|return)|(End|Until|Expir|Due)/;
const startNames =
  /(^|_)(start|starts|from|begin|begins|open|opens|schedul\w*|depart\w*|pickup)(_|$)|^(start|begin|schedul|depart)|(Start|From|Begin|Schedul)/;

/** Times that servers accept: a start in the future, an end after it. `[]` for a leaf that is not a time, or another one. */
function plausibleTimes(path: readonly string[], leaf: string, variant: number): readonly string[] {
  const name = path.findLast((step) => !/^\d+$/.test(step)) ?? '';
  const isEnd = endNames.test(name);
  if (!/^\d{4}-\d\d-\d\d/.test(leaf) || !(isEnd || startNames.test(name))) return [];
  const day = `2040-0${1 + variant}-${isEnd ? '12' : '11'}`;
  return [`${day}T10:00:00Z`, day];
}

function candidatesFor(
  leaf: unknown,
  index: number,
  variant: number,
  listed: readonly unknown[],
): readonly unknown[] {
  const word = wordAt(index * 3 + variant);
  const number = 3 + ((index + variant * 2) % 7);
  const turned =
    listed.length === 0
      ? []
      : [...listed.slice(variant % listed.length), ...listed.slice(0, variant % listed.length)];
  const texts = [`${word}@example.com`, `https://${word}.example.com/a`, word];
  switch (typeof leaf) {
    case 'string':
      return [...texts.slice(2), ...texts.slice(0, 2), ...turned.filter((each) => typeof each === 'string')];
    case 'number':
      return [number + 0.25, number, number * 100, ...turned.filter((each) => typeof each === 'number')];
    case 'boolean':
      return [variant % 2 === 0];
    default:
      return leaf === null ? [word, number, ...turned, null] : [];
  }
}
