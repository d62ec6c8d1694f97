import { DiagnosticError } from '../../contract/diagnostics.ts';
import { isObject } from '../../json/pointer.ts';
import type { JsonObject, JsonSchema } from '../../json/types.ts';
import type { DynamicScope, Location } from '../references.ts';
import type { Subject } from './body.ts';
import { emitSchema } from './emit-schema.ts';
import { emitEvaluated } from './emit-unevaluated.ts';
import { leafCall } from './leaf.ts';
import type { Linker, Made, ProgramOptions, Tag } from './linker.ts';
import { helperNames } from './runtime.ts';
import { createWriter } from './writer.ts';

/** One emitted function. */
export interface FunctionCode {
  readonly key: string;
  readonly name: string;
  /** The location of the `$ref` target (or entry) whose module the function belongs to. */
  readonly owner: Location;
  /** Whether it takes a tracker of what is evaluated. */
  readonly isTracked: boolean;
  /** Whether it is called with objects only. */
  readonly isOfObjects: boolean;
  readonly lines: readonly string[];
  /** The functions it calls, by key. */
  readonly calls: ReadonlyMap<string, Made>;
  readonly helpers: ReadonlySet<string>;
  /** Text of a module constant to its name. */
  readonly constants: ReadonlyMap<string, string>;
}

/** The functions made so far, and a way to request more. */
export interface Program {
  readonly options: ProgramOptions;
  readonly functions: ReadonlyMap<string, FunctionCode>;
  /** The function for the schema at a location. */
  entry(location: Location): Made;
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

  interface Job {
    readonly schema: JsonSchema;
    readonly owner: Location;
    readonly isTracked: boolean;
    readonly scope: DynamicScope;
    /** Whether it also checks what nothing evaluated; see {@link Linker.evaluated}. */
    readonly isEvaluated?: boolean;
    /** Whether only the verdict is wanted. */
    readonly isTest?: boolean;
    /** What is known of the value; see {@link Linker.local}. */
    readonly tag?: Tag;
  }

  const make = (job: Job, nameHint: () => string): Made => {
    const { schema, owner, isTracked, scope, isEvaluated = false, isTest = false, tag } = job;
    const identity = isObject(schema) ? `s${idOf(schema)}` : String(schema);
    const state = `${isTracked} ${isEvaluated} ${isTest} ${scopeKey(scope)}`;
    const known = tag === undefined ? '' : JSON.stringify(tag);
    const key = `${identity} ${state}${known}${isObject(schema) ? '' : owner}`;
    const made = names.get(key);
    if (made !== undefined) return { key, name: made, owner };
    const name = nameHint();
    names.set(key, name);
    const isPlain = !isTracked && !isEvaluated && !isTest && tag === undefined && scope.size === 0;
    if (
      !isPlain ||
      options.isForeign?.(owner) !== true ||
      !isObject(schema) ||
      stage.schemaAt(owner) !== schema
    )
      jobs.push({ key, run: () => write(job, key, name) });
    return { key, name, owner };
  };

  const write = (
    { schema, owner, isTracked, scope, isEvaluated, isTest = false, tag }: Job,
    key: string,
    name: string,
  ): void => {
    const writer = createWriter(name, helperNames);
    const calls = new Map<string, Made>();
    const called = (made: Made): Made => {
      calls.set(made.key, made);
      return made;
    };
    const part = (
      inner: JsonObject,
      tracked: boolean,
      innerScope: DynamicScope,
      hint: string,
      more: Partial<Job>,
    ) =>
      called(
        make({ schema: inner, owner, isTracked: tracked, scope: innerScope, ...more }, () =>
          partName(name, hint),
        ),
      );
    const linker: Linker = {
      options,
      target: (location, tracked, targetScope) => called(entry(location, tracked, targetScope)),
      local: (inner, tracked, innerScope, hint, test = false, known = undefined) =>
        part(inner, tracked, innerScope, hint, {
          isTest: test,
          ...(known === undefined ? {} : { tag: known }),
        }),
      evaluated: (inner, tracked, innerScope, hint) =>
        part(inner, tracked, innerScope, hint, { isEvaluated: true }),
    };
    const subject: Subject = {
      value: 'value',
      path: [],
      ...(isTracked ? { track: 'seen' } : {}),
      ...(tag === undefined ? {} : { known: 'object', tag }),
    };
    const body = { linker, writer, scope, isLast: true, isTest };
    if (isEvaluated === true && isObject(schema)) emitEvaluated(body, schema, subject);
    else {
      const isLeaf = isObject(schema) && !isTracked && !isTest && scope.size === 0;
      const leaf = isLeaf ? leafCall(body, schema, subject, '') : undefined;
      if (leaf === undefined) emitSchema(body, schema, subject, owner);
      else writer.line(`return ${leaf};`);
    }
    // A switch over a tag returns in each of its cases.
    if (!/^(return |switch \()/.test(writer.last)) writer.line('return true;');
    functions.set(key, {
      key,
      name,
      owner,
      isTracked,
      isOfObjects: tag !== undefined,
      lines: writer.lines,
      calls,
      helpers: writer.helpers,
      constants: writer.constants,
    });
  };

  /** Writes requested functions, and those that they request: in a loop, as references may form long chains. */
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
      todo.push(...(functions.get(key)?.calls.keys() ?? []));
    }
  };

  const unique = (name: string): string => {
    const count = (counters.get(name) ?? 0) + 1;
    counters.set(name, count);
    return count === 1 ? name : unique(`${name}_${count}`);
  };
  const entryName = (location: Location, tracked: boolean): string =>
    unique(`check${nameOf(location)}${tracked ? '_tracked' : ''}`);
  /** A part is named after the function that first needs it and its place there, so that changes elsewhere leave the name alone. */
  const partName = (parent: string, hint: string): string => {
    const place = hint.replace(/[^A-Za-z0-9]+/g, '_').replace(/^_+|_+$/g, '');
    return unique(`${parent}_${place === '' ? 'part' : place}`.slice(0, 80).replace(/_+$/, ''));
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

  const entry = (location: Location, isTracked: boolean, scope: DynamicScope): Made => {
    const owner = stage.references.hasResources ? location : alias(location);
    const inner = stage.references.enter(owner, scope);
    return make({ schema: stage.schemaAt(owner), owner, isTracked, scope: inner }, () =>
      entryName(owner, isTracked),
    );
  };

  return {
    options,
    functions,
    entry(location) {
      const made = entry(location, false, new Map());
      drain();
      refuseUnmade(made.key);
      return made;
    },
  };
}
