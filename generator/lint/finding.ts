import type { JsonObject, Pointer } from '../json/types.ts';
import type { OverlayFix } from '../load/defects.ts';

/** A defect of the document. */
export interface Finding {
  /** The rule that found it. */
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly pointer: Pointer;
  readonly message: string;
  /** The overlay action that fixes it. */
  readonly fix?: OverlayFix | readonly OverlayFix[];
}

/** What a rule looks at. */
export interface LintSubject {
  readonly document: JsonObject;
  /** Every schema of the document once, the nested ones after their parents. */
  readonly schemas: readonly PlacedSchema[];
  readonly operations: readonly PlacedOperation[];
}

/** An operation as the document writes it. */
export interface PlacedOperation {
  readonly method: string;
  readonly path: string;
  readonly pointer: Pointer;
  readonly operation: JsonObject;
  /** Of the path item and its own, references resolved. */
  readonly parameters: readonly JsonObject[];
}

/** Finds one kind of defect. */
export type LintRule = (subject: LintSubject) => readonly Finding[];

/** A schema where the document writes it. */
export interface PlacedSchema {
  readonly schema: JsonObject;
  readonly pointer: Pointer;
}
