import * as errors from './runtime/errors.ts';
import * as formats from './runtime/formats.ts';
import * as leaves from './runtime/leaves.ts';
import * as messages from './runtime/messages.ts';
import * as tests from './runtime/tests.ts';

/** The modules of the runtime that emitted code imports from; their source is copied into generated packages. */
export const runtimeModules = { errors, leaves, tests, formats, messages } as const;

/** The name of a module of the runtime. */
export type RuntimeModule = keyof typeof runtimeModules;

const homes: ReadonlyMap<string, RuntimeModule> = new Map(
  (['errors', 'leaves', 'tests', 'formats', 'messages'] as const).flatMap((module) =>
    Object.keys(runtimeModules[module]).map((name): [string, RuntimeModule] => [name, module]),
  ),
);

/** Everything that emitted code may call, by name. */
export const helpers: Readonly<Record<string, unknown>> = {
  ...messages,
  ...formats,
  ...tests,
  ...leaves,
  ...errors,
};

/** The names of all helpers; locals must not hide them. */
export const helperNames: ReadonlySet<string> = new Set(homes.keys());

/** The module of a helper; throws for an unknown name. */
export function helperHome(name: string): RuntimeModule {
  const home = homes.get(name);
  if (home === undefined) throw new Error(`unknown runtime helper ${name}`);
  return home;
}
