import { pascalCase } from '../build/naming.ts';
import type { Contract, View } from '../contract/model.ts';
import { tokensOf } from '../json/pointer.ts';
import type { Pointer } from '../json/types.ts';
import { modelsOf } from '../print/models.ts';
import { modelParts } from '../print/modules.ts';
import { fold } from '../schema/code/fold.ts';
import { createProgram, type FunctionCode, type Program } from '../schema/code/program.ts';
import { helperHome } from '../schema/code/runtime.ts';
import { functionText } from '../schema/compile.ts';
import { stageOf } from '../schema/normalize.ts';

/** A model and the file of its validators. */
export interface ModelModule {
  /** Name of the type, `Message` in `isMessage`. */
  readonly name: string;
  readonly view: View;
  readonly pointer: Pointer;
  /** Path below the folder of the validators, without extension. */
  readonly file: string;
}

/** A function that checks a schema, and the file in which it stands. */
export interface PlacedCheck {
  readonly name: string;
  readonly file: string;
}

/** Which functions stand in which file, and what a file has to import. */
export interface Layout {
  readonly models: readonly ModelModule[];
  /**
   * The function that checks a schema in a view, made on demand; a schema that belongs to no model is placed in
   * `home`.
   */
  check(pointer: Pointer, view: View, home: string): PlacedCheck;
  /** Every file that holds functions, to its functions in the order in which they were made. */
  files(): ReadonlyMap<string, readonly FunctionCode[]>;
  /** The imports of a file; `checks` and `helpers` are what it uses beside its functions. */
  imports(file: string, checks: readonly PlacedCheck[], helpers: readonly string[]): readonly string[];
  /** The functions of a file as TypeScript; those that other files use are exported. */
  functions(file: string): ReadonlyMap<Pointer, readonly string[]>;
}

/** The layout of the validators of a contract. */
export function createLayout(contract: Contract): Layout {
  const parts = modelParts(contract);
  const judged = modelsOf(contract).list.filter(({ schema }) => isJudged(schema.use.pointer));
  const models = judged.map(({ name, view, schema }): ModelModule => {
    const part = parts.get(name) ?? '';
    return { name, view, pointer: schema.use.pointer, file: part === '' ? 'models' : `models/${part}` };
  });
  const byPointer = new Map<Pointer, readonly ModelModule[]>();
  for (const model of models) byPointer.set(model.pointer, [...(byPointer.get(model.pointer) ?? []), model]);
  const modelAt = (pointer: Pointer, view: View): ModelModule | undefined => {
    const candidates = byPointer.get(pointer) ?? [];
    return candidates.find((model) => model.view === view) ?? candidates[0];
  };
  const homes = new Map<string, string>();
  /** The file that requests the current check. */
  let requester = 'models';
  const programs = new Map<View, Program>();
  const programOf = (view: View): Program => {
    const program = programs.get(view) ?? newProgram(contract, view, (pointer) => modelAt(pointer, view));
    programs.set(view, program);
    return program;
  };
  const fileOf = (view: View, owner: Pointer): string => {
    const model = modelAt(owner, view);
    if (model !== undefined) return model.file;
    const key = `${view} ${owner}`;
    const home = homes.get(key) ?? requester;
    homes.set(key, home);
    return home;
  };
  const check: Layout['check'] = (pointer, view, home) => {
    requester = home;
    const own = modelAt(pointer, view)?.view ?? view;
    const program = programOf(own);
    const before = program.functions.size;
    const made = program.entry(pointer);
    // What the check brought along stands in the same file, unless it belongs to a model.
    for (const code of [...program.functions.values()].slice(before)) fileOf(own, code.owner);
    return { name: made.name, file: fileOf(own, made.owner) };
  };
  // Models come first, so that their functions do not depend on operations.
  for (const { pointer, view, file } of models) check(pointer, view, file);

  const placed = (): readonly { readonly view: View; readonly code: FunctionCode; readonly file: string }[] =>
    [...programs].flatMap(([view, program]) =>
      [...program.functions.values()].map((code) => ({ view, code, file: fileOf(view, code.owner) })),
    );
  let sorted: {
    readonly size: number;
    readonly files: Map<string, FunctionCode[]>;
    readonly shared: Set<string>;
  };
  const sort = (): typeof sorted => {
    const all = placed();
    if (sorted?.size === all.length) return sorted;
    const files = new Map<string, FunctionCode[]>();
    const shared = new Set<string>();
    for (const { view, code, file } of all) {
      files.set(file, [...(files.get(file) ?? []), code]);
      for (const { name, owner } of code.calls.values()) if (fileOf(view, owner) !== file) shared.add(name);
    }
    sorted = { size: all.length, files, shared };
    return sorted;
  };
  const viewOf = (code: FunctionCode): View =>
    [...programs].find(([, program]) => program.functions.get(code.key) === code)?.[0] ?? 'response';
  const usedElsewhere = new Set<string>();

  return {
    models,
    check(pointer, view, home) {
      const made = check(pointer, view, home);
      if (made.file !== home) usedElsewhere.add(made.name);
      return made;
    },
    files: () => sort().files,
    imports(file, checks, helpers) {
      const imports = new Map<string, Set<string>>();
      const add = (name: string, from: string): void => {
        if (from !== file) imports.set(from, (imports.get(from) ?? new Set()).add(name));
      };
      const functions = sort().files.get(file) ?? [];
      for (const one of checks) add(one.name, one.file);
      for (const code of functions) {
        const view = viewOf(code);
        for (const { name, owner } of code.calls.values()) add(name, fileOf(view, owner));
        for (const name of code.helpers) add(name, `runtime/${helperHome(name)}`);
        if (code.lines.some((line) => /\breport\b/.test(line))) add('type Report', 'runtime/errors');
        if (code.isTracked) add('type Tracker', 'runtime/tests');
      }
      for (const name of helpers) add(...placeOf(name));
      return [...imports]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([from, names]) => importLine([...names], relative(file, from)));
    },
    functions(file) {
      const { files, shared } = sort();
      const byOwner = new Map<Pointer, string[]>();
      for (const code of files.get(file) ?? []) {
        const isExported = shared.has(code.name) || usedElsewhere.has(code.name);
        const lines = functionText(code, true).map((line) =>
          isExported && line.startsWith('function ') ? `export ${line}` : line,
        );
        byOwner.set(code.owner, [...(byOwner.get(code.owner) ?? []), lines.join('\n')]);
      }
      return byOwner;
    },
  };
}

