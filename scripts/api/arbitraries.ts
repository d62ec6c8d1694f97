/**
 * `openapi-plumbline/arbitraries`: values for any JSON Schema: valid, at the boundary, and wrong in exactly one
 * place.
 */
export * from '../../conformance/arbitraries/index.ts';
export { type Diagnostic, DiagnosticError } from '../../generator/contract/diagnostics.ts';
