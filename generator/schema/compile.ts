import type { Dialect, View } from '../contract/model.ts';
import type { JsonObject, JsonSchema, Pointer } from '../json/types.ts';
import { fold } from './code/fold.ts';
import type { Made } from './code/linker.ts';
import { createProgram, type FunctionCode, type Program } from './code/program.ts';
import { accepts, type Check, errorsOf, reported, type ValidationError } from './code/runtime/errors.ts';
import { helpers } from './code/runtime.ts';
import { createStage, type Stage, stageOf } from './normalize.ts';

export type { ValidationError } from './code/runtime/errors.ts';

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

/** Compiles the schema at a pointer of the document. Throws a DiagnosticError for a schema that no engine could judge. */
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

function compileAt(stage: Stage, pointer: Pointer, formats: boolean): Validator {
  const program = programOf(stage, formats);
  const check = load(program, program.entry(pointer));
  return {
    accepts: (value) => accepts(check, value),
    errors: (value) => errorsOf(check, value, 'all'),
    allErrors: (value) => reported(check, value, 'all'),
  };
}

/** The functions of a program that run already, by name. Those that one calls were loaded before it or with it. */
const running = new WeakMap<Program, Map<string, Check>>();

/**
 * Runs emitted code in this process: the same text that `plumbline generate` writes to files, without its types. Each function of
 * a program is loaded once: the schemas of a large document lead to each other.
 */
function load(program: Program, entry: Made): Check {
  const loaded = running.get(program) ?? new Map<string, Check>();
  running.set(program, loaded);
  const reached = reachable(program, entry.key);
  const fresh = reached.filter(({ name }) => !loaded.has(name));
  const known = reached.filter(({ name }) => loaded.has(name)).map(({ name }) => name);
  const names = [...new Set(fresh.flatMap((code) => [...code.helpers]))];
  const results = fresh.map(({ name }) => name);
  const text = [
    '"use strict";',
    ...fresh.flatMap((code) => functionText(code)),
    `return [${results.join(', ')}];`,
  ];
  const make = new Function(...names, ...known, text.join('\n'));
  const made = make(
    ...names.map((name) => helpers[name]),
    ...known.map((name) => loaded.get(name)),
  ) as readonly Check[];
  for (const [index, name] of results.entries()) {
    const check = made[index];
    if (check !== undefined) loaded.set(name, check);
  }
  const found = loaded.get(entry.name);
  if (found === undefined) throw new Error(`${entry.name} was not loaded`);
  return found;
}

/** The functions that one calls, itself first. */
export function reachable(program: Program, key: string): readonly FunctionCode[] {
  const found = new Map<string, FunctionCode>();
  const visit = (name: string): void => {
    const code = program.functions.get(name);
    if (code === undefined || found.has(name)) return;
    found.set(name, code);
    for (const called of code.calls.keys()) visit(called);
  };
  visit(key);
  return [...found.values()];
}

/** Constants and declaration of a function, as lines of JavaScript, or of TypeScript when `isTyped`. */
export function functionText(code: FunctionCode, isTyped = false): readonly string[] {
  const typed = (type: string): string => (isTyped ? type : '');
  const report = code.isTracked ? 'report: Report | undefined' : 'report?: Report';
  const isReporting = code.isTracked || code.lines.some((line) => /\breport\b/.test(line));
  const parameters = [
    `value${typed(code.isOfObjects ? ': Record<string, unknown>' : ': unknown')}`,
    ...(isReporting ? [isTyped ? report : 'report'] : []),
    ...(code.isTracked ? [`seen${typed(': Tracker')}`] : []),
  ];
  const constants = [...code.constants].map(([text, name]) => `const ${name} = ${text};`);
  return [
    ...constants.flatMap((line) => fold(isTyped ? line : line.replace(/= new Set<\w+>\(/, '= new Set('))),
    `function ${code.name}(${parameters.join(', ')})${typed(': boolean')} {`,
    ...code.lines,
    '}',
  ];
}
