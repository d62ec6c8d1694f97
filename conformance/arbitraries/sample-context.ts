import type { Source } from './source.ts';

/** What one value is sampled with. */
export interface SampleContext {
  readonly source: Source;
  /** As fast-check's bias: one sample in so many takes an edge; undefined: none does. */
  readonly bias: number | undefined;
  readonly realistic: boolean;
  readonly files: boolean;
  /** Most items beyond the least. */
  readonly spread: number;
  /** Invalid drafts that are still allowed before sampling is given up; shared by all parts of a value. */
  readonly patience: { left: number };
  /** Tries everything before a branch is given up; else little, as most branches that are hard have easy neighbours. */
  readonly thorough: boolean;
}
