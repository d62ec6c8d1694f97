import { buildContract } from '../../../generator/build/build-contract.ts';
import type { Finding } from '../../../generator/lint/finding.ts';
import { fixOverlay } from '../../../generator/lint/fix-overlay.ts';
import { lint as run } from '../../../generator/lint/lint.ts';
import { loadDocument, type OpenApiDocument } from '../../../generator/load/load.ts';
import type { Strength } from '../../run/contract-strength.ts';
import { subjectSource } from '../../run/subject.ts';
import { writeWhole } from '../../run/write-whole.ts';
import { type LoadingFlags, loadingHints } from '../loading.ts';
import { ExitCode, paletteFor, print } from '../terminal.ts';

/** The options of `plumbline lint`. */
export interface LintOptions extends LoadingFlags {
  /** Look at the document with its overlays instead of the bare one. */
  readonly overlaid?: boolean;
  readonly failOn: 'error' | 'warning' | 'none';
  /** Write the fixing actions to this file. */
  readonly fixOverlay?: string;
  readonly json?: boolean;
}

/**
 * Reports defects of the document itself, also of one that other verbs reject. Exit 1 on a finding as grave as
 * `failOn`.
 */
export async function lint(options: LintOptions): Promise<ExitCode> {
  // What would be said on the way are findings here.
  const { onWarning: _, ...hints } = loadingHints(options);
  const { path, access, whole } = await subjectSource(options.spec, options.overlay, 'full', hints);
  const bare = await loadDocument(path, { ...access, tolerant: true });
  const isOverlaid = [...(whole.overlays ?? []), ...(whole.strengthOverlays ?? [])].length > 0;
  const overlaid = isOverlaid ? await loadDocument(path, { ...whole, tolerant: true }) : bare;
  const document = options.overlaid === true ? overlaid : bare;
  const findings: readonly Finding[] = [...document.defects, ...run(document.value)];
  if (options.fixOverlay !== undefined) await writeWhole(options.fixOverlay, fixOverlay(findings));
  const placed = findings.map((finding) => ({ ...finding, ...placeOf(document, finding) }));
  // Without overlays there is nothing to compare.
  const strength =
    isOverlaid && !isRefused(bare) && !isRefused(overlaid)
      ? (await import('../../run/contract-strength.ts')).contractStrength(
          buildContract(bare),
          buildContract(overlaid),
        )
      : new Map<string, Strength>();
  if (options.json === true)
    print(JSON.stringify({ findings: placed, strength: Object.fromEntries(strength) }, undefined, 2));
  else {
    show(placed);
    showStrength(strength);
  }
  const grave = { error: ['error'], warning: ['error', 'warning'], none: [] as readonly string[] }[
    options.failOn
  ];
  return findings.some(({ severity }) => grave.includes(severity)) ? ExitCode.findings : ExitCode.clean;
}

const isRefused = ({ defects }: OpenApiDocument): boolean =>
  defects.some(({ severity }) => severity === 'error');

type Placed = Finding & { readonly file: string; readonly line?: number; readonly column?: number };

/** Where a finding stands; what the loader placed in another file stays there. */
function placeOf(document: OpenApiDocument, finding: Finding): Omit<Placed, keyof Finding> {
  const { file, position } = document.origin(finding.pointer);
  return { file, ...position(), ...finding };
}

function show(findings: readonly Placed[]): void {
  const { red, yellow, dim, bold } = paletteFor(process.stdout);
  const colours = { error: red, warning: yellow, info: dim };
  let last = '';
  for (const { severity, code, message, pointer, file, line, column } of findings) {
    const place = [file, line, column].filter((part) => part !== undefined).join(':');
    const heading = `${colours[severity](severity)} ${code}: ${message}`;
    // What is said of several places is said once.
    if (heading !== last) print(heading);
    last = heading;
    print(`  ${dim(`${place} ${pointer}`)}`);
  }
  const count = (severity: Finding['severity'], word: string): string => {
    const { length } = findings.filter((each) => each.severity === severity);
    return `${length} ${word}${length === 1 ? '' : 's'}`;
  };
  print(bold(`${count('error', 'error')}, ${count('warning', 'warning')}, ${count('info', 'note')}`));
}

const barWidth = 20;

function showStrength(strength: ReadonlyMap<string, Strength>): void {
  if (strength.size === 0) return;
  const { bold, dim, green } = paletteFor(process.stdout);
  const width = Math.max(...[...strength.keys()].map((id) => id.length));
  const bar = (share: number | null): string => {
    if (share === null) return 'no JSON'.padEnd(barWidth + 5);
    const full = Math.round(share * barWidth);
    return `${green('█'.repeat(full))}${dim('░'.repeat(barWidth - full))} ${share.toFixed(2)}`;
  };
  print(bold('\ncontract strength: the share of places in a response where a wrong value is noticed'));
  print(dim(`${' '.repeat(width)}  the document${' '.repeat(barWidth - 6)} with its overlays`));
  for (const [id, { bare, overlaid }] of strength)
    print(`${id.padEnd(width)}  ${bar(bare)}  ${bar(overlaid)}`.trimEnd());
}
