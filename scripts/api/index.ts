/** The public entry of `openapi-plumbline`. */

export type * from '../../conformance/model.ts';
export { type Diagnostic, DiagnosticError } from '../../generator/contract/diagnostics.ts';
export type * from '../../generator/contract/model.ts';
export { type LoadOptions, loadContract } from '../../generator/index.ts';
export { equalJson } from '../../generator/json/equal-json.ts';
export { isObject } from '../../generator/json/guards.ts';
export type * from '../../generator/json/types.ts';
export type * from '../../generator/wire/message.ts';
export { defineConfig, type PlumblineConfig } from '../run/config.ts';
export type { DialectFinding, SchemaDialect } from '../run/dialect.ts';
export { isValid } from '../run/is-valid.ts';
