/** The server cannot be reached any more: the run ends, and reports what it left undone. */
export class RunEnd extends Error {}
