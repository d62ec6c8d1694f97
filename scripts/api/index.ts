/** The public entry of `openapi-plumbline`. */

export type { LiveSettings } from '../../conformance/live/settings.ts';
export type * from '../../conformance/model.ts';
export type { Check } from '../../conformance/model.ts';
export { type Diagnostic, DiagnosticError } from '../../generator/contract/diagnostics.ts';
export type * from '../../generator/contract/model.ts';
export type { DriftReport } from '../../generator/drift/index.ts';
export type { EmitOptions, Emitter, GeneratedFile } from '../../generator/emit/emitter.ts';
export { type LoadOptions, loadContract } from '../../generator/index.ts';
export { equalJson } from '../../generator/json/equal-json.ts';
export { isObject } from '../../generator/json/guards.ts';
export { child, tokensOf, valueAt } from '../../generator/json/pointer.ts';
export type * from '../../generator/json/types.ts';
export type { RenderedFile } from '../../generator/render/render.ts';
export { type DecidingKeyword, subschemas } from '../../generator/schema/keywords.ts';
export { type KeywordReader, type SchemaVisitor, visitSchema } from '../../generator/schema/visit.ts';
export type * from '../../generator/wire/message.ts';
export { defineConfig, type PlumblineConfig } from '../run/config.ts';
export type { CredentialSource, LoginContext } from '../run/credential-sources.ts';
export type { DialectFinding, SchemaDialect } from '../run/dialect.ts';
export { isValid } from '../run/is-valid.ts';
export { type ConformOptions, conform } from './conform.ts';
export { type DriftOptions, drift } from './drift.ts';
export { type GenerateOptions, generate } from './generate.ts';
export { type LintFinding, lint } from './lint.ts';
