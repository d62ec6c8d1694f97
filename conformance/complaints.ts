import type { Contract, View } from '../generator/contract/model.ts';
import type { Pointer } from '../generator/json/types.ts';
import { createJudge, type Judge } from '../generator/judge/judge.ts';
import { compile, type Validator } from '../generator/schema/compile.ts';
import type { Complaint } from './model.ts';

/** Judges values by the raw schema at a pointer, and explains by the rewritten one. */
export type Complaints = (pointer: Pointer, value: unknown, view: View) => readonly Complaint[];

/**
 * The judge alone says valid or not; the schema stage says where and why. Where the two disagree the judge is
 * believed: `plumbline fuzz` exists to find such places. Of a schema that the judge cannot compile, of
 * which `plumbline lint` tells, the schema stage alone decides; one that it cannot compile either holds nobody to anything.
 */
export function createComplaints(contract: Contract): Complaints {
  const complaints = known.get(contract) ?? complaintsOf(contract);
  known.set(contract, complaints);
  return complaints;
}

/** What is compiled for a contract is of use to every mock and every run of it. */
const known = new WeakMap<Contract, Complaints>();

function complaintsOf(contract: Contract): Complaints {
  const judges = new Map<View, Judge>();
  const compiled = new Map<string, Validator>();
  const judge = (view: View): Judge => {
    const known = judges.get(view) ?? createJudge(contract.document, contract.dialect, view);
    judges.set(view, known);
    return known;
  };
  const validator = (pointer: Pointer, view: View): Validator => {
    const key = `${view} ${pointer}`;
    const known = compiled.get(key) ?? compile(contract.document, contract.dialect, pointer, { view });
    compiled.set(key, known);
    return known;
  };
  const judged: Complaints = (pointer, value, view) => {
    if (judge(view).accepts(pointer, value)) return [];
    const errors = validator(pointer, view).errors(value);
    if (errors.length > 0) return errors;
    return [{ keyword: 'schema', keywordLocation: pointer, instanceLocation: '', message: 'is not valid' }];
  };
  const explained: Complaints = (pointer, value, view) => validator(pointer, view).errors(value);
  return whereCompiled(
    judged,
    whereCompiled(explained, () => []),
  );
}

/** Complaints of one kind, and of another for schemas that the first cannot compile. */
function whereCompiled(complaints: Complaints, otherwise: Complaints): Complaints {
  const broken = new Set<string>();
  return (pointer, value, view) => {
    const key = `${view} ${pointer}`;
    if (broken.has(key)) return otherwise(pointer, value, view);
    try {
      return complaints(pointer, value, view);
    } catch {
      broken.add(key);
      return otherwise(pointer, value, view);
    }
  };
}
