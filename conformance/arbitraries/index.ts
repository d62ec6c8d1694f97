/** Values for any schema: valid, at the boundary, and wrong in exactly one place. */
export { type FilePart, isFilePart } from '../../generator/json/file-part.ts';
export { arbitrary } from './arbitrary.ts';
export { type BoundaryValue, boundary } from './boundary.ts';
export {
  countMutants,
  type Mutant,
  type MutateOptions,
  type MutationCount,
  mutants,
  mutateAt,
} from './mutate.ts';
export { type DocumentOptions, openApiDocument } from './openapi-documents.ts';
export type { ArbitraryOptions, SchemaOptions, Size } from './options.ts';
export { type MutationSite, mutationSites } from './sites.ts';
