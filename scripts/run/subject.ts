import { basename, relative, resolve } from 'node:path';
import { fail } from '../../generator/contract/diagnostics.ts';
import type { Contract } from '../../generator/contract/model.ts';
import { type LoadOptions, loadContract } from '../../generator/index.ts';
import { isFilePath } from '../../generator/load/locations.ts';
import { type LoadedConfig, loadConfig, type Strength } from './config.ts';

/** What a verb works on: the contract, and the configuration if it is the configured document. */
export interface Subject {
  readonly contract: Contract;
  /** The same without the overlays of strength; absent where none are applied. */
  readonly bare?: Contract;
  /** As shown to people: relative to where they stand. */
  readonly file: string;
  /** With the rules of the requested strength only. */
  readonly config: LoadedConfig | undefined;
  /** How much of the contract is asserted; absent: all of it. */
  readonly strength?: Strength;
}

/** What a caller may know already, or not need. */
export interface LoadHints
  extends Pick<LoadOptions, 'allowHosts' | 'allowPaths' | 'timeout' | 'strict' | 'onWarning'> {
  /** The configuration of this folder, read before; `undefined` means that the folder has none. */
  readonly config?: LoadedConfig | undefined;
  /** `false` where `bare` is not needed: it takes a second reading. */
  readonly bare?: false;
  /** Called for every file as it is read. */
  readonly onRead?: (file: string) => void;
}

/** The hints for every reading of the document: allowed hosts and folders, and listeners. */
export const accessOf = ({ allowHosts, allowPaths, timeout, strict, onWarning }: LoadHints): LoadOptions => ({
  ...(allowHosts === undefined ? {} : { allowHosts }),
  ...(allowPaths === undefined ? {} : { allowPaths }),
  ...(timeout === undefined ? {} : { timeout }),
  ...(strict === undefined ? {} : { strict }),
  ...(onWarning === undefined ? {} : { onWarning }),
});

/** A file as seen from here; a URL, `git:REVISION:path` and `-` stay as they are. */
export const placeFromHere = (place: string): string => {
  if (!isFilePath(place)) return place;
  const shown = relative(process.cwd(), place) || place;
  return shown.startsWith('..') ? place : shown;
};

/** Where a document is, and how it is read. */
export interface SubjectSource {
  readonly path: string;
  /** As shown to people. */
  readonly shown: string;
  /** Of every reading: without overlays. */
  readonly access: LoadOptions;
  /** The same with the overlays of structure. */
  readonly structure: LoadOptions;
  /** The same with the overlays of strength too. */
  readonly whole: LoadOptions;
  /** The configuration, where the document is the configured one. */
  readonly config: LoadedConfig | undefined;
  readonly strength: Strength;
}

/**
 * The document given, else the configured one with its overlays. A document given by path that is the configured one
 * gets the configured overlays too, those of `strength` among them; any other stands alone.
 */
export async function subjectSource(
  spec: string | undefined,
  overlays: readonly string[] = [],
  strength?: Strength,
  hints: LoadHints = {},
): Promise<SubjectSource> {
  const known = 'config' in hints ? hints.config : await loadConfig(process.cwd());
  const isConfigured = spec === undefined || (isFilePath(spec) ? resolve(spec) : spec) === known?.document;
  const config = isConfigured ? known : undefined;
  const file = spec ?? config?.document;
  if (file === undefined) {
    return fail({
      code: 'no-document',
      message: 'no OpenAPI document is given, and no plumbline.config.ts exists here',
      hint: 'Give a path (plumbline generate openapi.json), or write `export default defineConfig({ document })` to plumbline.config.ts.',
    });
  }
  const fromHere = (paths: readonly string[]): readonly string[] =>
    paths.map((path) => (isFilePath(path) ? relative(process.cwd(), path) || path : path));
  const wanted = strength ?? config?.strength ?? 'full';
  const strengthOverlays = wanted === 'document' ? [] : fromHere(config?.strengthOverlays ?? []);
  const access = accessOf(hints);
  const structure = { ...access, overlays: fromHere([...(config?.overlays ?? []), ...overlays]) };
  return {
    path: placeFromHere(file),
    shown: isFilePath(file) ? relative(process.cwd(), file) || file : file,
    access,
    structure,
    whole: {
      ...structure,
      strengthOverlays,
      ...(wanted === 'prose' ? { evidence: ['document'] } : {}),
    },
    config,
    strength: wanted,
  };
}

/** The contract of the document that `subjectSource` finds. */
export async function loadSubject(
  spec: string | undefined,
  overlays: readonly string[] = [],
  strength?: Strength,
  hints: LoadHints = {},
): Promise<Subject> {
  const source = await subjectSource(spec, overlays, strength, hints);
  const { path, structure, whole, config } = source;
  const hasBare = (whole.strengthOverlays ?? []).length > 0 && hints.bare !== false;
  return {
    contract: await loadContract(path, {
      ...whole,
      ...(hints.onRead === undefined ? {} : { onRead: hints.onRead }),
    }),
    ...(hasBare ? { bare: await loadContract(path, structure) } : {}),
    file: source.shown,
    config: config === undefined ? undefined : withRulesOf(source.strength, config),
    strength: source.strength,
  };
}

/** A rule is as strong as its evidence, as an overlay is. The file of a rule is called after its id. */
function withRulesOf(strength: Strength, config: LoadedConfig): LoadedConfig {
  if (strength === 'full') return config;
  const rules =
    strength === 'document' ? [] : config.rules?.filter(({ evidence }) => evidence === 'document');
  const kept = new Set(rules?.map(({ id }) => id));
  const sdkRules = config.sdkRules?.filter((file) => kept.has(basename(file).replace(/\.\w+$/, '')));
  // Helpers are written against everything that is known of the API.
  const { helpers, ...rest } = config;
  return {
    ...rest,
    ...(rules === undefined ? {} : { rules }),
    ...(sdkRules === undefined ? {} : { sdkRules }),
  };
}
