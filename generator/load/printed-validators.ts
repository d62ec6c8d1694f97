import type { ValidateFunction } from 'ajv/dist/2020.js';
import type { Dialect } from '../contract/model.ts';

/** What is validated by a schema that others publish: documents by version, and their schemas by the meta-schema of 2020-12. */
export type OfficialSchema = Dialect | '2020-12';

/**
 * Validators of the official schemas as code that `npm run build` printed (`scripts/tools/build.ts` puts them in the place
 * of this table), each read when it is first used. From sources there are none: they are compiled when they are used.
 */
export const printedValidators: Readonly<Partial<Record<OfficialSchema, () => ValidateFunction>>> = {};