/** Forms that stand in an operation are judged by the client that builds them. */
const isJudged = (pointer: Pointer): boolean => {
  const tokens = tokensOf(pointer);
  const type = tokens[tokens.indexOf('content') + 1] ?? '';
  const isForm = /^(multipart\/|application\/x-www-form-urlencoded)/i.test(type);
  return tokens[0] === 'components' || !tokens.includes('content') || !isForm;
};

/** `operation of runtime/operation`, or a plain helper. */
const placeOf = (name: string): [name: string, from: string] => {
  const [plain = name, from] = name.split(' of ');
  return [plain, from ?? `runtime/${helperHome(plain)}`];
};

function newProgram(
  contract: Contract,
  view: View,
  modelAt: (pointer: Pointer) => ModelModule | undefined,
): Program {
  return createProgram({
    stage: stageOf(contract.document, contract.dialect, view, { keepsReferences: true }),
    formats: true,
    unreadablePattern: 'skip',
    isForeign: (location) => {
      const model = modelAt(location);
      return model !== undefined && model.view !== view;
    },
    nameOf: (location) =>
      modelAt(location)?.name ?? `${placeName(contract, location)}${view === 'request' ? '' : 'Response'}`,
  });
}

/** Steps of a pointer that say nothing of what stands there. */
const silent = new Set([
  'paths',
  'components',
  'content',
  'schema',
  'schemas',
  'properties',
  'requestBody',
  'responses',
]);

/** A name for a schema that is not a model, from its operation and its place there. */
function placeName(contract: Contract, location: Pointer): string {
  const tokens = tokensOf(location.slice(Math.max(0, location.indexOf('#'))));
  const [area, path, method, ...rest] = tokens;
  const operation = contract.operations.find(
    (one) => area === 'paths' && one.path === path && one.method === method,
  );
  const steps = operation === undefined ? tokens : rest;
  const named = steps
    .filter((step) => !silent.has(step) && !step.includes('/'))
    .map((step, index, all) =>
      all[index - 1] === 'parameters' ? parameterName(contract, location, step) : step,
    );
  const name = pascalCase([operation?.operationId ?? '', ...named].join(' ')).replace(/\W/g, '');
  return /^[A-Za-z]/.test(name) ? name.slice(0, 60) : `Part${name.slice(0, 60)}`;
}

/** The name of a parameter in place of its number. */
function parameterName({ operations }: Contract, location: Pointer, step: string): string {
  for (const { parameters } of operations)
    for (const { name, schema, content } of parameters)
      if ((schema ?? content?.schema)?.pointer === location) return name;
  return step;
}

const importLine = (names: readonly string[], from: string): string => {
  const sorted = [...names].sort((a, b) => (a.replace('type ', '') < b.replace('type ', '') ? -1 : 1));
  const areTypes = sorted.every((name) => name.startsWith('type '));
  const list = areTypes ? sorted.map((name) => name.slice('type '.length)) : sorted;
  const head = areTypes ? 'import type' : 'import';
  return fold(`${head} { ${list.join(', ')} } from '${from}';`).join('\n');
};

/** The specifier of one file of the folder as seen from another. */
function relative(from: string, to: string): string {
  const [here, there] = [from.split('/'), to.split('/')];
  while (here.length > 1 && here[0] === there[0]) {
    here.shift();
    there.shift();
  }
  const up = here.length - 1;
  return `${up === 0 ? './' : '../'.repeat(up)}${there.join('/')}.js`;
}
