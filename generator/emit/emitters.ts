import type { Emitter } from './emitter.ts';

/** Every output of `plumbline generate`, in the order in which they are written. */
export const emitters: readonly Emitter[] = [];
