/** What a schema may hold, as the vendor's checker counts it by default. */
export interface MfjsLimits {
  /** Nesting, counted by `properties`, also through `$ref`. */
  readonly depth: number;
  /** Property names in the whole schema. */
  readonly properties: number;
  /** Values of one enum. */
  readonly enumValues: number;
  /** Characters of one enum's strings together, counted where it holds more than `longEnumFrom` values. */
  readonly enumLength: number;
  readonly longEnumFrom: number;
  /** Branches of one anyOf. */
  readonly anyOf: number;
  /** UTF-8 bytes of the schema's text. */
  readonly bytes: number;
}

/**
 * The numbers of the vendor's code; its prose names smaller ones (depth 5, 100 properties, 500 values, 10 branches).
 */
export const defaultLimits: MfjsLimits = {
  depth: 30,
  properties: 3000,
  enumValues: 1000,
  enumLength: 75_000,
  longEnumFrom: 2500,
  anyOf: 500,
  bytes: 120_000,
};

/** From loose to ultra, each level rejects everything that the previous one rejects. */
export const levels = ['loose', 'lite', 'strict', 'ultra'] as const;
export type MfjsLevel = (typeof levels)[number];

/** What the checks of one schema go by. */
export interface MfjsRules {
  readonly level: MfjsLevel;
  readonly limits: MfjsLimits;
}

export type Json = Readonly<Record<string, unknown>>;
export type Path = readonly string[];

/** Written here, not imported: these files stand alone in the generated package. */
export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether rules that begin at `from` hold at `level`. */
export const atLeast = (level: MfjsLevel, from: MfjsLevel): boolean =>
  levels.indexOf(level) >= levels.indexOf(from);

/** Ends a check; caught in `checkMfjs` and given back as data. */
export class MfjsError extends Error {
  readonly path: Path;
  readonly hint: string | undefined;

  constructor(path: Path, message: string, hint?: string) {
    super(message);
    this.path = path;
    this.hint = hint;
  }
}

/** Ends the check of a schema with what is wrong at `path`. */
export function refuse(path: Path, message: string, hint?: string): never {
  throw new MfjsError(path, message, hint);
}
