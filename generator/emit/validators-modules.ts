import { fileName, pascalCase, uniqueNames } from '../build/naming.ts';
import type { Contract, View } from '../contract/model.ts';
import type { Pointer } from '../json/types.ts';
import { modelsOf } from '../print/models.ts';
import { createProgram, type FunctionCode, type Mode, type Program } from '../schema/code/program.ts';
import { functionText } from '../schema/compile.ts';
import { stageOf } from '../schema/normalize.ts';

/** A model that has a module of its own. */
export interface ModelModule {
  /** Name of the type, `Message` in `isMessage`. */
  readonly name: string;
  readonly view: View;
  readonly pointer: Pointer;
  /** Path below the folder of the validators, without extension. */
  readonly file: string;
}

/** Which functions stand in which file, and what a file has to import. */
export interface Layout {
  readonly models: readonly ModelModule[];
  /** The function that checks a schema in a view, made on demand; where it stands goes by its location, or by `home` for locations of no model. */
  check(
    pointer: Pointer,
    view: View,
    mode: Mode,
    home?: string,
  ): { readonly name: string; readonly file: string };
  /** Every file that holds functions, to its functions in the order in which they were made. */
  files(): ReadonlyMap<string, readonly FunctionCode[]>;
  /** The functions of a file as JavaScript, with their imports; `extra` names what the rest of the file uses. */
  moduleText(
    file: string,
    extra?: { readonly helpers?: readonly string[]; readonly checks?: readonly Check[] },
  ): string;
  /** Every runtime helper in use. */
  helpers(): ReadonlySet<string>;
}

type Check = { readonly name: string; readonly file: string };

const reserved = new Set(['index', 'runtime', 'all', 'operations', 'parts', 'parts-request']);

