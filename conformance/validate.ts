import type { Contract, View } from '../generator/contract/model.ts';
import type { Pointer } from '../generator/json/types.ts';
import { createJudge, type Judge } from '../generator/judge/judge.ts';
import { compile, type ValidationError, type Validator } from '../generator/schema/compile.ts';

/** Validates a value against the schema at a pointer: no errors when it is valid. */
export type Validate = (pointer: Pointer, value: unknown, view: View) => readonly ValidationError[];

/**
 * The judge alone decides between valid and invalid, on the raw schema; the schema stage finds the place and the reason.
 * Where the two disagree the judge wins; `plumbline fuzz` exists to find such places. `plumbline lint` reports schemas
 * that the judge cannot compile: the schema stage alone validates those. A schema that neither compiles accepts everything.
 */
export function createValidate(contract: Contract): Validate {
  const validate = cached.get(contract) ?? compileFor(contract);
  cached.set(contract, validate);
  return validate;
}

/** Compiled once for a contract, for all its mocks and runs. */
const cached = new WeakMap<Contract, Validate>();

function compileFor(contract: Contract): Validate {
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
  const judged: Validate = (pointer, value, view) => {
    if (judge(view).accepts(pointer, value)) return [];
    const errors = validator(pointer, view).errors(value);
    if (errors.length > 0) return errors;
    return [{ keyword: 'schema', keywordLocation: pointer, instanceLocation: '', message: 'is not valid' }];
  };
  const explained: Validate = (pointer, value, view) => validator(pointer, view).errors(value);
  return whereCompiled(
    judged,
    whereCompiled(explained, () => []),
  );
}

/** Validates with the first function, and with the second where the first cannot compile the schema. */
function whereCompiled(validate: Validate, otherwise: Validate): Validate {
  const broken = new Set<string>();
  return (pointer, value, view) => {
    const key = `${view} ${pointer}`;
    if (broken.has(key)) return otherwise(pointer, value, view);
    try {
      return validate(pointer, value, view);
    } catch {
      broken.add(key);
      return otherwise(pointer, value, view);
    }
  };
}
