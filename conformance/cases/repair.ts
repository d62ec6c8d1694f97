import { child, isObject, tokensOf } from '../../generator/json/pointer.ts';
import type { Pointer } from '../../generator/json/types.ts';
import type { Arguments } from '../../generator/wire/message.ts';
import type { Rule } from '../model.ts';

/** How often the rules are applied: repairing one may break another. */
const rounds = 3;

/** Changes a call so that it satisfies the rules of requests; `undefined` where that fails. */
export function repairCall(rules: readonly Rule[], call: Arguments): Arguments | undefined {
  let repaired = call;
  for (let round = 0; round < rounds; round++) {
    const broken = rules.filter((rule) => rule.request?.(repaired).kind === 'fail');
    if (broken.length === 0) return repaired;
    for (const rule of broken) repaired = rule.repairRequest?.(repaired) ?? repaired;
  }
  return rules.some((rule) => rule.request?.(repaired).kind === 'fail') ? undefined : repaired;
}

/** The pointer of a place after the repair: unchanged items are the same objects, possibly at another index. */
export function relocate(pointer: Pointer, from: unknown, to: unknown): Pointer {
  let [old, current, place] = [from, to, ''];
  for (const token of tokensOf(pointer)) {
    old = memberOf(old, token);
    const moved = Array.isArray(current) && isObject(old) ? current.indexOf(old) : -1;
    const name = moved < 0 ? token : String(moved);
    current = memberOf(current, name);
    place = child(place, name);
  }
  return place;
}

const memberOf = (value: unknown, name: string): unknown =>
  Array.isArray(value)
    ? value[Number(name)]
    : isObject(value) && Object.hasOwn(value, name)
      ? value[name]
      : undefined;