export function createLayout(contract: Contract): Layout {
  const { list } = modelsOf(contract);
  const fileNames = uniqueNames(
    list.map(({ name }) => name),
    fileName,
    reserved,
  );
  const models = list.map(({ name, view, schema }): ModelModule => {
    // A file may be named as no operating system forbids, and by no more than letters, digits and hyphens.
    const file = (fileNames.get(name) ?? 'schema').toLowerCase();
    return { name, view, pointer: schema.use.pointer, file: devices.test(file) ? `${file}-model` : file };
  });
  const byPointer = new Map<Pointer, readonly ModelModule[]>();
  for (const model of models) byPointer.set(model.pointer, [...(byPointer.get(model.pointer) ?? []), model]);
  const modelAt = (pointer: Pointer, view: View): ModelModule | undefined => {
    const candidates = byPointer.get(pointer) ?? [];
    return candidates.find((model) => model.view === view) ?? candidates[0];
  };
  const homes = new Map<string, string>();
  /** The file that asks for a check just now: parts that belong to no model are named after it. */
  let asking = '';
  const programs = new Map<View, Program>();
  const programOf = (view: View): Program => {
    const known =
      programs.get(view) ??
      newProgram(
        contract,
        view,
        (pointer) => modelAt(pointer, view)?.name,
        () => asking,
      );
    programs.set(view, known);
    return known;
  };
  /** The file of a function, and whether this view's program is the one that writes it. */
  const placeOf = (view: View, code: FunctionCode): { readonly file: string; readonly isOwn: boolean } => {
    const model = modelAt(code.owner, view);
    const other = homes.get(`${view} ${code.owner}`) ?? (view === 'response' ? 'parts' : 'parts-request');
    const file = model?.file ?? other;
    return {
      file: code.mode === 'all' ? `all/${file}` : file,
      isOwn: model === undefined || model.view === view,
    };
  };
  const check: Layout['check'] = (pointer, view, mode, home) => {
    const model = modelAt(pointer, view);
    const program = programOf(model?.view ?? view);
    asking = home?.split('/').at(-1) ?? '';
    const code = program.entry(pointer, mode);
    const key = `${model?.view ?? view} ${code.owner}`;
    if (home !== undefined && !homes.has(key)) homes.set(key, home);
    return { name: code.name, file: placeOf(model?.view ?? view, code).file };
  };
  // The models come first, so that names do not depend on what operations ask for.
  for (const mode of ['first', 'all'] as const)
    for (const { pointer, view } of models) check(pointer, view, mode);

  let sorted:
    | { readonly size: number; readonly files: ReadonlyMap<string, readonly FunctionCode[]> }
    | undefined;
  const files = (): ReadonlyMap<string, readonly FunctionCode[]> => {
    const size = [...programs.values()].reduce((sum, program) => sum + program.functions.size, 0);
    if (sorted?.size === size) return sorted.files;
    const found = new Map<string, FunctionCode[]>();
    for (const [view, program] of programs) {
      for (const code of program.functions.values()) {
        const { file, isOwn } = placeOf(view, code);
        if (!isOwn) continue;
        const functions = found.get(file) ?? [];
        found.set(file, functions);
        functions.push(code);
      }
    }
    sorted = { size, files: found };
    return found;
  };
  const viewOf = (code: FunctionCode): View =>
    [...programs].find(([, program]) => program.functions.get(code.key) === code)?.[0] ?? 'response';

  const moduleText: Layout['moduleText'] = (file, extra = {}) => {
    const functions = files().get(file) ?? [];
    const helpers = new Set([...(extra.helpers ?? []), ...functions.flatMap((code) => [...code.helpers])]);
    const imports = new Map<string, Set<string>>();
    const add = (name: string, from: string): void => {
      if (from === file) return;
      imports.set(from, (imports.get(from) ?? new Set()).add(name));
    };
    for (const { name, file: from } of extra.checks ?? []) add(name, from);
    for (const code of functions) {
      const view = viewOf(code);
      for (const key of code.calls) {
        const called = programOf(view).functions.get(key);
        if (called !== undefined) add(called.name, placeOf(view, called).file);
      }
    }
    const lines = [...imports].map(([from, names]) => importLine([...names], relative(file, from)));
    if (helpers.size > 0) lines.unshift(importLine([...helpers], relative(file, 'runtime')));
    const body = functions.map((code) => {
      const constants = functionText(code);
      return constants.map((line) => (line.startsWith('function ') ? `export ${line}` : line)).join('\n');
    });
    return [lines.join('\n'), ...body].filter((part) => part !== '').join('\n\n');
  };
  return {
    models,
    check,
    files,
    moduleText,
    helpers: () =>
      new Set(
        [...programs.values()].flatMap((program) =>
          [...program.functions.values()].flatMap((code) => [...code.helpers]),
        ),
      ),
  };
}

const devices = /^(con|prn|aux|nul|com\d|lpt\d)$/;

function newProgram(
  contract: Contract,
  view: View,
  modelName: (pointer: Pointer) => string | undefined,
  asking: () => string,
): Program {
  const others = new Map<string, string>();
  const counts = new Map<string, number>();
  return createProgram({
    stage: stageOf(contract.document, contract.dialect, view),
    formats: true,
    unreadablePattern: 'skip',
    nameOf(location) {
      const known = modelName(location) ?? others.get(location);
      if (known !== undefined) return known;
      // Counted in each operation apart, so that a new operation renames nothing elsewhere.
      const stem = `${pascalCase(asking()).replace(/\W/g, '')}${view === 'request' ? 'Request' : ''}Part`;
      const count = (counts.get(stem) ?? 0) + 1;
      counts.set(stem, count);
      const name = `${stem}_${count}`;
      others.set(location, name);
      return name;
    },
  });
}

const importLine = (names: readonly string[], from: string): string => {
  const line = `import { ${names.join(', ')} } from '${from}';`;
  return line.length <= 110 ? line : `import {\n  ${names.join(',\n  ')},\n} from '${from}';`;
};

/** The specifier of one file of the folder as seen from another. */
export function relative(from: string, to: string): string {
  const [here, there] = [from.split('/'), to.split('/')];
  while (here.length > 1 && here[0] === there[0]) {
    here.shift();
    there.shift();
  }
  const up = here.length - 1;
  return `${up === 0 ? './' : '../'.repeat(up)}${there.join('/')}.js`;
}
