import type { JsonObject } from '../../json/types.ts';
import type { Stage } from '../normalize.ts';
import type { DynamicScope, Location } from '../references.ts';

/** How the functions of a program are made. */
export interface ProgramOptions {
  readonly stage: Stage;
  /** A JavaScript name part for a location, unique among locations. */
  readonly nameOf: (location: Location) => string;
  /** Whether `format` is asserted. */
  readonly formats: boolean;
  /** What to do about a pattern ECMAScript cannot read: refuse the schema, or leave the check out. */
  readonly unreadablePattern: 'throw' | 'skip';
  /** Whether another program makes the function of a location under the same name; this one only calls it. */
  readonly isForeign?: (location: Location) => boolean;
}

/** A function that is made, or will be. */
export interface Made {
  readonly key: string;
  readonly name: string;
  /** The location whose module it belongs to. */
  readonly owner: Location;
}

/** A member whose value is known to be one of these. */
export interface Tag {
  readonly name: string;
  readonly values: readonly string[];
}

/** What the emission of one function body may request of the program. */
export interface Linker {
  readonly options: ProgramOptions;
  /** The function for a `$ref` target. */
  target(location: Location, tracked: boolean, scope: DynamicScope): Made;
  /**
   * A function of its own for a subschema.
   * @param hint what it is a part of, for its name
   * @param tag where it is called with objects only, of which this member has been looked at
   */
  local(
    schema: JsonObject,
    tracked: boolean,
    scope: DynamicScope,
    hint: string,
    isTest?: boolean,
    tag?: Tag,
  ): Made;
  /** A function that checks a schema and what nothing in it evaluated. */
  evaluated(schema: JsonObject, tracked: boolean, scope: DynamicScope, hint: string): Made;
}
