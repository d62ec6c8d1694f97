import type { Source } from './source.ts';

/** What one value is drawn with. */
export interface DrawContext {
  readonly source: Source;
  /** As fast-check's bias: one draw in so many takes an edge; undefined: none does. */
  readonly bias: number | undefined;
  readonly realistic: boolean;
  readonly files: boolean;
  /** Most items beyond the least. */
  readonly spread: number;
  /** Refused drafts that are still borne before the draw is given up; shared by all parts of a value. */
  readonly patience: { left: number };
  /** Tries everything before a branch is given up; else little, as most branches that are hard have easy neighbours. */
  readonly thorough: boolean;
}
