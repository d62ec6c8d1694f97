import type { Contract } from '../contract/model.ts';
import { isObject, valueAt } from '../json/pointer.ts';
import type { Pointer } from '../json/types.ts';
import { membersOf } from './type-reader.ts';

/** The schemas that all branches of a union extend by `allOf`: what is known of a branch that is not listed. */
export function sharedBases({ document }: Contract, branches: readonly Pointer[]): readonly Pointer[] {
  const extended = branches.map((branch) => basesOf(document, branch));
  return [...new Set(extended.flat())].filter((base) => extended.every((own) => own.includes(base)));
}

/** The schemas that a branch extends. */
function basesOf(document: Contract['document'], branch: Pointer): readonly Pointer[] {
  const at = (pointer: Pointer): unknown => valueAt(document, pointer);
  const own = at(branch);
  const place = isObject(own) && typeof own['$ref'] === 'string' ? own['$ref'] : branch;
  const target = at(place);
  return membersOf(isObject(target) ? target : {}, place, 'allOf').flatMap((member) => {
    const part = at(member);
    return isObject(part) && typeof part['$ref'] === 'string' ? [part['$ref']] : [];
  });
}
