import fc from 'fast-check';
import { arbitrary } from '../../../conformance/arbitraries/index.ts';
import { verdictOf } from '../../../conformance/fuzz/engine.ts';
import { fuzzValues } from '../../../conformance/fuzz/values.ts';
import { DiagnosticError } from '../../../generator/contract/diagnostics.ts';
import type { Contract, View } from '../../../generator/contract/model.ts';
import type { Pointer } from '../../../generator/json/types.ts';
import { createJudge } from '../../../generator/judge/judge.ts';
import { createThirdJudge } from '../../../generator/judge/third.ts';
import { modelsOf } from '../../../generator/print/models.ts';

/** What came of trying values on the validators of a package. */
export interface Judged {
  readonly schemas: number;
  readonly values: number;
  readonly accepted: number;
  /** Values on which Ajv and an engine that follows the specification to the letter differ, and this is of our mind. */
  readonly outvoted: number;
  /** Values that Ajv cannot judge: it does not compile the schema. */
  readonly unjudged: number;
  readonly disagreements: readonly string[];
}

const perSchema = 10;

/** Tries values of every model, good and spoilt, on the package's own validators and on Ajv. */
export async function disagreementsOf(
  contract: Contract,
  validators: Readonly<Record<string, unknown>>,
): Promise<Judged> {
  const { document, dialect } = contract;
  const disagreements: string[] = [];
  let values = 0;
  let accepted = 0;
  let outvoted = 0;
  let unjudged = 0;
  const models = modelsOf(contract).list;
  for (const { name, view, schema } of models) {
    const { pointer } = schema.use;
    const accepts = validators[`is${name}`];
    // Forms that stand in an operation have no validator: the client that builds them judges them.
    if (/content\/(multipart~1|application~1x-www-form-urlencoded)/i.test(pointer)) continue;
    if (typeof accepts !== 'function') {
      disagreements.push(`is${name} is missing`);
      continue;
    }
    const ajv = createJudge(renamed(document), dialect, view);
    for (const value of valuesOf(contract, pointer, view)) {
      const own: unknown = accepts(structuredClone(value));
      const want = verdictOf(ajv, renamed(pointer), renamed(value));
      if (want === undefined) {
        unjudged++;
        continue;
      }
      values++;
      if (want) accepted++;
      if (own === want) continue;
      const exact = await createThirdJudge(document, dialect, [pointer]);
      if (verdictOf(exact, pointer, value) === own) outvoted++;
      else disagreements.push(`${pointer}: is${name}(${JSON.stringify(value)}) is ${own}`);
    }
  }
  return { schemas: models.length, values, accepted, outvoted, unjudged, disagreements };
}

/** Ajv passes over members named `__proto__`; for it they go by another name of the same length. */
const renamed = <T>(part: T): T => JSON.parse(JSON.stringify(part).replaceAll('__proto__', '__prOto__'));

function valuesOf(contract: Contract, pointer: Pointer, view: View): readonly unknown[] {
  const { document, dialect } = contract;
  try {
    const valid = arbitrary(
      { $ref: pointer },
      { document, dialect: dialect === '3.0' ? '3.0' : '2020-12', view, size: 'least' },
    );
    return fc
      .sample(fuzzValues({ valid, boundary: [] }), { numRuns: perSchema, seed: 1 })
      .map(({ value }) => value);
  } catch (cause) {
    // No value exists, or none was found: whatever is tried is refused by both.
    if (!(cause instanceof DiagnosticError)) throw cause;
    return fc.sample(fuzzValues({ boundary: [] }), { numRuns: perSchema, seed: 1 }).map(({ value }) => value);
  }
}
