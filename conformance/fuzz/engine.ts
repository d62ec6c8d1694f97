import type { Pointer } from '../../generator/json/types.ts';

/** Something that says whether a value satisfies the schema at a pointer; it may throw where it has no opinion. */
export interface Engine {
  readonly name: string;
  accepts(pointer: Pointer, value: unknown): boolean;
}

/** A schema to be fuzzed. */
export interface FuzzTarget {
  readonly pointer: Pointer;
  /** As shown to people. */
  readonly name: string;
}

/** What every engine said of a value. */
export interface Votes {
  /** Engine name to verdict; `undefined` where it had none. */
  readonly given: ReadonlyMap<string, boolean | undefined>;
  /** What two or more of the independent engines say; `undefined` when they do not agree in two. */
  readonly majority: boolean | undefined;
}

/** The verdict of an engine; `undefined` where it throws. */
export function verdictOf(engine: Engine, pointer: Pointer, value: unknown): boolean | undefined {
  try {
    return engine.accepts(pointer, value);
  } catch {
    return undefined;
  }
}

/** The votes of the independent engines: two that agree decide. */
export function vote(judges: readonly Engine[], pointer: Pointer, value: unknown): Votes {
  const given = new Map<string, boolean | undefined>();
  for (const judge of judges) {
    given.set(judge.name, verdictOf(judge, pointer, value));
    const verdicts = [...given.values()];
    for (const verdict of [true, false]) {
      if (verdicts.filter((one) => one === verdict).length >= 2) return { given, majority: verdict };
    }
  }
  return { given, majority: undefined };
}
