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
  /** With the rules of the strength that was asked for only. */
  readonly config: LoadedConfig | undefined;
}

/** What a caller may know already, or not need. */
export interface LoadHints
  extends Pick<LoadOptions, 'allowHosts' | 'allowPaths' | 'timeout' | 'strict' | 'onWarning'> {
  /** The configuration of this folder, read before; `undefined` says that there is none. */
  readonly config?: LoadedConfig | undefined;
  /** `false` where `bare` is not needed: it takes a second reading. */
  readonly bare?: false;
  /** Told of every file as it is read. */
  readonly onRead?: (file: string) => void;
}

/** Of these hints, what every reading of the document needs: who may be asked for its files. */
export const accessOf = ({ allowHosts, allowPaths, timeout }: LoadHints): LoadOptions => ({
  ...(allowHosts === undefined ? {} : { allowHosts }),
  ...(allowPaths === undefined ? {} : { allowPaths }),
  ...(timeout === undefined ? {} : { timeout }),
});

/** A file as seen from here; a URL, `git:REVISION:path` and `-` stay as they are. */
export const placeFromHere = (place: string): string => {
  if (!isFilePath(place)) return place;
  const shown = relative(process.cwd(), place) || place;
  return shown.startsWith('..') ? place : shown;
};

/**
 * The document given, else the configured one with its overlays. A document given by path that is the configured one
 * gets the configured overlays too, those of `strength` among them; any other stands alone.
 */
export async function loadSubject(
  spec: string | undefined,
  overlays: readonly string[] = [],
  strength?: Strength,
  hints: LoadHints = {},
): Promise<Subject> {
  const config = 'config' in hints ? hints.config : await loadConfig(process.cwd());
  const configured =
    config !== undefined &&
    (spec === undefined || (isFilePath(spec) ? resolve(spec) : spec) === config.document)
      ? config
      : undefined;
  const file = spec ?? configured?.document;
  if (file === undefined) {
    return fail({
      code: 'no-document',
      message: 'no OpenAPI document is given and there is no plumbline.config.ts here',
      hint: 'Give a path (plumbline generate openapi.json), or write `export default defineConfig({ document })` to plumbline.config.ts.',
    });
  }
  const shown = isFilePath(file) ? relative(process.cwd(), file) || file : file;
  const fromHere = (paths: readonly string[]): readonly string[] =>
    paths.map((path) => relative(process.cwd(), path) || path);
  const wanted = strength ?? configured?.strength ?? 'full';
  const strengthOverlays = wanted === 'document' ? [] : fromHere(configured?.strengthOverlays ?? []);
  const path = placeFromHere(file);
  const structure = {
    ...accessOf(hints),
    overlays: fromHere([...(configured?.overlays ?? []), ...overlays]),
  };
  return {
    contract: await loadContract(path, {
      ...structure,
      strengthOverlays,
      ...(hints.onRead === undefined ? {} : { onRead: hints.onRead }),
      ...(hints.strict === undefined ? {} : { strict: hints.strict }),
      ...(hints.onWarning === undefined ? {} : { onWarning: hints.onWarning }),
      ...(wanted === 'prose' ? { evidence: ['document'] } : {}),
    }),
    ...(strengthOverlays.length === 0 || hints.bare === false
      ? {}
      : { bare: await loadContract(path, structure) }),
    file: shown,
    config: configured === undefined ? undefined : withRulesOf(wanted, configured),
  };
}

/** A rule is as strong as its evidence, as an overlay is. The file of a rule is called after its id. */
function withRulesOf(strength: Strength, config: LoadedConfig): LoadedConfig {
  if (strength === 'full') return config;
  const rules =
    strength === 'document' ? [] : config.rules?.filter(({ evidence }) => evidence === 'document');
  const kept = new Set(rules?.map(({ id }) => id));
  const sdkRules = config.sdkRules?.filter((file) => kept.has(basename(file).replace(/\.\w+$/, '')));
  return {
    ...config,
    ...(rules === undefined ? {} : { rules }),
    ...(sdkRules === undefined ? {} : { sdkRules }),
  };
}
