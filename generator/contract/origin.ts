/** Where a place of a contract comes from, and what it rests on. Types only. */

import type { Pointer } from '../json/types.ts';

/** What an overlay action or a rule rests on, see docs/overlays.md. Absent: the document itself contains it. */
export type EvidenceClass =
  | 'document'
  | 'third-party-measured'
  | 'vendor-code'
  | 'vendor-later'
  | 'vendor-docs'
  | 'reported';

/** Where a pointer of the contract comes from. */
export interface Origin {
  /** The file as the user named it. */
  readonly file: string;
  readonly pointer: Pointer;
  /** The overlay action that wrote the place, when the document itself did not. */
  readonly overlay?: { readonly file: string; readonly action: number; readonly evidence: EvidenceClass };
  /** 1-based line and column, computed on demand. */
  position(): { readonly line: number; readonly column: number } | undefined;
}
