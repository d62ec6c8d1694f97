import { DiagnosticError } from '../../contract/diagnostics.ts';
import { isObject } from '../../json/pointer.ts';
import type { JsonObject, JsonSchema } from '../../json/types.ts';
import type { Stage } from '../normalize.ts';
import type { DynamicScope, Location } from '../references.ts';
import { emitSchema } from './emit-schema.ts';
import { helperNames } from './runtime.ts';
import { createWriter } from './writer.ts';

/** `first`: a function returns the first problem or undefined. `all`: it puts every problem into a list. */
export type Mode = 'first' | 'all';

/** One emitted function. */
export interface FunctionCode {
  readonly key: string;
  readonly name: string;
  readonly mode: Mode;
  /** The location of the `$ref` target (or entry) whose module the function belongs to. */
  readonly owner: Location;
  readonly parameters: readonly string[];
  readonly lines: readonly string[];
  /** Keys of the functions it calls. */
  readonly calls: ReadonlySet<string>;
  readonly helpers: ReadonlySet<string>;
  /** Text of a module constant to its name. */
  readonly constants: ReadonlyMap<string, string>;
}

export interface ProgramOptions {
  readonly stage: Stage;
  /** A JavaScript name part for a location, unique among locations. */
  readonly nameOf: (location: Location) => string;
  /** Whether `format` is asserted. */
  readonly formats: boolean;
  /** What to do about a pattern ECMAScript cannot read: refuse the schema, or leave the check out. */
  readonly unreadablePattern: 'throw' | 'skip';
}

/** The functions made so far, and a way to ask for more. */
export interface Program {
  readonly options: ProgramOptions;
  readonly functions: ReadonlyMap<string, FunctionCode>;
  /** The function for the schema at a location. */
  entry(location: Location, mode: Mode): FunctionCode;
}

/** What the emission of one function body may ask of the program. */
export interface Linker {
  readonly options: ProgramOptions;
  /** The function for a `$ref` target. */
  target(
    location: Location,
    mode: Mode,
    tracked: boolean,
    scope: DynamicScope,
  ): { readonly key: string; readonly name: string };
  /** A function of its own for a subschema; `hint` says what it is a part of, for its name. */
  local(
    schema: JsonObject,
    mode: Mode,
    tracked: boolean,
    scope: DynamicScope,
    hint: string,
  ): { readonly key: string; readonly name: string };
}

