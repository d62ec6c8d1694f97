/** The public entry of `openapi-plumbline`. */

export type * from '../../conformance/model.ts';
export type * from '../../generator/contract/model.ts';
export { type Diagnostic, DiagnosticError } from '../../generator/diagnostics.ts';
export { type LoadOptions, loadContract } from '../../generator/index.ts';
export { defineConfig, type PlumblineConfig } from '../config.ts';
export type { DialectFinding, SchemaDialect } from '../dialect.ts';
export { isValid } from '../is-valid.ts';
