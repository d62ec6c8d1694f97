import type { Dialect, View } from '../contract/model.ts';
import type { JsonObject, JsonSchema, Pointer } from '../json/types.ts';
import { createProgram, type FunctionCode, type Program } from './code/program.ts';
import { helperClosure, helperNamed } from './code/runtime.ts';
import { createStage, type Stage, stageOf } from './normalize.ts';

/** Which branch of a union was meant, and why: the value of the property that tells. */
export interface ChosenBranch {
  readonly pointer: Pointer;
  readonly propertyName: string;
  readonly value: string;
  /** The branch of a union further in, nearer to the place of the error. */
  readonly inner?: ChosenBranch;
}

/** One cause why a value is refused; plain data that JSON can hold. */
export interface ValidationError {
  /** JSON Pointer into the value, e.g. `/messages/0/role`; empty for the whole. */
  readonly instanceLocation: string;
  /** Pointer of the violated keyword in the document. */
  readonly keywordLocation: Pointer;
  readonly keyword: string;
  readonly message: string;
  readonly expected?: unknown;
  readonly actual?: unknown;
  readonly branch?: ChosenBranch;
}

/** A compiled schema. Values are never changed. */
export interface Validator {
  accepts(value: unknown): boolean;
  /** Every cause, counted inside the chosen branch of a union; an untagged union that fails counts once. Empty when valid. */
  errors(value: unknown): readonly ValidationError[];
  /** The same, without asking first whether there is any; slower on valid values. For checking the two modes against each other. */
  allErrors(value: unknown): readonly ValidationError[];
}

export interface CompileOptions {
  readonly view?: View;
  /** Whether `format` is asserted; on unless said otherwise. */
  readonly formats?: boolean;
}

/** Compiles the schema at a pointer of the document. A DiagnosticError tells what no engine could judge. */
export const compile = (
  document: JsonObject,
  dialect: Dialect,
  pointer: Pointer,
  { view, formats = true }: CompileOptions = {},
): Validator => compileAt(stageOf(document, dialect, view), pointer, formats);

export interface SchemaContext extends CompileOptions {
  /** What `#/...` references lead into; the schema itself when absent. */
  readonly document?: JsonObject;
  readonly dialect?: Dialect;
  /** Further schemas by absolute URI. */
  readonly resources?: ReadonlyMap<string, JsonSchema>;
}

/** Compiles a schema that may stand in no document. */
export function compileSchema(schema: JsonSchema, context: SchemaContext = {}): Validator {
  const { document, dialect = '3.1', view, formats = true, resources } = context;
  if (document === undefined) return compileAt(createStage(schema, dialect, view, resources), '#', formats);
  // The schema joins a copy of the document at a place of its own, so that its references lead into the document.
  const place = '#/x-plumbline-schema';
  const joined = { ...document, 'x-plumbline-schema': schema };
  return compileAt(createStage(joined, dialect, view, resources), place, formats);
}

const programs = new WeakMap<Stage, Map<boolean, Program>>();

function programOf(stage: Stage, formats: boolean): Program {
  const byFormats = programs.get(stage) ?? new Map<boolean, Program>();
  programs.set(stage, byFormats);
  const names = new Map<string, string>();
  const program =
    byFormats.get(formats) ??
    createProgram({
      stage,
      formats,
      unreadablePattern: 'throw',
      nameOf(location) {
        const name = names.get(location) ?? String(names.size + 1);
        names.set(location, name);
        return name;
      },
    });
  byFormats.set(formats, program);
  return program;
}

type Check = (value: unknown) => unknown;
type CheckAll = (value: unknown) => readonly unknown[];

function compileAt(stage: Stage, pointer: Pointer, formats: boolean): Validator {
  const program = programOf(stage, formats);
  const first = once(() => load<Check>(program, program.entry(pointer, 'first'), 'guarded'));
  const all = once(() => load<CheckAll>(program, program.entry(pointer, 'all'), 'guarded_all'));
  const listed = (value: unknown): readonly ValidationError[] => {
    const { run, errorOf } = all();
    return run(value).map((problem) => errorOf(problem));
  };
  // Compiled at once, so that a schema no one can judge is told of here and not in the middle of a run.
  first();
  return {
    accepts: (value) => first().run(value) === undefined,
    errors: (value) => (first().run(value) === undefined ? [] : listed(value)),
    allErrors: listed,
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

interface Loaded<T> {
  readonly run: T;
  readonly errorOf: (problem: unknown) => ValidationError;
}

/** Runs emitted code in this process: the same text that `plumbline generate` writes to files. */
function load<T>(program: Program, entry: FunctionCode, guard: 'guarded' | 'guarded_all'): Loaded<T> {
  const reached = reachable(program, entry.key);
  const helpers = helperClosure([...reached.flatMap(({ helpers }) => [...helpers]), guard, 'errorOf']);
  const text = [
    '"use strict";',
    ...helpers.map((name) => helperNamed(name).text),
    ...reached.flatMap(functionText),
    `return { run: (value) => ${guard}(${entry.name}, value), errorOf };`,
  ].join('\n');
  return new Function(text)() as Loaded<T>;
}

/** The functions that one calls, itself first. */
export function reachable(program: Program, key: string): readonly FunctionCode[] {
  const found = new Map<string, FunctionCode>();
  const visit = (name: string): void => {
    const code = program.functions.get(name);
    if (code === undefined || found.has(name)) return;
    found.set(name, code);
    code.calls.forEach(visit);
  };
  visit(key);
  return [...found.values()];
}

/** Constants and declaration of a function, as lines of JavaScript. */
export const functionText = (code: FunctionCode): readonly string[] => [
  ...[...code.constants].map(([text, name]) => `const ${name} = ${text};`),
  `function ${code.name}(${code.parameters.join(', ')}) {`,
  ...code.lines,
  '}',
];
