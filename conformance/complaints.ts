import type { Contract, Pointer, View } from '../generator/contract/model.ts';
import { createJudge } from '../generator/judge/judge.ts';
import { compile, type Validator } from '../generator/schema/compile.ts';
import type { Complaint } from './model.ts';

/** Judges values by the raw schema at a pointer, and explains by the rewritten one. */
export type Complaints = (pointer: Pointer, value: unknown, view?: View) => readonly Complaint[];

/**
 * The judge alone says valid or not; the schema stage says where and why. Where the two disagree the judge is
 * believed: `plumbline fuzz` exists to find such places.
 */
export function createComplaints(contract: Contract): Complaints {
  const judge = createJudge(contract.document, contract.dialect);
  const compiled = new Map<string, Validator>();
  const validator = (pointer: Pointer, view: View | undefined): Validator => {
    const key = `${view ?? ''} ${pointer}`;
    const known =
      compiled.get(key) ??
      compile(contract.document, contract.dialect, pointer, view === undefined ? {} : { view });
    compiled.set(key, known);
    return known;
  };
  return (pointer, value, view) => {
    // A view leaves members out that the raw schema asks for, which the judge cannot know.
    if (judge.accepts(pointer, value)) return [];
    const errors = validator(pointer, view).errors(value);
    if (errors.length > 0 || view !== undefined)
      return errors.map(({ keyword, keywordLocation, instanceLocation, message }) => ({
        keyword,
        keywordLocation,
        instanceLocation,
        message,
      }));
    return [{ keyword: 'schema', keywordLocation: pointer, instanceLocation: '', message: 'is not valid' }];
  };
}
