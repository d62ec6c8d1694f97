import type { Pointer } from '../json/types.ts';

/** Something wrong with what the user gave us: never a bug of ours, never a fault of the API. */
export interface Diagnostic {
  /** Stable, kebab-case: `ref-not-found`, `not-openapi`, ... */
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
  readonly file?: string;
  readonly pointer?: Pointer;
  /** 1-based. */
  readonly line?: number;
  readonly column?: number;
  /** What to do about it. */
  readonly hint?: string;
}

/** Thrown where bad input stops the work; the command prints its diagnostics and exits with `exitCode`. */
export class DiagnosticError extends Error {
  readonly diagnostics: readonly Diagnostic[];
  readonly exitCode: 2 | 3;
  constructor(diagnostics: readonly Diagnostic[], exitCode: 2 | 3 = 2) {
    super(diagnostics.map(formatDiagnostic).join('\n'));
    this.name = 'DiagnosticError';
    this.diagnostics = diagnostics;
    this.exitCode = exitCode;
  }
}

/** Shorthand for the common case of one error. */
export const fail = (diagnostic: Omit<Diagnostic, 'severity'>, exitCode: 2 | 3 = 2): never => {
  throw new DiagnosticError([{ severity: 'error', ...diagnostic }], exitCode);
};

/** `file:line:column: error code: message (at #/pointer)` and the hint on a line of its own. */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const { file, line, column, pointer, hint } = diagnostic;
  const place = [file, line, column].filter((part) => part !== undefined).join(':');
  const at = pointer === undefined ? '' : ` (at ${pointer})`;
  const head = `${diagnostic.severity} ${diagnostic.code}: ${diagnostic.message}${at}`;
  return `${place === '' ? '' : `${place}: `}${head}${hint === undefined ? '' : `\n  ${hint}`}`;
}
