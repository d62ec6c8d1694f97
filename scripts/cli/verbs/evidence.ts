import type { Strength } from '../../run/config.ts';
import { gatherEvidence, writeEvidence } from '../../run/evidence.ts';
import { loadSubject } from '../../run/subject.ts';
import { type LoadingFlags, loadingHints } from '../loading.ts';
import { ExitCode, print } from '../terminal.ts';

export interface EvidenceOptions extends LoadingFlags {
  readonly journal: string;
  readonly strength?: Strength;
  /** The folder of the bundle. */
  readonly output: string;
}

/** Writes a bundle of what a run found out beyond its document: places and types, without data of its user. */
export async function evidence(options: EvidenceOptions): Promise<ExitCode> {
  const subject = await loadSubject(options.spec, options.overlay, options.strength, loadingHints(options));
  const gathered = await gatherEvidence(subject, options.journal);
  for (const { cause, kind, operations, pointer, name, actions = [] } of gathered.disagreements)
    print(
      `${cause}: ${kind}${name === undefined ? '' : ` ${name}`}, ${operations.join(', ')} ${pointer}${actions.length === 0 ? '' : `: ${actions.length === 1 ? 'an overlay action is' : `${actions.length} overlay actions are`} proposed`}`,
    );
  const counts = { confirmed: 0, contradicted: 0 };
  for (const { verdict } of gathered.overlays) counts[verdict]++;
  print(`overlays: ${counts.confirmed} places confirmed, ${counts.contradicted} contradicted`);
  for (const file of await writeEvidence(options.output, gathered)) print(`wrote ${file}`);
  return ExitCode.clean;
}
