/** Values for any schema: valid, at the boundary, and wrong in exactly one place. */

export { type FilePart, isFilePart } from '../../generator/schema/plan/file-part.ts';
export { arbitrary } from './arbitrary.ts';
export type { ArbitraryOptions, SchemaOptions, Size } from './options.ts';
