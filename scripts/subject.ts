import { relative, resolve } from 'node:path';
import type { Contract } from '../generator/contract/model.ts';
import { fail } from '../generator/diagnostics.ts';
import { loadContract } from '../generator/index.ts';
import { type LoadedConfig, loadConfig } from './config.ts';

/** What a verb works on: the contract, and the configuration if it is the configured document. */
export interface Subject {
  readonly contract: Contract;
  /** As shown to people: relative to where they stand. */
  readonly file: string;
  readonly config: LoadedConfig | undefined;
}

/** How much the contract says: the document alone, its prose too, or all that is known. */
export type Strength = 'document' | 'prose' | 'full';

/**
 * The document given, else the configured one with its overlays. A document given by path that is the configured one
 * gets the configured overlays too; any other stands alone.
 */
export async function loadSubject(
  spec: string | undefined,
  overlays: readonly string[] = [],
  strength: Strength = 'document',
): Promise<Subject> {
  const config = await loadConfig(process.cwd());
  const configured =
    config !== undefined && (spec === undefined || resolve(spec) === config.document) ? config : undefined;
  const file = spec ?? configured?.document;
  if (file === undefined) {
    return fail({
      code: 'no-document',
      message: 'no OpenAPI document is given and there is no plumbline.config.ts here',
      hint: 'Give a path (plumbline generate openapi.json), or write `export default defineConfig({ document })` to plumbline.config.ts.',
    });
  }
  const shown = relative(process.cwd(), file) || file;
  const stronger = strength === 'document' ? [] : (configured?.strengthOverlays ?? []);
  const all = [...(configured?.overlays ?? []), ...stronger, ...overlays].map(
    (path) => relative(process.cwd(), path) || path,
  );
  return {
    contract: await loadContract(shown.startsWith('..') ? file : shown, {
      overlays: all,
      ...(strength === 'prose' ? { evidence: ['document'] } : {}),
    }),
    file: shown,
    config: configured,
  };
}
