import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { LiveSettings } from '../../conformance/live/settings.ts';
import type { Behaviour, Check, Mutant, Rule } from '../../conformance/model.ts';
import { fail } from '../../generator/contract/diagnostics.ts';
import type { DriftPolicy } from '../../generator/drift/policy.ts';
import type { Emitter, Part } from '../../generator/emit/emitter.ts';
import { isObject } from '../../generator/json/pointer.ts';
import { isFilePath } from '../../generator/load/locations.ts';
import type { ConformDefaults } from './conform-defaults.ts';
import type { ConformSettings } from './conform-settings.ts';
import type { SchemaDialect } from './dialect.ts';
import type { NetworkOptions } from './network-limits.ts';
import { entryAddress } from './package-info.ts';

/** How much of the contract is asserted: the document alone, its prose too, or all overlays and rules. */
export type Strength = 'document' | 'prose' | 'full';

/** The content of `plumbline.config.ts`; paths are relative to that file. */
export interface PlumblineConfig {
  /** The OpenAPI document, JSON or YAML. */
  readonly document: string;
  /** Overlay files, applied in order. */
  readonly overlays?: readonly string[];
  /**
   * Overlays that add to the document's schemas: strength `prose` applies their actions of class `document`, `full`
   * all.
   */
  readonly strengthOverlays?: readonly string[];
  /** The strength of generated code, mock and checks without `--strength`; `full` when absent. */
  readonly strength?: Strength;
  /** The folder of the generated package. */
  readonly output?: string;
  /** The folder of the generated vitest files, one an operation; none are written when absent. */
  readonly contractTests?: string;
  readonly package?: { readonly name?: string; readonly version?: string };
  /** The parts of the output that are wanted; all when absent. */
  readonly only?: readonly Part[];
  /** The tags whose operations are generated; all when absent. */
  readonly tags?: readonly string[];
  /** The paths whose operations are generated, `*` for any characters; all when absent. */
  readonly paths?: readonly string[];
  /** A package of its own, or the sources alone; a package when absent. */
  readonly layout?: 'package' | 'sources';
  /** How much time and memory an exchange of a run may use, and headers that every request of a run gets. */
  readonly network?: NetworkOptions & {
    /** `Name: value`; `$NAME` in a value is taken from the environment. */
    readonly headers?: readonly string[];
  };
  /** Settings of runs against a server that bills. */
  readonly live?: LiveSettings;
  /** Sentences that every conformance run prints under its title. */
  readonly notes?: readonly string[];
  /** Outputs of your own, printed by `plumbline generate` after the standard ones. */
  readonly emitters?: readonly Emitter[];
  /** Checks of your own, which judge every exchange of `plumbline conform` beside the standard ones. */
  readonly checks?: readonly Check[];
  /** Rules that no schema can express; each becomes a check. */
  readonly rules?: readonly Rule[];
  /** The folder of modules written by hand that are shipped in the generated package, as `./helpers`. */
  readonly helpers?: string;
  /** Files of those rules that are marked `sdk`: printed into the generated package. */
  readonly sdkRules?: readonly string[];
  /** What the mock does beyond the schemas. */
  readonly behaviours?: readonly Behaviour[];
  /** Servers broken in one way each, to measure the suite by. */
  readonly mutants?: readonly Mutant[];
  /**
   * Settings of `plumbline conform`: checks on, off or by severity, accepted statuses, further users, hooks, and every flag under
   * its own name, such as `maxRequests`.
   */
  readonly conform?: ConformSettings & ConformDefaults;
  /** What the team agreed on for `plumbline drift`: severities, accepted changes, sunset. */
  readonly drift?: DriftPolicy;
  /** Flavours of JSON Schema for `plumbline check-schema`. */
  readonly dialects?: readonly SchemaDialect[];
}

/** Types the configuration; returns it unchanged. */
export const defineConfig = (config: PlumblineConfig): PlumblineConfig => config;

/** A configuration with its paths made absolute. */
export interface LoadedConfig extends PlumblineConfig {
  readonly file: string;
  readonly overlays: readonly string[];
}

const names = ['plumbline.config.ts', 'plumbline.config.mts', 'plumbline.config.js', 'plumbline.config.mjs'];

/** The configuration of a folder; `undefined` where the folder has none. A broken one is a diagnostic. */
export async function loadConfig(folder: string): Promise<LoadedConfig | undefined> {
  const file = names.map((name) => resolve(folder, name)).find((path) => existsSync(path));
  if (file === undefined) return undefined;
  const config = await importConfig(file);
  if (!isObject(config) || typeof config['document'] !== 'string') {
    return fail({
      code: 'bad-config',
      file,
      message: 'expected `export default defineConfig({ document: ... })`',
    });
  }
  const known = config as unknown as PlumblineConfig;
  const at = (path: string): string => (isFilePath(path) ? resolve(dirname(file), path) : path);
  return {
    ...known,
    file,
    document: at(known.document),
    overlays: (known.overlays ?? []).map(at),
    ...(known.strengthOverlays === undefined ? {} : { strengthOverlays: known.strengthOverlays.map(at) }),
    ...(known.output === undefined ? {} : { output: at(known.output) }),
    ...(known.sdkRules === undefined ? {} : { sdkRules: known.sdkRules.map(at) }),
    ...(known.helpers === undefined ? {} : { helpers: at(known.helpers) }),
    ...(known.contractTests === undefined ? {} : { contractTests: at(known.contractTests) }),
  };
}

/**
 * Another user may have left a configuration in a folder that everybody may write to (`/tmp`): it is not run.
 */
function refuseForeign(file: string): void {
  const uid = process.getuid?.();
  const anybody = 0o002;
  if (uid === undefined || (statSync(dirname(file)).mode & anybody) === 0) return;
  const { uid: owner } = statSync(file);
  if (owner === uid || owner === 0) return;
  fail({
    code: 'foreign-config',
    file,
    message:
      'this configuration belongs to another user, in a folder that everybody may write to: it is not run',
    hint: 'Work in a folder of your own.',
  });
}

/**
 * Where what is compiled of a configuration is kept: among the packages of its project, which are run as well. Never in the
 * folder for temporary files, which another user could fill. `undefined` where there is no such folder of one's own.
 */
export function compiledFolder(file: string): string | undefined {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const packages = join(folder, 'node_modules');
    if (existsSync(packages))
      return statSync(packages).uid === process.getuid?.()
        ? join(packages, '.cache/openapi-plumbline')
        : undefined;
    if (folder === dirname(folder)) return undefined;
  }
}

async function importConfig(file: string): Promise<unknown> {
  refuseForeign(file);
  // Imports of this package by name resolve to the running one, installed beside the configuration or not: jiti
  // would compile all of it again.
  const virtualModules = {
    'openapi-plumbline/mock': await import(entryAddress('mock')),
    'openapi-plumbline/arbitraries': await import(entryAddress('arbitraries')),
    'openapi-plumbline': await import(entryAddress('index')),
  };
  const { createJiti } = await import('jiti');
  try {
    return await createJiti(import.meta.url, {
      virtualModules,
      moduleCache: false,
      fsCache: compiledFolder(file) ?? false,
    }).import(file, { default: true });
  } catch (cause) {
    return fail({
      code: 'bad-config',
      file,
      message: `cannot load the configuration: ${(cause as Error).message.split('\n')[0]}`,
    });
  }
}
