import { isObject } from '../../json/pointer.ts';
import { shorten } from '../../json/shorten.ts';
import { readerOf } from '../../schema/reader.ts';
import { overlapsOf } from '../../values/satisfy.ts';
import type { LintRule } from '../finding.ts';

/** Longer lists of branches are left alone: pairs grow with the square. */
const mostBranches = 40;

/** Two branches of a `oneOf` that one value satisfies together: that value is valid by neither of them alone, and refused. */
export const overlappingBranches: LintRule = ({ document, schemas }) => {
  const reader = readerOf(document, String(document['openapi']).startsWith('3.0') ? '3.0' : '3.1');
  return schemas.flatMap(({ schema, pointer }) => {
    const { oneOf } = schema;
    if (!Array.isArray(oneOf) || oneOf.length < 2 || oneOf.length > mostBranches) return [];
    // What stands beside the union may separate its branches, so the whole schema is examined.
    const [first, ...more] = overlapsOf(reader, { schema, at: pointer }).filter(
      ({ witness, left }) => witness !== undefined && left.startsWith(`${pointer}/oneOf/`),
    );
    if (first === undefined) return [];
    const index = (at: string): string => at.slice(`${pointer}/oneOf/`.length);
    const others = more.length === 0 ? '' : `, and ${more.length} more pairs`;
    const message = `branches ${index(first.left)} and ${index(first.right)} of the oneOf both take ${shown(first.witness)}, which is therefore refused${others}`;
    return [{ code: 'overlapping-branches', severity: 'warning', pointer: `${pointer}/oneOf`, message }];
  });
};

function shown(value: unknown): string {
  const text = JSON.stringify(isObject(value) || Array.isArray(value) ? value : (value ?? null));
  return shorten(text, 80);
}