export function createProgram(options: ProgramOptions): Program {
  const { stage, nameOf } = options;
  const functions = new Map<string, FunctionCode>();
  const names = new Map<string, string>();
  const ids = new WeakMap<object, number>();
  const counters = new Map<string, number>();
  const jobs: { readonly key: string; readonly run: () => void }[] = [];
  const refused = new Map<string, DiagnosticError>();
  let lastId = 0;
  const idOf = (schema: object): number => {
    const known = ids.get(schema) ?? ++lastId;
    ids.set(schema, known);
    return known;
  };
  const scopeKey = (scope: DynamicScope): string =>
    scope.size === 0 ? '' : JSON.stringify([...scope].sort(([a], [b]) => (a < b ? -1 : 1)));

  const make = (
    schema: JsonSchema,
    owner: Location,
    mode: Mode,
    tracked: boolean,
    scope: DynamicScope,
    nameHint: () => string,
  ): { readonly key: string; readonly name: string } => {
    const identity = isObject(schema) ? `s${idOf(schema)}` : String(schema);
    const key = `${identity} ${mode} ${tracked} ${scopeKey(scope)}${isObject(schema) ? '' : owner}`;
    const known = names.get(key);
    if (known !== undefined) return { key, name: known };
    const name = nameHint();
    names.set(key, name);
    jobs.push({ key, run: () => write(schema, key, name, owner, mode, tracked, scope) });
    return { key, name };
  };

  const write = (
    schema: JsonSchema,
    key: string,
    name: string,
    owner: Location,
    mode: Mode,
    tracked: boolean,
    scope: DynamicScope,
  ): void => {
    const writer = createWriter(name, helperNames);
    const calls = new Set<string>();
    const called = (made: { readonly key: string; readonly name: string }) => {
      calls.add(made.key);
      return made;
    };
    const linker: Linker = {
      options,
      target: (location, targetMode, isTracked, targetScope) =>
        called(entry(location, targetMode, isTracked, targetScope)),
      local: (inner, innerMode, isTracked, innerScope, hint) =>
        called(make(inner, owner, innerMode, isTracked, innerScope, () => partName(name, innerMode, hint))),
    };
    emitSchema(
      { linker, writer, mode, scope },
      schema,
      { value: 'value', path: [], ...(tracked ? { track: 'seen' } : {}) },
      owner,
    );
    functions.set(key, {
      key,
      name,
      mode,
      owner,
      parameters: ['value', ...(mode === 'all' ? ['path', 'out'] : []), ...(tracked ? ['seen'] : [])],
      lines: writer.lines,
      calls,
      helpers: writer.helpers,
      constants: writer.constants,
    });
  };

  /** Writes what was asked for, and what that asks for: one after the other, as references may form long chains. */
  const drain = (): void => {
    for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) {
      try {
        job.run();
      } catch (error) {
        if (!(error instanceof DiagnosticError)) throw error;
        refused.set(job.key, error);
      }
    }
  };
  /** A function that calls what could not be made cannot be used either. */
  const refuseUnmade = (start: string): void => {
    if (refused.size === 0) return;
    const seen = new Set<string>();
    const todo = [start];
    for (let key = todo.pop(); key !== undefined; key = todo.pop()) {
      const error = refused.get(key);
      if (error !== undefined) throw error;
      if (seen.has(key)) continue;
      seen.add(key);
      todo.push(...(functions.get(key)?.calls ?? []));
    }
  };

  const unique = (name: string): string => {
    const count = (counters.get(name) ?? 0) + 1;
    counters.set(name, count);
    return count === 1 ? name : unique(`${name}_${count}`);
  };
  const entryName = (location: Location, mode: Mode, tracked: boolean): string =>
    unique(`${mode === 'all' ? 'all' : 'check'}${nameOf(location)}${tracked ? '_tracked' : ''}`);
  /** A part is named after the function that first needs it and its place there, so that changes elsewhere leave the name alone. */
  const partName = (parent: string, mode: Mode, hint: string): string => {
    const stem = mode === 'first' ? parent.replace(/^all/, 'check') : parent;
    const place = hint.replace(/[^A-Za-z0-9]+/g, '_').replace(/^_+|_+$/g, '');
    return unique(`${stem}_${place === '' ? 'part' : place}`.slice(0, 80).replace(/_+$/, ''));
  };

  /** Follows references that say nothing else. */
  const alias = (location: Location): Location => {
    const seen = new Set<Location>();
    let place = location;
    for (;;) {
      const schema = stage.schemaAt(place);
      if (!isObject(schema) || typeof schema['$ref'] !== 'string' || seen.has(place)) return place;
      if (Object.keys(schema).length > 1) return place;
      seen.add(place);
      place = schema['$ref'];
    }
  };

  const entry = (
    location: Location,
    mode: Mode,
    tracked: boolean,
    scope: DynamicScope,
  ): { readonly key: string; readonly name: string } => {
    const place = stage.references.hasResources ? location : alias(location);
    const inner = stage.references.enter(place, scope);
    return make(stage.schemaAt(place), place, mode, tracked, inner, () => entryName(place, mode, tracked));
  };

  return {
    options,
    functions,
    entry(location, mode) {
      const { key } = entry(location, mode, false, new Map());
      drain();
      refuseUnmade(key);
      const made = functions.get(key);
      if (made === undefined) throw new Error(`the function for ${location} was not finished`);
      return made;
    },
  };
}
